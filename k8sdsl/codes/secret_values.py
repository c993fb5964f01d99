"""Errors about the values of Secrets. No message contains a value."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "secret/no-value",
        "A secret value cannot be read: a variable is not set, a file is missing or empty, or a command failed.",
        "Set the variable, write the file, or correct the command. `check` uses a placeholder instead of a variable.",
        "export DB_PASSWORD=...\nk8sdsl gitops",
    ),
    ErrorCode(
        "secret/not-set",
        "A variable with a secret value is not set, so `check` used a placeholder instead.",
        "There is nothing to fix if the value is set where `gitops` runs.",
        "export DB_PASSWORD=...",
    ),
    ErrorCode(
        "secret/no-name",
        "A Secret has no name or no namespace, which is required to seal or fetch its values.",
        "Set `name` instead of `generateName` in the Secret, and `namespace` in the overlay.",
        'Overlay(base=shop(), namespace="shop")',
    ),
    ErrorCode(
        "secret/not-base64",
        "A value in `data` of a Secret is not a base64 string, or a value in `stringData` is not a string.",
        "Write the plain text in `stringData`, or encode it in base64.",
        "stringData: {password: plain text}",
    ),
    ErrorCode(
        "secret/outside-data",
        "A Secret has secret values outside `data` and `stringData`, such as in an annotation. No backend hides those.",
        "Remove them. The usual cause is the annotation `kubectl.kubernetes.io/last-applied-configuration`.",
        "kubectl get secret db -o yaml | k8sdsl import cluster - --to imported",
    ),
    ErrorCode(
        "secret/certificate",
        "The certificate for Sealed Secrets cannot be read, is not a certificate, or has expired.",
        "Fetch the current certificate from the controller.",
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
        "The key for the fingerprints of secret values is too short, so that values could be guessed from their "
        "fingerprints.",
        "Create a key with `openssl rand -hex 32`, and store it with the other secrets.",
        "openssl rand -hex 32",
    ),
    ErrorCode(
        "secret/no-package",
        "Sealing requires the package `cryptography`, which is not installed.",
        "Install the extra `secrets`.",
        "pip install 'k8sdsl[secrets]'",
    ),
)
