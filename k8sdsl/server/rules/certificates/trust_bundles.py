"""ClusterTrustBundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.certificates.requests import signer_name
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

MAX_BUNDLE_BYTES = 1 << 20

BUNDLE_SIGNER = Rule(
    "certificates/trust-bundle-signer",
    ("`signerName` of a ClusterTrustBundle must be DOMAIN/NAME, and the object's name must start with it."),
    "ValidateClusterTrustBundle",
    "ClusterTrustBundle",
    bad={"metadata.name": "signer:v1", "spec.signerName": "signer"},
    good={"metadata.name": "example.com:signer:v1", "spec.signerName": "example.com/signer"},
    remedy='for example, write `signerName: example.com/ca` and `metadata: {name: "example.com:ca:v1"}`',
)
BUNDLE = Rule(
    "certificates/trust-bundle",
    "`trustBundle` must be PEM certificates of authorities without headers, each once, of at most 1 MiB in total.",
    "validateTrustBundle",
    "ClusterTrustBundle",
    bad={"spec.trustBundle": "no certificate"},
    remedy=(
        "paste the certificates with `-----BEGIN CERTIFICATE-----` and `-----END CERTIFICATE-----` lines, without "
        "text between them"
    ),
)


def validate_cluster_trust_bundle(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a ClusterTrustBundle as ValidateClusterTrustBundle does."""
    spec = obj.get("spec") or {}
    signer = spec.get("signerName", "")
    prefix = signer.replace("/", ":") + ":" if signer else ""

    def name_reason(name: str) -> str:
        if not name.startswith(prefix):
            return f"must start with the name of its signer: {prefix}"
        return formats.dns1123_subdomain(name[len(prefix) :])

    validate_object_meta(obj, problems, namespaced=False, name=name_reason)
    if signer and (reason := signer_name(signer)):
        problems.add(BUNDLE_SIGNER, "spec.signerName", f"{signer!r} {reason}")
    if reason := _bundle_reason(spec.get("trustBundle", "").encode("utf-8", "surrogatepass")):
        problems.add(BUNDLE, "spec.trustBundle", reason)


def _bundle_reason(data: bytes) -> str:
    from k8sdsl.server.rules.certificates.pem import is_authority, is_certificate, pem_blocks

    if len(data) > MAX_BUNDLE_BYTES:
        return f"the size of {len(data)} bytes exceeds the limit of {MAX_BUNDLE_BYTES}"
    seen: set[bytes] = set()
    for number, block in enumerate(pem_blocks(data)):
        if block.type != "CERTIFICATE":
            return f"block {number} has the type {block.type}, not CERTIFICATE"
        if block.has_headers:
            return f"block {number} has headers"
        if not is_certificate(block.content):
            return f"block {number} does not contain a certificate"
        if not is_authority(block.content):
            return f"block {number} is not the certificate of an authority: it does not have the CA bit"
        if block.content in seen:
            return f"block {number} repeats an earlier certificate"
        seen.add(block.content)
    return "" if seen else "there is no certificate; at least one is required"
