"""The picture of a difference: what was added, removed and changed is marked."""

from __future__ import annotations

import json
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from k8sdsl.views.pictures.changes import pictures_of_change, pictures_of_sides
from tests.cli.running import project, run
from tests.views.pictures.sets import deployment, service
from tests.views.pictures.test_placed import judge


def marks(before: list[dict[str, Any]], after: list[dict[str, Any]], view: str = "traffic") -> dict[str, str]:
    picture = pictures_of_change(before, after, [view])[view]
    return {f"{node.kind}/{node.name}": node.mark for node in picture.nodes}


def test_objects_are_marked_as_added_removed_and_changed() -> None:
    before = [service("web", "shop"), deployment("web", "shop"), service("old", "shop")]
    after = [service("web", "shop"), deployment("web", "shop"), service("new", "shop")]
    after[1]["spec"]["replicas"] = 5
    assert marks(before, after) == {
        "Service/web": "",
        "Deployment/web": "changed",
        "Service/old": "removed",
        "Service/new": "added",
    }


def test_objects_that_have_nothing_to_do_with_a_change_are_left_out() -> None:
    rest = [service("other", "shop"), deployment("other", "shop")]
    assert marks([service("web", "shop"), *rest], rest) == {"Service/web": "removed"}


def test_lines_are_marked_as_added_and_removed() -> None:
    before = [deployment("web", "shop", ["http://one:80"]), service("one", "shop"), service("two", "shop")]
    after = [deployment("web", "shop", ["http://two:80"]), service("one", "shop"), service("two", "shop")]
    picture = pictures_of_change(before, after, ["traffic"])["traffic"]
    found = {(edge.target.rpartition("/")[2], edge.mark) for edge in picture.edges}
    assert found == {("one", "removed"), ("two", "added")}


def test_a_line_with_another_port_is_changed() -> None:
    before, after = service("web", "shop"), service("web", "shop")
    after["spec"]["ports"][0]["port"] = 81
    picture = pictures_of_change([before, deployment("web", "shop")], [after, deployment("web", "shop")], ["traffic"])[
        "traffic"
    ]
    assert [(edge.label, edge.mark) for edge in picture.edges] == [("81→8080, was 80→8080", "changed")]


def test_a_renamed_object_is_one_changed_node() -> None:
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web-a", "namespace": "shop"}}
    before = {**config, "data": {"A": "1"}}
    after: dict[str, Any] = {**deepcopy(config), "data": {"A": "1"}}
    after["metadata"]["name"] = "web-b"
    assert marks([before], [after], "config") == {"ConfigMap/web-b": "changed"}


def test_two_sets_that_are_equal_have_an_empty_picture() -> None:
    trees = [service("web", "shop"), deployment("web", "shop")]
    assert pictures_of_change(trees, deepcopy(trees), ["all"])["all"].nodes == ()


def test_environments_are_groups_of_their_own() -> None:
    pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")
    after = {name: [service("web", "shop"), deployment("web", "shop")] for name in ("dev", "prod")}
    picture = pictures_of_sides({"dev": [], "prod": []}, after, ["traffic"], title="both")["traffic"]
    assert [(group.title, group.parent) for group in picture.groups] == [
        ("dev: shop", ""),
        ("web", "dev: shop"),
        ("prod: shop", ""),
        ("web", "prod: shop"),
    ]
    judge(picture)


OVERLAY = """from k8sdsl import Overlay, k8s
overlay = Overlay(base=[k8s.ConfigMap("settings", data={"level": "LEVEL"})], namespace="shop")
"""


def test_the_command_draws_what_differs_between_two_commits(tmp_path: Path) -> None:
    folder = project(tmp_path, {"overlays/prod.py": OVERLAY})
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], check=True)
    (folder / "overlays/prod.py").write_text(OVERLAY.replace("LEVEL", "debug"), encoding="utf-8")
    subprocess.run([*git, "commit", "-qam", "two"], check=True)
    done = run(folder, "graph", "HEAD~1..HEAD", "prod", "--view", "config", "-o", "a.json")
    assert (done.returncode, done.stderr) == (0, "")
    (node,) = json.loads((folder / "a.json").read_text(encoding="utf-8"))["nodes"]
    assert (node["kind"], node["name"], node["mark"]) == ("ConfigMap", "settings", "changed")
    assert run(folder, "graph", "prod", "prod").returncode == 2
