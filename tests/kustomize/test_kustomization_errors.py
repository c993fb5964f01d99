"""Kustomizations that cannot be built, and what is said about those that probably mean something else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.kustomize import build_kustomization
from k8sdsl.transforms.context import MOST_SUGGESTIONS
from tests.kustomize.trees import SETTINGS, WEB, built, places, write

if TYPE_CHECKING:
    from pathlib import Path

K = "kustomization.yaml"
OPENAPI = '{"definitions": {"a": {"x-kubernetes-group-version-kind": [1]}}}'


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({K: "resorces: [a.yaml]\nnamePrefx: x\nlabels:\n- pars: {}"}, [(K, 1), (K, 2), (K, 4)]),
        ({K: "namePrefix: 3\nimages: nginx\nreplicas:\n- count: many"}, [(K, 1), (K, 2), (K, 4)]),
        ({K: "kind: Kustomisation\nresources: [a]"}, [(K, 1)]),
        ({K: "apiVersion: kustomize.config.k8s.io/v2\nresources: [a]"}, [(K, 1)]),
        ({K: "resources: [a.yaml\nnamePrefix: x"}, [(K, 2)]),
        ({K: ""}, [(K, 1)]),
        ({K: "- a"}, [(K, 1)]),
        ({K: "resources:\n- missing.yaml\n- gone.yaml"}, [(K, 2), (K, 3)]),
        ({K: "resources:\n- a.yaml", "a.yaml": "kind: [\n"}, [("a.yaml", 2)]),
        ({K: "resources:\n- a.yaml", "a.yaml": "hello"}, [("a.yaml", 1)]),
        ({K: "resources:\n- a.yaml", "a.yaml": "apiVersion: v1\nmetadata: {name: a}"}, [("a.yaml", 1)]),
        ({K: "resources:\n- a.yaml", "a.yaml": "kind: A\nmetadata: {}"}, [("a.yaml", 2)]),
        ({K: "resources:\n- a.yaml", "a.yaml": f"{SETTINGS}---\n{SETTINGS}"}, [("a.yaml", 6)]),
        ({K: "resources:\n- https://example.com/a.yaml"}, [(K, 2)]),
        ({K: "resources:\n- github.com/a/b?ref=main"}, [(K, 2)]),
        ({K: "helmCharts:\n- name: x"}, [(K, 2)]),
        ({K: "transformers:\n- t.yaml", "t.yaml": "apiVersion: a/v1\nkind: T\nmetadata: {name: t}"}, [(K, 2)]),
        ({K: "components:\n- c", f"c/{K}": "namePrefix: x"}, [(K, 2)]),
        ({K: "resources:\n- c", f"c/{K}": "kind: Component\nnamePrefix: x"}, [(K, 2)]),
        ({K: "configMapGenerator:\n- name: a\n  literals: [x]\n- literals: [a=b]"}, [(K, 2), (K, 4)]),
        ({K: "openapi: {path: a.json}\nresources: []"}, [(K, 1)]),
        ({K: "resources: []\nreplacements:\n- path: r.yaml", "r.yaml": "# none\n"}, [(K, 3)]),
        ({K: "resources: []\nopenapi: {path: o.json}", "o.json": OPENAPI}, [(K, 2)]),
        ({K: "vars:\n- name: V\n  objref: {kind: A, name: a, apiVersion: v1}"}, [(K, 2)]),
    ],
)
def test_every_fault_has_its_place(tmp_path: Path, files: dict[str, str], where: list[tuple[str, int]]) -> None:
    with pytest.raises(K8sdslError) as refusal:
        built(tmp_path, files)
    assert places(refusal.value) == where


@pytest.mark.parametrize(
    "patch",
    [
        "- patch: 'a: b: c'",
        "- patch: hello",
        "- patch: ''",
        "- patch: '[{op: remove, path: /data}]'\n  target: {kind: ConfigMap}",
        '- patch: \'[{"op": "remove", "path": "/data"}] # all\'\n  target: {kind: ConfigMap}',
        '- patch: \'[{"op": "add", "path": "/data", "value": {"a": NaN}}]\'\n  target: {kind: ConfigMap}',
        "- path: missing.yaml",
        "- {path: a.yaml, patch: x}",
        "- patch: '- {op: remove, path: /data/none}'\n  target: {kind: ConfigMap}",
        "- patch: '- {op: remvoe, path: /data}'\n  target: {kind: ConfigMap}",
        "- patch: '- {op: remove, path: /data}'",
        "- patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: sttings}}'",
        "- patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: 3}'",
        "- patch: '- {op: remove, path: /data}'\n  target: {name: 'a['}",
        "- patch: '- {op: remove, path: /data}'\n  target: {labelSelector: 'a in'}",
    ],
)
def test_a_patch_that_cannot_be_carried_out_is_an_error(tmp_path: Path, patch: str) -> None:
    with pytest.raises(K8sdslError) as refusal:
        built(tmp_path, {K: f"resources: [a.yaml]\npatches:\n{patch}", "a.yaml": SETTINGS})
    assert places(refusal.value) == [(K, 3)]


def test_a_json_patch_may_have_a_number_of_thousands_of_digits(tmp_path: Path) -> None:
    number = "1" * 5000
    patch = f'- patch: \'[{{"op": "add", "path": "/metadata/annotations", "value": {{"a": {number}}}}}]\''
    patches = f"resources: [a.yaml]\npatches:\n{patch}\n  target: {{kind: ConfigMap}}"
    trees, _ = built(tmp_path, {K: patches, "a.yaml": SETTINGS})
    assert trees[0]["metadata"]["annotations"] == {"a": number}


def test_several_patches_are_faulted_at_once(tmp_path: Path) -> None:
    patches = "- patch: hello\n- path: gone.yaml\n- patch: '- {op: remove, path: /x}'\n  target: {kind: ConfigMap}"
    with pytest.raises(K8sdslError) as refusal:
        built(tmp_path, {K: f"resources: [a.yaml]\npatches:\n{patches}", "a.yaml": SETTINGS})
    assert places(refusal.value) == [(K, 3), (K, 4), (K, 5)]


@pytest.mark.parametrize("base", [".", "..", "../a"])
def test_a_circle_is_found(tmp_path: Path, base: str) -> None:
    files = {f"a/{K}": f"resources: [{base}, ../b]", f"b/{K}": "resources: [../a]", K: "resources: [a]"}
    with pytest.raises(K8sdslError, match="a cycle: "):
        built(tmp_path, files, "a")


def test_files_outside_the_root_are_refused_symbolic_links_included(tmp_path: Path) -> None:
    write(tmp_path, {"out.yaml": SETTINGS, f"in/{K}": "resources: [../out.yaml]", f"link/{K}": "resources: [x.yaml]"})
    (tmp_path / "link" / "x.yaml").symlink_to(tmp_path / "out.yaml")
    for folder in ("in", "link"):
        with pytest.raises(K8sdslError, match="outside"):
            build_kustomization(tmp_path / folder)
        assert len(build_kustomization(tmp_path / folder, load_restrictor="none")) == 1


def test_a_link_that_leads_to_itself_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {K: "resources: [x.yaml]"})
    (tmp_path / "x.yaml").symlink_to(tmp_path / "x.yaml")
    with pytest.raises(K8sdslError):
        build_kustomization(tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {K: "resources: [x.yaml]"})
    with (tmp_path / "x.yaml").open("wb") as file:
        os.truncate(file.fileno(), 105_000_000)
    with pytest.raises(K8sdslError, match="bytes"):
        build_kustomization(tmp_path)


def test_aliases_that_explode_are_stopped(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    with pytest.raises(K8sdslError, match="aliases"):
        built(tmp_path, {K: "resources: [a.yaml]", "a.yaml": SETTINGS + bomb})


def test_an_entry_that_matches_nothing_is_a_warning_with_its_place(tmp_path: Path) -> None:
    kustomization = """\
