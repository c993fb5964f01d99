"""CertificateSigningRequest."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

LEGACY_SIGNER = "kubernetes.io/legacy-unknown"
USAGES_KNOWN = frozenset(
    (
        *("signing", "digital signature", "content commitment", "key encipherment", "key agreement"),
        *("data encipherment", "cert sign", "crl sign", "encipher only", "decipher only", "any", "server auth"),
        *("client auth", "code signing", "email protection", "s/mime", "ipsec end system", "ipsec tunnel"),
        *("ipsec user", "timestamping", "ocsp signing", "microsoft sgc", "netscape sgc"),
    )
)

REQUEST = Rule(
    "certificates/request",
    "`request` must be a PKCS #10 certificate request in PEM, encoded in base64.",
    "validateCSR",
    "CertificateSigningRequest",
    bad={"spec.request": "aGVsbG8="},
    remedy="create one with `openssl req -new -key web.key -subj /CN=web`, and encode it with `base64 -w0`",
)
USAGES = Rule(
    "certificates/usages",
    "`usages` must list at least one known key usage, each once.",
    "validateCertificateSigningRequest",
    "CertificateSigningRequest",
    bad={"spec.usages": ["client auth", "client auth"]},
    good={"spec.usages": ["client auth"]},
    remedy="for example, write `usages: [client auth]` or `usages: [digital signature, key encipherment, server auth]`",
)
SIGNER = Rule(
    "certificates/signer-name",
    "`signerName` must be DOMAIN/NAME in lowercase, with a domain of at least two parts.",
    "ValidateSignerName",
    "CertificateSigningRequest",
    bad={"spec.signerName": "my-signer"},
    good={"spec.signerName": "example.com/my-signer"},
    remedy="for example, write `signerName: kubernetes.io/kube-apiserver-client`",
)
EXPIRATION = Rule(
    "certificates/expiration",
    "`expirationSeconds` of a certificate request must be at least 600.",
    "validateCertificateSigningRequest",
    "CertificateSigningRequest",
    bad={"spec.expirationSeconds": 60},
    good={"spec.expirationSeconds": 3600},
    remedy="for example, set `expirationSeconds: 86400`",
)


def _any_name(name: str) -> str:  # noqa: ARG001
    return ""


def validate_certificate_signing_request(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a request as ValidateCertificateSigningRequestCreate does; the server drops its status first."""
    validate_object_meta(obj, problems, namespaced=False, name=_any_name)
    spec = obj.get("spec") or {}
    if reason := _request_reason(spec.get("request", "")):
        problems.add(REQUEST, "spec.request", reason)
    _usages(spec.get("usages") or (), problems)
    signer = spec.get("signerName", "")
    reason = "is only valid in v1beta1" if signer == LEGACY_SIGNER else signer_name(signer)
    if reason:
        problems.add(SIGNER, "spec.signerName", f"{signer!r} {reason}")
    seconds = spec.get("expirationSeconds")
    if seconds is not None and seconds < 600:
        problems.add(EXPIRATION, "spec.expirationSeconds", f"{seconds} must be at least 600")
    if not problems.found:  # the rules for every kind come last (ValidateObjectMetaAccessor)
        prefix = formats.path_segment_prefix
        validate_object_meta(obj, problems, namespaced=False, name=formats.path_segment, prefix=prefix)


def _request_reason(encoded: str) -> str:
    from k8sdsl.server.rules.certificates.pem import is_certificate_request, pem_blocks

    try:
        data = binascii.a2b_base64(encoded)
    except (binascii.Error, ValueError):
        data = b""
    block = next(pem_blocks(data), None)
    if block is None or block.type != "CERTIFICATE REQUEST":
        return "must start with a PEM block of the type CERTIFICATE REQUEST"
    if not is_certificate_request(block.content):
        return "the PEM block does not contain a certificate request"
    from k8sdsl.server.rules.certificates.signatures import fault_of_signature

    fault = fault_of_signature(block.content)
    return fault and f"the certificate request {fault}"


def _usages(usages: Sequence[str], problems: Problems) -> None:
    if not usages:
        problems.add(USAGES, "spec.usages", "usages is empty; at least one usage is required")
    seen: set[str] = set()
    for index, usage in enumerate(usages):
        if usage not in USAGES_KNOWN:
            from k8sdsl.near_miss import did_you_mean

            remedy = did_you_mean(usage, USAGES_KNOWN) or None
            problems.add(USAGES, f"spec.usages[{index}]", f"{usage!r} is not a known key usage", remedy=remedy)
        if usage in seen:
            problems.add(USAGES, f"spec.usages[{index}]", f"{usage!r} is listed more than once")
        seen.add(usage)


def signer_name(name: str) -> str:
    """Why the name of a signer is invalid, or an empty string (ValidateSignerName)."""
    if not name:
        return "is empty; the name of a signer is required"
    segments = name.split("/")
    if len(segments) != 2:
        return "must be of the form example.com/signer-name"
    domain, path = segments
    labels = domain.split(".")
    if len(domain) > formats.SUBDOMAIN_LENGTH or len(name) > 2 * formats.SUBDOMAIN_LENGTH + formats.LABEL_LENGTH + 2:
        return "is too long"
    for label in labels:
        if reason := formats.dns1123_label(label):
            return f"has an invalid domain: {label!r} {reason}"
    if len(labels) < 2:
        return "must have a domain of at least two parts"
    for label in path.split("."):
        if reason := formats.dns1123_subdomain(label):
            return f"has an invalid name: {label!r} {reason}"
    return ""
