"""ConfigMaps and Secrets, of which nothing that they hold may be shown."""

from __future__ import annotations

import base64
from typing import Any

import pytest

import k8sdsl
from tests.server.rules.judging import changed, error_paths

TYPES = ("dockercfg", "dockerconfigjson", "basic-auth", "ssh-auth", "tls", "service-account-token")


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_plain_text_goes_into_data() -> None:
    changes = {"type": "kubernetes.io/tls", "data": {"tls.key": ""}, "stringData": {"tls.crt": ""}}
    assert error_paths("Secret", changes) == []


def test_sizes_are_those_of_what_is_decoded() -> None:
    assert error_paths("Secret", {"data": {"a": encoded("x" * 1024 * 1024)}}) == []
    assert error_paths("Secret", {"data": {"a": encoded("x" * 1024 * 1024)}, "stringData": {"b": "x"}}) == ["data"]
    assert error_paths("Secret", {"data": {"a": encoded("x" * 1024 * 1024)}, "stringData": {"a": "x"}}) == []
    assert error_paths("ConfigMap", {"data": {"a": "ü" * 512 * 1024}}) == []
    assert len(k8sdsl.validate(changed("ConfigMap", {"data": {"a": "ü" * 513 * 1024}}))) == 1


@pytest.mark.parametrize(("text", "legal"), [("{}", True), ("null", True), ("[]", False), ("{", False), ("NaN", False)])
def test_credentials_for_a_registry_are_a_json_object(text: str, *, legal: bool) -> None:
    changes = {"type": "kubernetes.io/dockercfg", "stringData": {".dockercfg": text}}
    assert error_paths("Secret", changes) == ([] if legal else ["data[.dockercfg]"])


@pytest.mark.parametrize("kind", TYPES)
def test_no_message_shows_a_secret(kind: str) -> None:
    keys = (".dockercfg", ".dockerconfigjson", "username", "tls.crt", "tls.key", "a b")
    changes: dict[str, Any] = {"type": f"kubernetes.io/{kind}", "stringData": dict.fromkeys(keys, "hunter2")}
    findings = k8sdsl.validate(changed("Secret", changes))
    assert findings
    assert not [finding for finding in findings if "hunter2" in str(finding)]
