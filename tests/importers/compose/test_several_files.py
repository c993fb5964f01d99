"""Files that a Compose file extends, includes or reads variables from, and how they are merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.errors import LoadError
from k8sdsl.importers.compose import import_compose
from k8sdsl.importers.compose.document import Compose, read_compose
from k8sdsl.importers.compose.env_files import raw_variables, read_variables
from k8sdsl.importers.compose.merging import merged
from k8sdsl.importers.compose.network import aliases_of
from k8sdsl.importers.compose.objects import convert
from k8sdsl.importers.compose.values import Mount, mounts, size

if TYPE_CHECKING:
    from pathlib import Path


def read(folder: Path, files: dict[str, str]) -> Compose:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return read_compose(folder / "compose.yaml")


def objects(compose: Compose) -> dict[str, dict[str, Any]]:
    return {f"{tree['kind']}/{tree['metadata']['name']}": tree for tree in convert(compose).objects}


def test_paths_start_from_the_directory_of_the_file_that_has_them(tmp_path: Path) -> None:
    base = """
services:
  base:
    image: x
    env_file: [base.env, {path: ../shared.env}]
    volumes: ["./conf:/conf", "data:/data", "/host:/host", {type: bind, source: logs, target: /logs}]
"""
    files = {
        "compose.yaml": "include: [sub/included.yaml]\nservices: {a: {extends: {file: sub/base.yaml, service: base}}}",
        "sub/base.yaml": base,
        "sub/included.yaml": (
            "services: {b: {image: y, extends: {file: base.yaml, service: base}}}\nsecrets: {s: {file: s.txt}}"
        ),
    }
    compose = read(tmp_path, files)
    for service in ("a", "b"):
        assert compose.services[service]["env_file"] == ["./sub/base.env", {"path": "./shared.env"}]
        assert compose.services[service]["volumes"] == [
            "./sub/conf:/conf",
            "data:/data",
            "/host:/host",
            {"type": "bind", "source": "./sub/logs", "target": "/logs"},
        ]
    assert compose.secrets == {"s": {"file": "./sub/s.txt"}}


def test_an_include_has_variables_and_a_directory_of_its_own(tmp_path: Path) -> None:
    include = "include: [{path: [sub/one.yaml, sub/two.yaml], project_directory: dir, env_file: sub/my.env}]"
    files = {
        "compose.yaml": f"{include}\nservices: {{web: {{image: '$A-$B'}}}}",
        ".env": "A=outer",
        "sub/my.env": "A=inner\nB=${A}!",
        "sub/one.yaml": "services: {db: {image: '$A-$B', volumes: ['./d:/d'], command: [a, b]}}",
        "sub/two.yaml": "services: {db: {command: [c], cap_add: [X]}}",
    }
    compose = read(tmp_path, files)
    assert compose.services["web"]["image"] == "outer-"
    assert compose.services["db"] == {
        "image": "outer-outer!",
        "volumes": ["./dir/d:/d"],
        "command": ["c"],
        "cap_add": ["X"],
    }


@pytest.mark.parametrize("other", ["compose.yaml", "b.yaml"])
def test_files_that_include_each_other_are_refused(tmp_path: Path, other: str) -> None:
    files = {"compose.yaml": "include: [a.yaml]", "a.yaml": f"include: [{other}]", "b.yaml": "include: [a.yaml]"}
    with pytest.raises(LoadError) as caught:
        read(tmp_path, files)
    assert caught.value.code == "import/compose-extends"


def test_entries_of_the_same_target_replace_each_other_and_commands_are_replaced() -> None:
    base = {"volumes": ["./a:/x", "b:/y"], "ports": ["80"], "command": ["a"], "healthcheck": {"test": ["CMD", "a"]}}
    over = {"volumes": ["./c:/x:ro"], "ports": ["80", "81"], "command": "b", "healthcheck": {"test": ["NONE"]}}
    assert merged(base, over) == {
        "volumes": ["./c:/x:ro", "b:/y"],
        "ports": ["80", "81"],
        "command": "b",
        "healthcheck": {"test": ["NONE"]},
    }
    assert merged({"env_file": "a.env"}, {"env_file": [{"path": "a.env"}, "b.env"]}) == {
        "env_file": [{"path": "a.env"}, "b.env"]
    }


def test_env_files_have_values_of_several_lines_and_known_values() -> None:
    text = """A="one
