"""SealedSecrets: encrypted for the controller in the cluster with its public certificate, as `kubeseal` does.

Each value is encrypted with AES-256-GCM under a key of its own, and that key with RSA-OAEP under a label that binds it
to the place of the Secret. `kubeseal` takes random numbers for the key and the seed, and so writes another file each
time. Here both are a keyed fingerprint of the value and its place: the same value in the same place gives the same
bytes on every machine.

What an observer of the repository learns: the names of Secrets and their keys, the length of each value, and whether a
value changed or went back to an earlier one. Equal values of two keys or two Secrets look different, in every scope.
A reader who also has the fingerprint key can tell whether a guess of a value is right.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from k8sdsl.catalog import sealed_secrets
from k8sdsl.errors import SecretError
from k8sdsl.gitops.secrets.fingerprint import keyed
from k8sdsl.gitops.secrets.oaep import encrypt
from k8sdsl.gitops.secrets.plaintext import without_applied
from k8sdsl.gitops.typed_fields import typed
from k8sdsl.identity import ObjectRef
from k8sdsl.locations.content import read_content

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.tree import Tree

SealingScope = Literal["strict", "namespace-wide", "cluster-wide"]

MAX_CERTIFICATE = 1_000_000
"""The maximum size of a certificate's file in bytes."""

_ANNOTATION = "sealedsecrets.bitnami.com/"


@frozen(kw_only=True, field_transformer=typed)
class SealedSecrets:
    """Seals every Secret for one controller.

    `certificate` is the path of its public certificate (`kubeseal --fetch-cert`). `fingerprint_key` is a secret of your
    own, the same on every machine that renders: take it from the environment, never from the sources. A Secret's own
    annotation (`sealedsecrets.bitnami.com/cluster-wide: "true"`) overrides `scope`.

    Examples:
        >>> from k8sdsl.gitops import GitOps, SealedSecrets
        >>> gitops = GitOps(secrets=SealedSecrets(certificate="controller.pem", fingerprint_key="a long random string"))
    """

    certificate: str | Path
    fingerprint_key: str = field(repr=False)
    scope: SealingScope = "strict"

    def fingerprint(self, tree: Tree) -> str:
        """Empty: sealing twice gives the same bytes."""
        del tree
        return ""

    def seal(self, tree: Tree) -> Tree:
        """The SealedSecret from which the controller creates this Secret; SecretError if that is not possible."""
        ref = ObjectRef.of(tree)
        if not (tree.get("metadata") or {}).get("name"):
            raise SecretError(
                f"{ref} has no name, and a Secret with `generateName` cannot be sealed",
                remedy="set `metadata.name`",
                code="secret/no-name",
            )
        metadata = {**(without_applied(tree).get("metadata") or {})}
        annotations = {**(metadata.pop("annotations", None) or {})}
        scope = _scope_of(annotations, self.scope)
        label = _label(ref, scope)
        if scope != "strict":
            annotations[f"{_ANNOTATION}{scope}"] = "true"
        inner = {**metadata, **({"annotations": annotations} if annotations else {})}
        template: Tree = {"metadata": inner}
        template |= {name: tree[name] for name in ("type", "immutable") if name in tree}
        place = f"{ref.namespace}/{ref.name}".encode()
        values = {key: self._encrypted(value, key, label, place) for key, value in plaintexts(tree).items()}
        outer = {name: metadata[name] for name in ("name", "namespace", "labels") if name in metadata}
        sealed = sealed_secrets.SealedSecret(
            **outer,
            annotations=annotations or None,
            spec=sealed_secrets.SealedSecretSpec(
                encrypted_data=values,
                template=template,  # type: ignore[arg-type] # what the Secret has, as it has it
            ),
        )
        return sealed.to_dict()

    def _encrypted(self, value: bytes, key: str, label: bytes, place: bytes) -> str:
        modulus, exponent, mark = _public_key(str(self.certificate))
        root = keyed(self.fingerprint_key, (b"k8sdsl sealed secret 2", mark, label, place, key.encode(), value))
        session, seed = (sha256(root + purpose).digest() for purpose in (b"session", b"seed"))
        aead = _aead(session)
        sealed_key = encrypt(session, label, seed, modulus, exponent)
        sealed: bytes = aead.encrypt(b"\0" * 12, value, None)  # a constant nonce is safe: each key is used once
        return b64encode(len(sealed_key).to_bytes(2, "big") + sealed_key + sealed).decode()


