"""Changes of CustomResourceDefinitions (apiextensions `ValidateCustomResourceDefinitionUpdate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.changes.fixed import IMMUTABLE
from k8sdsl.tree import get

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

STORED_VERSION = Rule(
    "change/stored-version",
    "A version in `status.storedVersions` of a definition must stay in `spec.versions`.",
    "ValidateCustomResourceDefinitionStoredVersions",
    "CustomResourceDefinition",
    remedy="keep it with `served: false`, migrate the stored objects, and then remove it from `status.storedVersions`",
)

CA_BUNDLE = Rule(
    "change/ca-bundle",
    "`caBundle` of a conversion webhook in use must contain PEM certificates, unless the old one did not.",
    "ValidateCABundle",
    "CustomResourceDefinition",
    bad={
        "spec.conversion": {
            "strategy": "Webhook",
            "webhook": {
                "conversionReviewVersions": ["v1"],
                "clientConfig": {"url": "https://example.com/convert", "caBundle": "eA=="},
            },
        }
    },
    good={
        "spec.conversion": {
            "strategy": "Webhook",
            "webhook": {"conversionReviewVersions": ["v1"], "clientConfig": {"url": "https://example.com/convert"}},
        }
    },
    remedy="encode the file with the certificates: `base64 -w0 ca.crt`",
)

_BUNDLE = ("spec", "conversion", "webhook", "clientConfig", "caBundle")
_FIXED = (("spec", "scope"), ("spec", "names", "kind"), ("spec", "group"), ("spec", "names", "plural"))


def prepare_definition(definition: Tree, _old: Tree | None, _context: Context) -> None:
    """Adds the storage version to those of earlier times in the status."""
    storage = [version.get("name", "") for version in _versions(definition) if version.get("storage")]
    stored = definition.setdefault("status", {}).setdefault("storedVersions", [])
    if storage and storage[0] not in stored:
        stored.append(storage[0])


def change_definition(new: Tree, old: Tree, problems: Problems, _context: Context) -> None:
    """The scope, kind, plural and group of an established definition cannot change."""
    for steps in _FIXED:
        if get(new, steps) != get(old, steps):
            path = ".".join(steps)
            problems.add(IMMUTABLE, path, f"`{path}` of a CustomResourceDefinition cannot change")
    bundle, before = get(new, _BUNDLE), get(old, _BUNDLE)
    if bundle and _bundle_reason(bundle) and not (before and _bundle_reason(before)):
        problems.add(CA_BUNDLE, "spec.conversion.webhookClientConfig.caBundle", _bundle_reason(bundle))
    names = {version.get("name") for version in _versions(new)}
    for index, version in enumerate(new["status"]["storedVersions"]):
        if version not in names:
            path = f"status.storedVersions[{index}]"
            problems.add(
                STORED_VERSION, path, f"objects can be stored in {version!r}, which is no longer in spec.versions"
            )


def _bundle_reason(bundle: str) -> str:
    """Why the first block of a bundle is not a certificate (client-go `cert.ParseCertsPEM`)."""
    from binascii import a2b_base64

    from k8sdsl.server.rules.certificates.pem import is_certificate, pem_blocks

    blocks = pem_blocks(a2b_base64(bundle))
    found = [is_certificate(block.content) for block in blocks if block.type == "CERTIFICATE" and not block.has_headers]
    return "" if found and all(found) else "it contains no certificate, or a certificate that cannot be read"


def _versions(definition: Tree) -> list[Tree]:
    versions: list[Tree] = (definition.get("spec") or {}).get("versions") or []
    return versions
