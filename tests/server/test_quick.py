"""The quick examination of common objects finds what the other finds, and leaves what is unusual to it."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.semantics.decoding import Decoder
from k8sdsl.server.check import check_manifests
from k8sdsl.server.quick import QuickExaminer
from k8sdsl.server.rules import Context
from k8sdsl.server.validate import examine
from k8sdsl.tree import copy_tree
from tests.corpora import lines_of

if TYPE_CHECKING:
    from k8sdsl.rule import Problem

CONTAINER = {
    "name": "web",
    "image": "nginx:1.21",
    "ports": [{"containerPort": 80, "name": "http"}],
    "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}},
    "args": ["--port", "80"],
}
DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "labels": {"app": "web"}, "creationTimestamp": None},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [CONTAINER, {**CONTAINER, "name": "log", "ports": []}]},
        },
    },
}


def said(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.rule.id, problem.path, problem.message) for problem in problems]


@pytest.mark.parametrize("corpus", ["apiserver", "realworld"])
def test_what_is_examined_quickly_is_found_as_otherwise(corpus: str) -> None:
    quick, context = QuickExaminer(36), Context(36)
    common = 0
    trees = [case["object"] for case in lines_of(corpus) if isinstance(case.get("object"), dict)]
    for tree in trees[::9]:
        before = copy_tree(tree)
        problems = quick.examine(tree)
        assert tree == before
        if problems is not None:
            common += 1
            assert said(problems) == said(examine(tree, context))
    assert common > len(trees[::9]) / 3


@pytest.mark.parametrize(
    "change",
    [
        {"spec": None},
        {"speck": {}},
        {"spec": "text"},
        {"metadata": {"name": "web", "labels": {"a": 1}}},
        {"spec": {**DEPLOYMENT["spec"], "replicas": "3"}},
        {"spec": {**DEPLOYMENT["spec"], "selector": None}},
        {"kind": "Deploymant"},
        {"kind": ["Deployment"]},
        {"apiVersion": "apps/v1beta1"},
        {"sops": {"mac": "ENC[]"}},
    ],
    ids=str,
)
def test_what_is_unusual_is_left_to_the_other_decoder(change: dict[str, Any]) -> None:
    quick = QuickExaminer(36)
    assert quick.examine(copy_tree(DEPLOYMENT)) == []
    assert quick.examine({**copy_tree(DEPLOYMENT), **change}) is None


def test_a_field_of_another_version_is_left_to_the_other_decoder() -> None:
    tree = copy_tree(DEPLOYMENT)
    tree["spec"]["template"]["spec"]["containers"][0]["resizePolicy"] = []
    assert QuickExaminer(36).examine(tree) == []
    assert QuickExaminer(25).examine(tree) is None


def test_the_objects_of_a_large_set_are_decoded_once_and_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[Any] = []

    def count(_: Decoder, tree: Any, *__: object) -> Any:
        decoded.append(tree)
        return tree

    monkeypatch.setattr(Decoder, "decode", count)
    trees = [{**copy_tree(DEPLOYMENT), "metadata": {"name": f"web-{number}"}} for number in range(40)]
    assert check_manifests(ManifestSet(map(Manifest, trees))).findings == []
    assert decoded == []


def test_maps_of_another_type_are_judged_as_plain_ones() -> None:
    quick, context = QuickExaminer(36), Context(36)
    for name in ("web", "Not_A_Name", "web"):
        tree = OrderedDict(apiVersion="v1", kind="ConfigMap", metadata={"name": name})
        problems = quick.examine(tree)
        assert problems is not None
        assert [*map(repr, problems)] == [*map(repr, examine(tree, context))]
