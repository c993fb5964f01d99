"""Kustomizations that include each other in diamonds are read and applied once each, however many ways lead to them."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

import k8sdsl
from k8sdsl import K8sdslError, Overlay, k8s
from k8sdsl.kustomize import files as kustomize_files
from k8sdsl.kustomize import kustomization
from k8sdsl.layers import gathered
from tests.projects import write_project

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = 20
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
LABELS = "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: p}\nlabels: {a: b}\n"


def diamonds(folder: Path, levels: int, field: str, rest: str = "") -> Path:
    """Directories in which each level lists both halves of the level below it under a field."""
    files = {"l0/kustomization.yaml": f"{rest}resources: [a.yaml]\n", "l0/a.yaml": MAP}
    for level in range(1, levels + 1):
        for half in "ab":
            files[f"l{level}{half}/kustomization.yaml"] = (
                f"{rest}{field}: [../l{level - 1}]\nlabels: [{{pairs: {{half: {half}}}}}]\n"
            )
        files[f"l{level}/kustomization.yaml"] = f"{rest}{field}: [../l{level}a, ../l{level}b]\n"
    write_project(folder, files)
    return folder / f"l{levels}"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each kustomization file is read."""
    counted: Counter[str] = Counter()
    parse = kustomization.parse

    def parse_and_count(file: str, content: bytes) -> object:
        counted[file] += 1
        return parse(file, content)

    monkeypatch.setattr(kustomization, "parse", parse_and_count)
    return counted


@pytest.mark.parametrize("rest", ["", "buildMetadata: [originAnnotations]\n"])
def test_an_object_that_two_halves_share_is_reported_once(rest: str, tmp_path: Path, read: Counter[str]) -> None:
    top = diamonds(tmp_path, LEVELS, "resources", rest)
    with pytest.raises(K8sdslError) as caught:
        k8sdsl.build(top)
    assert str(caught.value).count("defined twice") == 1
    assert set(read.values()) == {1}


@pytest.mark.parametrize("field", ["transformers", "validators"])
def test_plugins_that_many_ways_lead_to_are_read_once(field: str, tmp_path: Path, read: Counter[str]) -> None:
    below = {
        f"l{level}/kustomization.yaml": f"resources: [a.yaml]\n{field}: [../l{level - 1}, ../l{level - 1}]\n"
        for level in range(1, LEVELS + 1)
    }
    objects = {f"l{level}/a.yaml": LABELS for level in range(LEVELS)}
    first = {"l0/kustomization.yaml": "resources: [a.yaml]\n", f"l{LEVELS}/a.yaml": MAP}
    write_project(tmp_path, {**first, **below, **objects})
    with suppress(K8sdslError):
        k8sdsl.build(tmp_path / f"l{LEVELS}")
    assert (len(read), set(read.values())) == (LEVELS + 1, {1})


def test_components_that_include_each_other_without_end_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kustomize_files, "MAX_READ", 100)
    head = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
    files = {
        f"l{level}/kustomization.yaml": f"{head}components: [../l{level - 1}, ../l{level - 1}]\n"
        for level in range(1, LEVELS)
    }
    top = f"resources: [a.yaml]\ncomponents: [../l{LEVELS - 1}]\n"
    write_project(
        tmp_path,
        {"l0/kustomization.yaml": f"{head}namePrefix: x-\n", **files, "top/kustomization.yaml": top, "top/a.yaml": MAP},
    )
    with pytest.raises(K8sdslError, match="more than 100 times") as caught:
        k8sdsl.build(tmp_path / "top")
    assert str(caught.value).count("more than") < 2 * LEVELS


def test_a_chain_without_end_is_refused(tmp_path: Path) -> None:
    files = {f"l{level}/kustomization.yaml": f"resources: [../l{level - 1}]\n" for level in range(1, 300)}
    write_project(tmp_path, {"l0/kustomization.yaml": "resources: [a.yaml]\n", "l0/a.yaml": MAP, **files})
    with pytest.raises(K8sdslError, match="deeper than"):
        k8sdsl.build(tmp_path / "l299")
    assert k8sdsl.build(tmp_path / "l50").count("kind:") == 1


def test_objects_that_double_in_every_layer_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "MAX_OBJECTS", 1000)
    overlay = Overlay(base=k8s.ConfigMap("a"))
    for _ in range(LEVELS):
        overlay = Overlay(base=[Overlay(base=overlay, name_prefix=f"{half}-") for half in "ab"])
    with pytest.raises(K8sdslError, match="more than 1,000 objects"):
        k8sdsl.build(overlay)


def test_halves_of_a_diamond_change_objects_of_their_own() -> None:
    shared = Overlay(base=k8s.ConfigMap("a", data={"k": "v"}))
    halves = [Overlay(base=shared, name_prefix=f"{half}-", labels={"half": half}) for half in "ab"]
    text = k8sdsl.build(Overlay(base=halves))
    assert [line.strip() for line in text.splitlines() if "half:" in line or "name:" in line] == [
        *("name: a-a", "half: a", "name: b-a", "half: b")
    ]


COPIES = "[" + ", ".join(f"{{op: copy, from: /data, path: /data/x{n}}}" for n in range(40)) + "]"
DEEP = "[" + ", ".join(f"{{op: add, path: '{'/data' + '/x' * n}', value: {{}}}}" for n in range(1, 300)) + "]"


@pytest.mark.parametrize("operations", [COPIES, DEEP])
def test_an_object_that_a_patch_copies_into_itself_is_refused(operations: str, tmp_path: Path) -> None:
    patch = f"patches:\n- target: {{kind: ConfigMap}}\n  patch: |\n    {operations}\n"
    files = {"kustomization.yaml": f"resources: [a.yaml]\n{patch}", "a.yaml": f"{MAP}data: {{}}\n"}
    write_project(tmp_path, files)
    with pytest.raises(K8sdslError):
        k8sdsl.build(tmp_path)


def test_an_object_that_replacements_copy_into_itself_is_refused(tmp_path: Path) -> None:
    entries = "".join(
        f"- source: {{kind: ConfigMap, fieldPath: data}}\n"
        f"  targets: [{{select: {{kind: ConfigMap}}, fieldPaths: [data.x{n}], options: {{create: true}}}}]\n"
        for n in range(40)
    )
    files = {"kustomization.yaml": f"resources: [a.yaml]\nreplacements:\n{entries}", "a.yaml": f"{MAP}data: {{k: v}}\n"}
    write_project(tmp_path, files)
    with pytest.raises(K8sdslError, match="copies more than"):
        k8sdsl.build(tmp_path)
