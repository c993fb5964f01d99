"""Errors about the values of Secrets. No message contains a value."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "secret/no-value",
        "The source of a secret value has none: a variable that is not set, a file that is missing or empty, or a "
        "command that failed.",
        "Set the variable, write the file, or correct the command. `check` uses a placeholder instead of a variable.",
        "export DB_PASSWORD=...\nk8sdsl gitops",
    ),
    ErrorCode(
        "secret/not-set",
        "`check` found a variable for a secret value that is not set, and checked a placeholder instead.",
        "Nothing, if the value is set where `gitops` runs.",
        "export DB_PASSWORD=...",
    ),
    ErrorCode(
        "secret/no-name",
        "A Secret has no name or namespace, which sealing or fetching its values needs.",
        "Give the Secret a `name` instead of `generateName`, and the overlay a `namespace`.",
        'Overlay(base=shop(), namespace="shop")',
    ),
    ErrorCode(
        "secret/not-base64",
        "`data` of a Secret has a value that is not a string in base64, or `stringData` one that is not a string.",
        "Put the plain text into `stringData`, or encode it.",
        "stringData: {password: plain text}",
    ),
    ErrorCode(
        "secret/outside-data",
        "A Secret has secret values outside of `data` and `stringData`, such as in an annotation, which no "
        "backend hides.",
        "Remove them: `kubectl.kubernetes.io/last-applied-configuration` is the usual one.",
        "kubectl get secret db -o yaml | k8sdsl import cluster - --to imported",
    ),
    ErrorCode(
        "secret/certificate",
        "The certificate of Sealed Secrets cannot be read, is not one, or has expired.",
        "Fetch the current one from the controller.",
        "kubeseal --fetch-cert > sealed-secrets.pem",
    ),
    ErrorCode(
        "secret/sops",
        "SOPS is not installed, cannot be run, or did not encrypt the Secret.",
        "Run `sops` by hand with the same file, and correct `.sops.yaml`.",
        "sops --encrypt secret.yaml",
    ),
    ErrorCode(
        "secret/fingerprint-key",
        "The key for fingerprints of secret values is too short, so values could be guessed from them.",
        "Make a key with `openssl rand -hex 32`, and keep it where the other secrets are.",
        "openssl rand -hex 32",
    ),
    ErrorCode(
        "secret/no-package",
        "Sealing needs the package `cryptography`, which is not installed.",
        "Install the extra `secrets`.",
        "pip install 'k8sdsl[secrets]'",
    ),
)