def plaintexts(tree: Tree) -> dict[str, bytes]:
    """The values of a Secret by key, sorted; `stringData` overrides `data`. SecretError if a value is neither."""
    found: dict[str, bytes] = {}
    for key, value in _map(tree, "data").items():
        if not isinstance(value, str):
            raise SecretError(f"`data.{key}` of {ObjectRef.of(tree)} is not a base64 string", code="secret/not-base64")
        try:
            found[key] = b64decode("".join(value.split()), validate=True)
        except (Error, ValueError):
            raise SecretError(
                f"`data.{key}` of {ObjectRef.of(tree)} is not valid base64", code="secret/not-base64"
            ) from None
    for key, value in _map(tree, "stringData").items():
        if not isinstance(value, str):
            raise SecretError(f"`stringData.{key}` of {ObjectRef.of(tree)} is not a string", code="secret/not-base64")
        found[key] = value.encode()
    return dict(sorted(found.items()))


def _map(tree: Tree, field: str) -> dict[str, Any]:
    value = tree.get(field) or {}
    if not isinstance(value, dict):
        raise SecretError(f"`{field}` of {ObjectRef.of(tree)} is not a map", code="secret/not-base64")
    return value


def _scope_of(annotations: dict[str, Any], default: SealingScope) -> SealingScope:
    for scope in ("cluster-wide", "namespace-wide"):
        if str(annotations.get(f"{_ANNOTATION}{scope}")).lower() == "true":
            return scope
    return default


def _label(ref: ObjectRef, scope: SealingScope) -> bytes:
    """What binds the ciphertext to its place (`EncryptionLabel` of sealed-secrets)."""
    if scope == "cluster-wide":
        return b""
    if not ref.namespace:
        raise SecretError(
            f"{ref} has no namespace, and a sealed secret is bound to its namespace",
            remedy='set `namespace` in the overlay, or use `SealedSecrets(scope="cluster-wide")`',
            code="secret/no-name",
        )
    return (ref.namespace if scope == "namespace-wide" else f"{ref.namespace}/{ref.name}").encode()


@cache
def _public_key(certificate: str) -> tuple[int, int, bytes]:
    """Modulus and exponent, and a mark that identifies the certificate."""
    x509 = _library("cryptography.x509")
    try:
        loaded = x509.load_pem_x509_certificate(read_content(certificate, MAX_CERTIFICATE))
        numbers = loaded.public_key().public_numbers()
        modulus, exponent = numbers.n, numbers.e
    except OSError as error:
        raise SecretError(
            f"the certificate {certificate} cannot be read: {error.strerror}", code="secret/certificate"
        ) from None
    except (ValueError, AttributeError):
        raise SecretError(
            f"{certificate} is not a PEM certificate with an RSA key",
            remedy="fetch it with `kubeseal --fetch-cert`",
            code="secret/certificate",
        ) from None
    _refuse_expired(loaded, certificate)
    return modulus, exponent, sha256(loaded.public_bytes(_library(_SERIALIZATION).Encoding.DER)).digest()


_SERIALIZATION = "cryptography.hazmat.primitives.serialization"


def _refuse_expired(loaded: Any, certificate: str) -> None:
    from datetime import UTC, datetime

    if loaded.not_valid_after_utc < datetime.now(UTC):
        raise SecretError(
            f"the certificate {certificate} expired on {loaded.not_valid_after_utc:%Y-%m-%d}",
            remedy="fetch the controller's current certificate with `kubeseal --fetch-cert`",
            code="secret/certificate",
        )


def _aead(key: bytes) -> Any:
    return _library("cryptography.hazmat.primitives.ciphers.aead").AESGCM(key)


def _library(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        raise SecretError(
            "SealedSecrets requires the package `cryptography`, which is not installed",
            remedy="run `pip install 'k8sdsl[secrets]'`",
            code="secret/no-package",
        ) from None