two # three" # comment
B: 'x\\'y'
export C=$KNOWN-${A:+a}
KNOWN
D="\\$A \\\\ $KNOWN"
UNKNOWN
"""
    assert read_variables(text, {"KNOWN": "k"}) == {
        "A": "one\ntwo # three",
        "B": "x'y",
        "C": "k-a",
        "KNOWN": "k",
        "D": "$A \\ k",
    }
    assert raw_variables("# no\nA='x' # y\nB=$A\n") == {"A": "'x' # y", "B": "$A"}


def test_words_that_yaml_once_read_as_booleans_are_strings(tmp_path: Path) -> None:
    compose = read(
        tmp_path, {"compose.yaml": "services: {a: {image: x, environment: {A: yes, B: on, C: .inf, D: 010}}}"}
    )
    container = objects(compose)["Deployment/a"]["spec"]["template"]["spec"]["containers"][0]
    assert {entry["name"]: entry["value"] for entry in container["env"]} == {
        "A": "yes",
        "B": "on",
        "C": ".inf",
        "D": "8",
    }


def test_a_secret_can_have_the_value_of_a_variable(tmp_path: Path) -> None:
    text = "services: {a: {image: x, secrets: [s]}}\nsecrets: {s: {environment: TOKEN}}"
    assert convert(read(tmp_path, {"compose.yaml": text, ".env": "TOKEN=hidden"})).files == {"a-s": {"s": "hidden"}}


def test_a_config_with_a_relative_target_is_mounted_at_the_root(tmp_path: Path) -> None:
    text = "services: {a: {image: x, configs: [{source: c, target: app.conf}]}}\nconfigs: {c: {content: hello}}"
    pod = objects(read(tmp_path, {"compose.yaml": text}))["Deployment/a"]["spec"]["template"]["spec"]
    assert [mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]] == ["/app.conf"]


def test_a_service_is_reached_by_the_aliases_of_its_networks_and_of_links(tmp_path: Path) -> None:
    text = """
services:
  web: {image: x, links: ["db:database", db, "db:web"]}
  db: {image: y, ports: ["5432"], networks: {back: {aliases: [postgres, db]}}}
"""
    found = objects(read(tmp_path, {"compose.yaml": text}))
    for name in ("db", "database", "postgres"):
        assert found[f"Service/{name}"]["spec"] == found["Service/db"]["spec"]
    assert "Service/web" not in found
    assert aliases_of({"a": {"links": ["gone:x"]}}) == {}


def test_sizes_can_be_written_as_docker_does() -> None:
    assert [size(text) for text in ("1tb", "50MiB", "2.5g", "1 GiB", "7x", "b")] == [
        "1Ti",
        "50Mi",
        "2.5Gi",
        "1Gi",
        "",
        "",
    ]
    entries = [{"type": "tmpfs", "target": "/a", "tmpfs": {"size": "10m"}}]
    assert mounts({"volumes": entries, "tmpfs": ["/b:mode=1777,size=64k", "/c"]}) == [
        Mount("tmpfs", "", "/a", limit="10Mi"),
        Mount("tmpfs", "", "/b", limit="64Ki"),
        Mount("tmpfs", "", "/c"),
    ]
    assert mounts({"volumes": ["one:/x", "two:/x"]}) == [Mount("volume", "two", "/x")]


def test_a_file_of_version_1_is_refused_with_a_remedy_of_its_own(tmp_path: Path) -> None:
    remedies = []
    for text in ("web: {image: x}", "volumes: {a: {}}"):
        (tmp_path / "compose.yaml").write_text(text)
        with pytest.raises(LoadError) as caught:
            import_compose(tmp_path / "compose.yaml")
        remedies.append(caught.value.remedy)
    assert len(set(remedies)) == 2


@pytest.mark.parametrize(("user", "noted"), [("node", True), ("1000:staff", True), ("1000:1000", False), ("0", False)])
def test_a_user_by_name_is_noted(user: str, tmp_path: Path, *, noted: bool) -> None:
    (tmp_path / "compose.yaml").write_text(f"services: {{a: {{image: x, user: '{user}'}}}}")
    assert any(note.startswith("a.user:") for note in import_compose(tmp_path / "compose.yaml").notes) == noted
