"""Which lines of a file may hold the value of a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.locations.secrecy import may_hold_secret

if TYPE_CHECKING:
    from pathlib import Path

# Lines that are kept back begin with `!`.
PYTHON = """
 config = k8s.ConfigMap("a", data={"b": "c"})
!secret = k8s.Secret("a", string_data={"b": "c"})
!secret = Secret(
!    "a",
!    string_data={"b": "c"},
!)
 volume = k8s.SecretVolumeSource(secret_name="a")
!tree = {
!    "kind": "Secret",
!    "stringData": {"b": "c"},
!}
 other = {"kind": "SecretStore"}
!patches = [JsonPatch([{"value": "c"}], target=Target(kind="Secret"))]
 @patch(k8s.Secret, "a")
!def change(secret):
!    secret.string_data = {"b": "c"}
 @patch(k8s.ConfigMap, "a")
 def change_config(config):
     config.data = {"b": "c"}
!made = SecretGenerator("a", literals={"b": "c"})
!made = Generator(name="a", kind="Secret", pairs=[("b", b"c")])
!made = {"kind": "SecretGenerator", "literals": ["b=c"]}
 made = ConfigMapGenerator("a", literals={"b": "c"})
!both = [k8s.ConfigMap("b"), k8s.Secret("c", data={})]
"""
BROKEN = """
 config = k8s.ConfigMap("a", data={"b": "c"})
!secret = k8s.Secret("a", string_data={
!    "b": "c"
!    "d" "e",
!})
!made = SecretGenerator("a", literals={"b": "c"})
 overlay = Overlay(base=[config, secret]
"""
YAML = """
 apiVersion: v1
 kind: ConfigMap
 data: {a: b}
!---
!apiVersion: v1
!kind: "Secret"
!stringData:
!  a: b
!---
!kind: SecretGenerator
!literals: [a=b]
 ---
 kind: SealedSecret
 spec: {a: b}
"""
KUSTOMIZATION = """
 resources:
 - a.yaml
!secretGenerator:
!- name: a
!  literals: [b=c]
 images:
 - name: a
"""


@pytest.mark.parametrize(
    ("name", "marked"),
    [("a.py", PYTHON), ("broken.py", BROKEN), ("a.yaml", YAML), ("kustomization.yaml", KUSTOMIZATION)],
)
def test_lines_that_are_kept_back(name: str, marked: str, tmp_path: Path) -> None:
    lines = marked.strip("\n").split("\n")
    file = tmp_path / name
    file.write_text("\n".join(line[1:] for line in lines) + "\n", encoding="utf-8")
    kept = "\n".join(
        ("!" if may_hold_secret(str(file), n) else " ") + line[1:] for n, line in enumerate(lines, start=1)
    )
    assert kept == "\n".join(lines)


def test_a_json_file_of_one_line(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"items": [{"kind": "ConfigMap"}, {"kind":"Secret","data":{"a":"Yg=="}}]}', encoding="utf-8")
    assert may_hold_secret(str(file), 1)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    assert not may_hold_secret(str(tmp_path / "gone.py"), 1)
    assert not may_hold_secret(str(tmp_path / "gone.yaml"), 1)
