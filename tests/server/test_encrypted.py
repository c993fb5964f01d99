"""An object that SOPS has encrypted is checked and compared as the object that the cluster gets."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import check, validate
from k8sdsl.diff.difference import difference_of

Tree = dict[str, Any]


def value(kind: str = "str", data: str = "Tr7o") -> str:
    return f"ENC[AES256_GCM,data:{data},iv:1GZo=,tag:k30=,type:{kind}]"


def encrypted(kind: str = "Secret", *, mac: str = "x", **fields: Any) -> Tree:
    sops = {"mac": value(data=mac), "lastmodified": "2026-01-01T00:00:00Z", "version": "3.9.0"}
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "db"}, **fields, "sops": sops}


def errors(tree: Tree) -> list[tuple[str, str]]:
    return [(finding.rule, finding.path) for finding in check([tree]) if finding.is_error]


@pytest.mark.parametrize(
    "tree",
    [
        encrypted(data={"user": value()}, stringData={"password": value()}),
        encrypted(type="kubernetes.io/tls", data={"tls.crt": value(), "tls.key": value()}),
        encrypted(type="kubernetes.io/dockerconfigjson", stringData={".dockerconfigjson": value()}),
        encrypted(type="kubernetes.io/dockerconfigjson", data={".dockerconfigjson": value()}),
        encrypted("ConfigMap", data={"key": value()}),
        encrypted("Service", spec={"ports": [{"port": value("int")}], "publishNotReadyAddresses": value("bool")}),
    ],
)
def test_nothing_is_wrong_with_an_encrypted_object(tree: Tree) -> None:
    assert errors(tree) == []


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        (encrypted(type="kubernetes.io/tls", data={"tls.crt": value()}), ("core/secret-key", "data[tls.key]")),
        (encrypted(stringDataa={"a": value()}), ("decode/unknown-field", "stringDataa")),
        (encrypted(data={"a": "not base64"}), ("decode/base64", "data[a]")),
        ({**encrypted(), "sops": {"age": []}}, ("decode/unknown-field", "sops")),
    ],
)
def test_what_is_not_encrypted_is_still_checked(tree: Tree, found: tuple[str, str]) -> None:
    assert errors(tree) == [found]


def test_the_server_itself_refuses_the_metadata_of_sops() -> None:
    assert [finding.path for finding in validate(encrypted())] == ["sops"]


def test_metadata_of_sops_is_not_a_difference() -> None:
    assert not difference_of([encrypted(mac="x")], [encrypted(mac="y")])
    old, new = (encrypted(data={"a": value(data=text)}) for text in ("one", "two"))
    (change,) = difference_of([old], [new]).objects
    assert [field.path for field in change.fields] == ["data.a"]
