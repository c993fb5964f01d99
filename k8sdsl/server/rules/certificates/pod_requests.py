"""PodCertificateRequest."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.certificates.requests import signer_name
from k8sdsl.server.rules.meta import validate_annotations, validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

SHORTEST, LONGEST, LONGEST_OF_KUBERNETES = 3600, 91 * 86400, 86400
"""Bounds of the lifetime in seconds, the last for signers of `kubernetes.io`."""
LONGEST_UID = 128

IDENTITY = Rule(
    "certificates/pod-identity",
    "`podName`, `serviceAccountName` and `nodeName` of a request must be names, and their UIDs must be set.",
    "ValidatePodCertificateRequestCreate",
    "PodCertificateRequest",
    bad={"spec.podUID": ""},
    good={"spec.podUID": "0f3c1a52-5f0c-4c0a-8a8e-5a3c4b0f9a11"},
    remedy="copy `metadata.name` and `metadata.uid` of the Pod, ServiceAccount and Node",
)
SIGNER = Rule(
    "certificates/pod-signer",
    "`signerName` of a PodCertificateRequest must be DOMAIN/NAME, with a domain of at least two parts.",
    "ValidateSignerName",
    "PodCertificateRequest",
    bad={"spec.signerName": "my-signer"},
    good={"spec.signerName": "example.com/my-signer"},
    remedy="for example, write `signerName: example.com/my-signer`",
)
LIFETIME = Rule(
    "certificates/pod-lifetime",
    "`maxExpirationSeconds` must be from 3600 to 7862400, and at most 86400 for signers of `kubernetes.io`.",
    "ValidatePodCertificateRequestCreate",
    "PodCertificateRequest",
    bad={"spec.maxExpirationSeconds": 60},
    good={"spec.maxExpirationSeconds": 86400},
    remedy="for example, set `maxExpirationSeconds: 86400`, or omit the field",
)
KEY = Rule(
    "certificates/pod-key",
    "`stubPKCS10Request` must be a PKCS #10 certificate request in DER, encoded in base64.",
    "ValidatePodCertificateRequestCreate",
    "PodCertificateRequest",
    bad={"spec.stubPKCS10Request": "aGVsbG8="},
    remedy="create it with `openssl req -new -key web.key -subj / -outform der`, and encode it with `base64 -w0`",
)
USER_ANNOTATION = Rule(
    "certificates/pod-user-annotation",
    "Every key of `unverifiedUserAnnotations` must have a domain before its name.",
    "ValidateUserAnnotations",
    "PodCertificateRequest",
    bad={"spec.unverifiedUserAnnotations": {"team": "web"}},
    good={"spec.unverifiedUserAnnotations": {"example.com/team": "web"}},
    remedy='for example, write `unverifiedUserAnnotations: {"example.com/team": web}`',
)


def validate_pod_certificate_request(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a request as ValidatePodCertificateRequestCreate does, except for the kind of its key."""
    validate_object_meta(obj, problems, namespaced=True)
    spec = obj.get("spec") or {}
    signer = spec.get("signerName", "")
    if reason := signer_name(signer):
        problems.add(SIGNER, "spec.signerName", f"{signer!r} {reason}")
    _user_annotations(spec.get("unverifiedUserAnnotations") or {}, problems)
    for owner in ("pod", "serviceAccount", "node"):
        name, uid = spec.get(f"{owner}Name", ""), spec.get(f"{owner}UID", "")
        if reason := formats.dns1123_subdomain(name):
            problems.add(IDENTITY, f"spec.{owner}Name", f"{name!r} {reason}")
        if not uid:
            problems.add(IDENTITY, f"spec.{owner}UID", f"{owner}UID is empty")
        if len(uid.encode("utf-8", "surrogatepass")) > LONGEST_UID:
            problems.add(IDENTITY, f"spec.{owner}UID", f"{owner}UID is longer than {LONGEST_UID} bytes")
    seconds = spec.get("maxExpirationSeconds", LONGEST_OF_KUBERNETES)
    domain = signer.partition("/")[0]
    is_own = domain == "kubernetes.io" or domain.endswith(".kubernetes.io")
    longest = LONGEST_OF_KUBERNETES if is_own else LONGEST
    if not SHORTEST <= seconds <= longest:
        problems.add(LIFETIME, "spec.maxExpirationSeconds", f"{seconds} must be from {SHORTEST} to {longest}")
    _key(spec, problems)


def _user_annotations(annotations: dict[str, str], problems: Problems) -> None:
    path = "spec.unverifiedUserAnnotations"
    validate_annotations(annotations, path, problems)
    for key in annotations:
        if "/" not in key:
            problems.add(USER_ANNOTATION, path, f"the key {key!r} has no domain")


def _key(spec: Tree, problems: Problems) -> None:
    """A request of PKCS #10, or in v1beta1 a key with a proof of its possession, which v1 does not have."""
    from k8sdsl.server.rules.certificates.pem import is_certificate_request

    stub, older = spec.get("stubPKCS10Request"), (spec.get("pkixPublicKey"), spec.get("proofOfPossession"))
    if any(older):
        if stub or not all(older):
            problems.add(KEY, "spec", "either stubPKCS10Request or pkixPublicKey and proofOfPossession must be set")
        return
    try:
        content = binascii.a2b_base64(stub or "")
    except (binascii.Error, ValueError):
        content = b""
    if not is_certificate_request(content):
        problems.add(KEY, "spec.stubPKCS10Request", "the value is not a certificate request in DER")
        return
    from k8sdsl.server.rules.certificates.signatures import fault_of_signature

    if fault := fault_of_signature(content):
        problems.add(KEY, "spec.stubPKCS10Request", f"the certificate request {fault}")
