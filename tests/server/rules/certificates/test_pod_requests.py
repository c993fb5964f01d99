"""A PodCertificateRequest is judged like the server's, in the version that is served by default from 1.37 on."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import k8sdsl
from tests.server.rules.minimal_objects import MINIMAL


def paths(**spec: Any) -> list[str]:
    tree = copy.deepcopy(MINIMAL["PodCertificateRequest"])
    tree["apiVersion"] = "certificates.k8s.io/v1"
    tree["spec"] |= spec
    return [found.path for found in k8sdsl.validate(tree, kube_version="1.37") if found.is_error]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, []),
        ({"podName": "A_B", "nodeUID": "x" * 129}, ["spec.podName", "spec.nodeUID"]),
        ({"maxExpirationSeconds": 7862400}, []),
        ({"maxExpirationSeconds": 7862401}, ["spec.maxExpirationSeconds"]),
        ({"signerName": "kubernetes.io/x", "maxExpirationSeconds": 86401}, ["spec.maxExpirationSeconds"]),
        ({"signerName": "a.kubernetes.io/x", "maxExpirationSeconds": 86400}, []),
        ({"unverifiedUserAnnotations": {"a/b": "c", "d": ""}}, ["spec.unverifiedUserAnnotations"]),
        ({"stubPKCS10Request": "AAAA"}, ["spec.stubPKCS10Request"]),
    ],
)
def test_a_request_for_the_certificate_of_a_pod(spec: dict[str, Any], expected: list[str]) -> None:
    assert paths(**spec) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("pkixPublicKey", "proofOfPossession"), []),
        (("pkixPublicKey",), ["spec"]),
        (("pkixPublicKey", "proofOfPossession", "stubPKCS10Request"), ["spec"]),
        ((), ["spec.stubPKCS10Request"]),
    ],
)
def test_an_older_request_has_a_key_with_its_proof_instead(fields: tuple[str, ...], expected: list[str]) -> None:
    tree = copy.deepcopy(MINIMAL["PodCertificateRequest"])
    del tree["spec"]["stubPKCS10Request"]
    tree["spec"] |= dict.fromkeys(fields, "AAAA")
    found = [one.path for one in k8sdsl.validate(tree, kube_version="1.36") if one.rule == "certificates/pod-key"]
    assert found == expected
