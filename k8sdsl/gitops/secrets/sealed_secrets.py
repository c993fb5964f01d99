"""SealedSecrets: encrypted for the controller in the cluster with its public certificate, as `kubeseal` does.

Each value is encrypted with AES-256-GCM and a separate key, and that key with RSA-OAEP and a label that binds it to the
name and namespace of the Secret. `kubeseal` uses random numbers for the key and the seed, so its output differs each
time. Here both are a keyed fingerprint of the value, its name and namespace: the same value gives the same bytes on
every machine, and nobody without the fingerprint key can check a guess.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from k8sdsl.catalog import sealed_secrets
from k8sdsl.errors import SecretError
from k8sdsl.gitops.secrets.fingerprint import keyed
from k8sdsl.gitops.secrets.oaep import encrypt
from k8sdsl.identity import ObjectRef

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

Scope = Literal["strict", "namespace-wide", "cluster-wide"]

_ANNOTATION = "sealedsecrets.bitnami.com/"
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


@frozen(kw_only=True)
class SealedSecrets:
    """Seals every Secret for one controller.

    `certificate` is the path of its public certificate (`kubeseal --fetch-cert`). `fingerprint_key` is a secret of
    yours, the same on every machine that renders: take it from the environment, never from the sources. A Secret's own
    annotation (`sealedsecrets.bitnami.com/cluster-wide: "true"`) overrules `scope`.
    """

    certificate: str | Path
    fingerprint_key: str = field(repr=False)
    scope: Scope = "strict"

    def fingerprint(self, tree: Tree) -> str:
        """Empty: sealing twice gives the same bytes."""
        del tree
        return ""

    def seal(self, tree: Tree) -> Tree:
        """The SealedSecret from which the controller creates this Secret; SecretError if that is not possible."""
        ref = ObjectRef.of(tree)
        metadata = {**(tree.get("metadata") or {})}
        annotations = {**(metadata.pop("annotations", None) or {})}
        annotations.pop(_LAST_APPLIED, None)
        scope = _scope_of(annotations, self.scope)
        label = _label(ref, scope)
        if scope != "strict":
            annotations[f"{_ANNOTATION}{scope}"] = "true"
        inner = {**metadata, **({"annotations": annotations} if annotations else {})}
        template: Tree = {"metadata": inner}
        template |= {name: tree[name] for name in ("type", "immutable") if name in tree}
        outer = {name: metadata[name] for name in ("name", "namespace", "labels") if name in metadata}
        sealed = sealed_secrets.SealedSecret(
            **outer,
            annotations=annotations or None,
            spec=sealed_secrets.SealedSecretSpec(
                encrypted_data={key: self._encrypted(value, key, label) for key, value in plaintexts(tree).items()},
                template=template,  # type: ignore[arg-type] # what the Secret has, as it has it
            ),
        )
        return sealed.to_dict()

    def _encrypted(self, value: bytes, key: str, label: bytes) -> str:
        modulus, exponent, mark = _public_key(str(self.certificate))
        root = keyed(self.fingerprint_key, (b"k8sdsl sealed secret 1", mark, label, key.encode(), value))
        session, seed = (sha256(root + purpose).digest() for purpose in (b"session", b"seed"))
        aead = _aead(session)
        sealed_key = encrypt(session, label, seed, modulus, exponent)
        sealed: bytes = aead.encrypt(b"\0" * 12, value, None)  # a constant nonce is safe: each key is used once
        return b64encode(len(sealed_key).to_bytes(2, "big") + sealed_key + sealed).decode()


def plaintexts(tree: Tree) -> dict[str, bytes]:
    """The values of a Secret by key, sorted; `stringData` overrides `data`. SecretError if a value is neither."""
    found: dict[str, bytes] = {}
    for key, value in (tree.get("data") or {}).items():
        try:
            found[key] = b64decode("".join(str(value).split()), validate=True)
        except (Error, ValueError):
            raise SecretError(
                f"`data.{key}` of {ObjectRef.of(tree)} is not valid base64", remedy="use `stringData` for plain text"
            ) from None
    for key, value in (tree.get("stringData") or {}).items():
        if not isinstance(value, str):
            raise SecretError(
                f"`stringData.{key}` of {ObjectRef.of(tree)} is not a string", remedy="put the value in quotes"
            )
        found[key] = value.encode()
    return dict(sorted(found.items()))


def _scope_of(annotations: dict[str, Any], default: Scope) -> Scope:
    for scope in ("cluster-wide", "namespace-wide"):
        if str(annotations.get(f"{_ANNOTATION}{scope}")).lower() == "true":
            return scope
    return default


def _label(ref: ObjectRef, scope: Scope) -> bytes:
    """What binds the ciphertext to its place (`EncryptionLabel` of sealed-secrets)."""
    if scope == "cluster-wide":
        return b""
    if not ref.namespace:
        raise SecretError(
            f"{ref} has no namespace, and a sealed secret is bound to its namespace",
            remedy='set `namespace` in the overlay, or use `SealedSecrets(scope="cluster-wide")`',
        )
    return (ref.namespace if scope == "namespace-wide" else f"{ref.namespace}/{ref.name}").encode()


@cache
def _public_key(certificate: str) -> tuple[int, int, bytes]:
    """Modulus and exponent, and a mark that identifies the certificate."""
    x509 = _library("cryptography.x509")
    try:
        loaded = x509.load_pem_x509_certificate(Path(certificate).read_bytes())
        numbers = loaded.public_key().public_numbers()
        modulus, exponent = numbers.n, numbers.e
    except OSError as error:
        raise SecretError(f"the certificate {certificate} cannot be read: {error.strerror}") from None
    except (ValueError, AttributeError):
        raise SecretError(
            f"{certificate} is not a PEM certificate with an RSA key", remedy="fetch it with `kubeseal --fetch-cert`"
        ) from None
    _refuse_expired(loaded, certificate)
    return modulus, exponent, sha256(loaded.public_bytes(_library(_SERIALIZATION).Encoding.DER)).digest()


_SERIALIZATION = "cryptography.hazmat.primitives.serialization"


def _refuse_expired(loaded: Any, certificate: str) -> None:
    from datetime import UTC, datetime

    if loaded.not_valid_after_utc < datetime.now(UTC):
        raise SecretError(
            f"the certificate {certificate} expired on {loaded.not_valid_after_utc:%Y-%m-%d}",
            remedy="fetch the controller's new one with `kubeseal --fetch-cert`",
        )


def _aead(key: bytes) -> Any:
    return _library("cryptography.hazmat.primitives.ciphers.aead").AESGCM(key)


def _library(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        raise SecretError(
            "SealedSecrets needs the package `cryptography`", remedy="run `pip install 'k8sdsl[secrets]'`"
        ) from None