resources: [a.yaml]
images:
- {name: nginx, newTag: "2"}
- {name: ngnix, newTag: "2"}
patches:
- target: {kind: Deploymnt}
  patch: '- {op: remove, path: /spec}'
replacements:
- source: {kind: Deployment, name: web}
  targets: [{select: {kind: Service}, fieldPaths: [spec.x]}]
"""
    trees, warnings = built(tmp_path, {K: kustomization, "a.yaml": WEB})
    assert trees[0]["spec"]["template"]["spec"]["containers"][0]["image"] == "nginx:2"
    assert [(place, error.remedy) for error in warnings for place in places(error)] == [
        ((K, 6), "did you mean `Deployment`?"),
        ((K, 4), "did you mean `nginx`?"),
        ((K, 9), None),
    ]


def test_old_spellings_are_understood_and_named(tmp_path: Path) -> None:
    kustomization = "bases: [base]\nnameprefix: p-\nimageTags: [{name: nginx, newTag: '2'}]\ncommonLabels: {a: b}"
    trees, warnings = built(tmp_path, {K: kustomization, f"base/{K}": "resources: [a.yaml]", "base/a.yaml": WEB})
    assert trees[0]["metadata"] == {"labels": {"a": "b"}, "name": "p-web"}
    assert [place for error in warnings for place in places(error)] == [(K, 1), (K, 3), (K, 4)]


def test_a_field_that_is_defined_twice_is_reported(tmp_path: Path) -> None:
    from k8sdsl.kustomize import build_kustomization

    text = "configMapGenerator:\n- {name: a, literals: [x=1]}\nconfigMapGenerator:\n- {name: b, literals: [x=1]}\n"
    (tmp_path / "kustomization.yaml").write_text(text)
    warnings: list[K8sdslError] = []
    manifests = build_kustomization(tmp_path, warnings=warnings)
    assert [manifest.name.partition("-")[0] for manifest in manifests] == ["b"]
    (warning,) = warnings
    assert warning.source is not None
    assert warning.source.line == 3


def test_what_follows_the_first_document_of_a_kustomization_is_ignored(tmp_path: Path) -> None:
    files = {K: "resources: [a.yaml]\nresources: [a.yaml]\n---\na: 1\na: 1\n--- [\n", "a.yaml": SETTINGS}
    trees, warnings = built(tmp_path, files)
    assert len(trees) == 1
    assert [warning.source.line for warning in warnings if warning.source is not None] == [2]


def test_the_first_misses_of_a_build_have_suggestions(tmp_path: Path) -> None:
    patches = "- {target: {kind: Deploymnt}, patch: '- {op: remove, path: /spec}'}\n" * (MOST_SUGGESTIONS // 2)
    images = "- {name: ngnix, newTag: '2'}\n" * MOST_SUGGESTIONS
    text = f"resources: [a.yaml]\npatches:\n{patches}images:\n{images}"
    _, warnings = built(tmp_path, {K: text, "a.yaml": WEB})
    assert [bool(error.remedy) for error in warnings].index(False) == MOST_SUGGESTIONS
    assert len(warnings) == MOST_SUGGESTIONS * 3 // 2


@pytest.mark.parametrize(
    "patch",
    [
        "{op: remove, path: /metadata/name}",
        "{op: replace, path: /metadata/name, value: ''}",
        "{op: replace, path: /metadata, value: x}",
        "{op: remove, path: /kind}",
    ],
)
def test_an_object_that_loses_its_name_or_kind_is_reported_in_its_file(tmp_path: Path, patch: str) -> None:
    text = f"resources: [a.yaml]\npatches:\n- target: {{kind: ConfigMap}}\n  patch: |-\n    - {patch}"
    with pytest.raises(K8sdslError) as refusal:
        built(tmp_path, {K: text, "a.yaml": SETTINGS})
    assert places(refusal.value) == [("a.yaml", 1)]


FOO = "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: a}\nspec: {containers: [{image: {a: b}}], x: [a]}\n"


@pytest.mark.parametrize(
    ("field", "row"),
    [
        ("namePrefix: a-", "namePrefix: [{path: spec/x}]"),
        ("namePrefix: a-", "namePrefix: [{path: spec//x, create: true}]"),
        ("nameSuffix: a-", "nameSuffix: [{path: spec/x}]"),
        ("commonLabels: {a: b}", "commonLabels: [{path: spec/, create: true}]"),
        ("images: [{name: a, newTag: '2'}]", ""),
        ("images: [{name: a, newTag: '2'}]", "images: [{path: spec/x/}]"),
    ],
)
def test_a_field_that_a_customization_cannot_write_to_is_an_error(tmp_path: Path, field: str, row: str) -> None:
    files = {K: f"resources: [a.yaml]\nconfigurations: [c.yaml]\n{field}", "a.yaml": FOO, "c.yaml": row}
    with pytest.raises(K8sdslError) as refusal:
        built(tmp_path, files)
    assert places(refusal.value) == [(K, 3)]
