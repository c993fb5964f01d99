"""Components, generators, variables, plugins and the like: over nested layers, with their mistakes at their places."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl import (
    ConfigMapGenerator,
    GeneratorOptions,
    JsonPatch,
    Overlay,
    Replacement,
    ReplacementSource,
    ReplacementTarget,
    SecretGenerator,
    SortOrder,
    Stack,
    Target,
    Variable,
    build,
    k8s,
)
from k8sdsl.errors import ErrorGroup, K8sdslError, NoMatchError, OverlayError
from k8sdsl.pipeline import build_manifests
from k8sdsl.rule import Problem, Rule
from k8sdsl.yaml.key_order import in_key_order
from tests.projects import write_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import ManifestSet
    from k8sdsl.tree import Tree


def trees(plan: Overlay | Stack | Path) -> dict[str, Tree]:
    """The objects of a build by `Kind/name`."""
    made = build_manifests(plan, check=False)
    return {f"{manifest.kind}/{manifest.name}": manifest.tree for manifest in made.manifests}


def reader(config: str = "settings", **container: Any) -> k8s.Pod:
    """A pod that reads a config map."""
    source = k8s.EnvFromSource(config_map_ref=k8s.ConfigMapEnvSource(name=config))
    return k8s.Pod(
        "reader", spec=k8s.PodSpec(containers=[k8s.Container("a", image="a:1", env_from=[source], **container)])
    )


def read_by(made: dict[str, Tree], name: str = "Pod/reader") -> str:
    name_read: str = made[name]["spec"]["containers"][0]["envFrom"][0]["configMapRef"]["name"]
    return name_read


# --- generated objects and names that are finished once


def test_a_generated_name_is_finished_after_the_outermost_overlay() -> None:
    inner = Overlay(base=reader(), config_map_generator=[ConfigMapGenerator("settings", literals={"a": "b"})])
    more = ConfigMapGenerator("settings", behavior="merge", literals={"c": "d"})
    made = trees(Overlay(base=inner, name_prefix="x-", config_map_generator=[more]))
    assert read_by(made, "Pod/x-reader").startswith("x-settings-")
    assert made[f"ConfigMap/{read_by(made, 'Pod/x-reader')}"]["data"] == {"a": "b", "c": "d"}


def test_a_name_without_hash() -> None:
    alone = ConfigMapGenerator("settings", hash_suffix=False)
    assert "ConfigMap/settings" in trees(Overlay(config_map_generator=[alone]))
    all_of_them = GeneratorOptions(hash_suffix=False)
    declared = [SecretGenerator("a", literals={"b": b"\xff"})]
    made = trees(Overlay(secret_generator=declared, generator_options=all_of_them))
    assert made["Secret/a"]["data"] == {"b": "/w=="}


def test_quotes_in_literals_stay() -> None:
    declared = [ConfigMapGenerator("a", literals={"b": '"quoted"', "c": "d=e"}, hash_suffix=False)]
    assert trees(Overlay(config_map_generator=declared))["ConfigMap/a"]["data"] == {"b": '"quoted"', "c": "d=e"}


def test_files_by_key(tmp_path: Path) -> None:
    (tmp_path / "odd=name.txt").write_text("text", encoding="utf-8")
    path = tmp_path / "odd=name.txt"
    (tmp_path / "plain").write_text("more", encoding="utf-8")
    keyed = ConfigMapGenerator("a", files={"key": path}, hash_suffix=False)
    listed = ConfigMapGenerator("b", files=[tmp_path / "plain"], hash_suffix=False)
    made = trees(Overlay(config_map_generator=[keyed, listed]))
    assert made["ConfigMap/a"]["data"] == {"key": "text"}
    assert made["ConfigMap/b"]["data"] == {"plain": "more"}


BASE = """\
configMapGenerator: [{name: settings, literals: [a=b]}]
resources: [pod.yaml]
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: reader}
spec: {containers: [{name: a, image: "a:1", envFrom: [{configMapRef: {name: settings}}]}]}
"""


@pytest.mark.parametrize("in_stack", [False, True])
def test_a_kustomization_directory_as_base_is_finished_with_the_overlay(tmp_path: Path, *, in_stack: bool) -> None:
    outer = (
        "resources: [base]\nnamePrefix: x-\nconfigMapGenerator: [{name: settings, behavior: merge, literals: [c=d]}]"
    )
    write_project(tmp_path, {"base/kustomization.yaml": BASE, "base/pod.yaml": POD, "kustomization.yaml": outer})
    base = Stack("base", [tmp_path / "base"]) if in_stack else tmp_path / "base"
    more = ConfigMapGenerator("settings", behavior="merge", literals={"c": "d"})
    assert trees(Overlay(base=base, name_prefix="x-", config_map_generator=[more])) == trees(tmp_path)


def test_objects_for_the_build_only_are_not_written() -> None:
    local = k8s.ConfigMap("a", annotations={"config.kubernetes.io/local-config": "true"}, data={"b": "c"})
    assert set(trees(Overlay(base=[local, k8s.ConfigMap("d")]))) == {"ConfigMap/d"}


def test_references_follow_the_names_of_all_layers() -> None:
    inner = Overlay(base=[reader(), k8s.ConfigMap("settings")], name_prefix="b-", namespace="one")
    made = trees(Overlay(base=[inner, Overlay(base=k8s.ConfigMap("settings"), name_prefix="c-")], name_prefix="a-"))
    assert read_by(made, "Pod/a-b-reader") == "a-b-settings"


# --- components


def test_a_component_changes_what_there_is_before_the_overlay_does() -> None:
    component = Overlay(
        base=k8s.ConfigMap("added"),
        config_map_generator=[ConfigMapGenerator("settings", behavior="merge", literals={"c": "d"})],
        replacements=[
            Replacement(
                ReplacementSource(target=Target(kind="ConfigMap", name="settings"), field_path="data.a"),
                (ReplacementTarget(select=Target(kind="Pod"), field_paths=("spec.containers.0.image",)),),
            )
        ],
        name_prefix="c-",
    )
    made = trees(
        Overlay(
            base=reader(),
            config_map_generator=[ConfigMapGenerator("settings", literals={"a": "b"}, hash_suffix=False)],
            components=[component, Overlay(labels={"tier": "web"})],
            name_prefix="o-",
        )
    )
    assert set(made) == {"Pod/o-c-reader", "ConfigMap/o-c-added", "ConfigMap/o-c-settings"}
    assert made["ConfigMap/o-c-settings"]["data"] == {"a": "b", "c": "d"}
    assert made["Pod/o-c-reader"]["spec"]["containers"][0]["image"] == "b"
    assert made["Pod/o-c-reader"]["metadata"]["labels"] == {"tier": "web"}


def test_a_component_that_holds_itself_is_an_error() -> None:
    overlay = Overlay()
    overlay.components = [overlay]
    with pytest.raises(OverlayError):
        build(overlay)


# --- variables and tables


def test_variables_of_inner_overlays_have_their_final_values() -> None:
    named = Variable("NAME", "v1", "ConfigMap", "settings")
    inner = Overlay(base=[reader(args=["$(NAME)"]), k8s.ConfigMap("settings")], vars=[named])
    made = trees(Overlay(base=inner, name_prefix="x-"))
    assert made["Pod/x-reader"]["spec"]["containers"][0]["args"] == ["x-settings"]


def test_tables_hold_for_every_transform() -> None:
    gadget = {"apiVersion": "example.com/v1", "kind": "Gadget", "metadata": {"name": "a"}, "spec": {"picture": "p:1"}}
    tables = {
        "images": [{"kind": "Gadget", "path": "spec/picture"}],
        "labels": [{"kind": "Gadget", "path": "spec/labels", "create": True}],
        "commonAnnotations": [{"kind": "Gadget", "path": "spec/notes", "create": True}],
        "namespace": [{"kind": "Gadget", "path": "spec/place", "create": True}],
        "replicas": [{"kind": "Gadget", "path": "spec/count", "create": True}],
    }
    inner = Overlay(base=gadget, configurations=[tables])
    overlay = Overlay(
        base=inner, images={"p": "2"}, labels={"l": "m"}, annotations={"n": "o"}, namespace="here", replicas={"a": 3}
    )
    spec = {"picture": "p:2", "labels": {"l": "m"}, "notes": {"n": "o"}, "place": "here", "count": 3}
    assert trees(overlay)["Gadget/a"]["spec"] == spec


DEFINITION: Tree = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "gadgets.example.com"},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Gadget", "plural": "gadgets"},
        "versions": [
            {
                "name": "v1",
                "schema": {
                    "openAPIV3Schema": {
                        "properties": {
                            "spec": {
                                "properties": {
                                    "parts": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]}
                                }
                            }
                        }
                    }
                },
            }
        ],
    },
}


def gadget(*parts: Tree) -> Tree:
    head = {"apiVersion": "example.com/v1", "kind": "Gadget", "metadata": {"name": "a"}}
    return {**head, "spec": {"parts": list(parts)}}


@pytest.mark.parametrize("beside", ["inputs", "crds/", "field"])
@pytest.mark.parametrize("merged", [True, False])
def test_lists_of_custom_resources_merge_by_their_definition(tmp_path: Path, beside: str, *, merged: bool) -> None:
    import json

    file = tmp_path / ("crds" if beside == "crds/" else "definitions") / "gadgets.json"
    before, after = gadget({"name": "hand", "size": 1}, {"name": "face"}), gadget({"name": "hand", "size": 2})
    fields = {"inputs": "", "crds/": "", "field": f", crds=[{str(file)!r}]"}[beside]
    base = [DEFINITION, before] if beside == "inputs" else [before]
    text = f"overlay = Overlay(base={base!r}, patches=[{after!r}], merge_custom_lists={merged}{fields})\n"
    files = {"overlays/prod.py": f"from k8sdsl import Overlay\n{text}", str(file): json.dumps(DEFINITION)}
    write_project(tmp_path, files)
    parts = trees(tmp_path / "overlays" / "prod.py")["Gadget/a"]["spec"]["parts"]
    changed = [{"name": "hand", "size": 2}]
    assert parts == ([*changed, {"name": "face"}] if merged else changed)


# --- functions


def test_generators_return_one_object_several_or_a_stack() -> None:
    def several() -> Iterator[Any]:
        yield k8s.ConfigMap("b")
        yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}

    def stack() -> Stack:
        return Stack("s", [k8s.ConfigMap("d")])

    made = trees(Overlay(generators=[lambda: k8s.ConfigMap("a"), several, stack, lambda: None], name_prefix="x-"))
    assert set(made) == {f"ConfigMap/x-{name}" for name in "abcd"}


def test_a_transformer_may_rename_and_references_follow() -> None:
    def rename(tree: Tree) -> None:
        if tree["kind"] == "ConfigMap":
            tree["metadata"]["name"] = "options"

    assert read_by(trees(Overlay(base=[reader(), k8s.ConfigMap("settings")], transformers=[rename]))) == "options"


def test_a_transformer_may_return_another_tree_or_take_all_objects() -> None:
    def replaced(tree: Tree) -> Tree:
        return {**tree, "data": {"new": "data"}}

    def first_alone(manifests: ManifestSet) -> None:
        manifests.replace(list(manifests)[:1])

    made = trees(Overlay(base=[k8s.ConfigMap("a"), k8s.ConfigMap("b")], transformers=[replaced, first_alone]))
    assert {name: tree["data"] for name, tree in made.items()} == {"ConfigMap/a": {"new": "data"}}


RULE = Rule("shop/owner", "every object has an owner")


def test_all_errors_of_validators_stop_the_build_together() -> None:
    def owned(tree: Tree) -> Iterator[str | Problem]:
        tree["metadata"]["name"] = "changed"
        yield "nobody owns it"
        yield Problem(RULE, "metadata.labels", "there is none", "give it one")

    def few(manifests: ManifestSet) -> str | None:
        return "these are too many" if len(manifests) > 1 else None

    objects = [k8s.ConfigMap("a"), k8s.ConfigMap("b")]
    with pytest.raises(ErrorGroup) as refused:
        build(Overlay(base=objects, validators=[owned, few]))
    assert len(refused.value.errors) == 5
    assert set(trees(Overlay(base=objects, validators=[lambda _: None]))) == {"ConfigMap/a", "ConfigMap/b"}


# --- order


def test_the_order_that_is_asked_for() -> None:
    objects = [k8s.Service("s"), k8s.ConfigMap("b"), k8s.ConfigMap("a"), k8s.Namespace("n")]
    orders: dict[str, Any] = {
        "n b a s": "install",
        "n a b s": "legacy",
        "s b a n": "fifo",
        "s n a b": SortOrder("legacy", ("Service",), ("ConfigMap",)),
    }
    for names, wanted in orders.items():
        made = build_manifests(Overlay(base=objects, sort_options=wanted), check=False).manifests
        assert [manifest.name for manifest in made] == names.split()


# --- notes


def test_notes_of_what_was_done(tmp_path: Path) -> None:
    outer = """\
resources: [base, pod.yaml]
nameSuffix: -a
commonAnnotations: {b: c}
configMapGenerator: [{name: more, literals: [c=d]}]
buildMetadata: [originAnnotations, transformerAnnotations]
"""
    python = """\
from k8sdsl import ConfigMapGenerator, Overlay
overlay = Overlay(base=["base", "pod.yaml"], name_suffix="-a", annotations={"b": "c"},
                  config_map_generator=[ConfigMapGenerator("more", literals={"c": "d"})],
                  build_metadata=["originAnnotations", "transformerAnnotations"])
"""
    pod = POD.replace("reader", "other")
    files = {"base/kustomization.yaml": BASE, "base/pod.yaml": POD, "pod.yaml": pod, "kustomization.yaml": outer}
    write_project(tmp_path, {**files, "prod.py": python})
    expected = repr(trees(tmp_path)).replace("configuredIn: kustomization.yaml", "configuredIn: prod.py")
    made = trees(tmp_path / "prod.py")
    assert in_key_order(made) == in_key_order(ast.literal_eval(expected))


def test_the_label_of_who_manages_an_object_is_one_that_is_taken() -> None:
    made = build_manifests(Overlay(base=k8s.ConfigMap("a"), build_metadata=["managedByLabel"]))
    assert made.findings == ()
    assert made.manifests[0].tree["metadata"] == {"name": "a", "labels": {"app.kubernetes.io/managed-by": "k8sdsl"}}


# --- what is wrong, and where

MISTAKES = [
    "components=«3",
    "components=[«Stack('a')]",
    "config_map_generator=[«{'name': 'a'}]",
    "secret_generator=[«ConfigMapGenerator('a')]",
    "generator_options=«{'immutable': True}, config_map_generator=[ConfigMapGenerator('a')]",
    "generator_options=«GeneratorOptions()",
    "config_map_generator=[«ConfigMapGenerator(3)]",
    "config_map_generator=[«ConfigMapGenerator('a', literals={'a': 3})]",
    "config_map_generator=[«ConfigMapGenerator('a', files='a.txt')]",
    "config_map_generator=[«ConfigMapGenerator('a', envs=[3])]",
    "secret_generator=[«SecretGenerator('a', labels={'a': 3})]",
    "generator_options=«GeneratorOptions(labels=3), config_map_generator=[ConfigMapGenerator('a')]",
    "replacements=[«Replacement(3, ())]",
    "replacements=[Replacement(None, («ReplacementTarget(select=Target(), field_paths='a'),), 'b')]",
    "vars=[«Variable('a', 'v1', 'ConfigMap', 3)]",
    "sort_options=«SortOrder('legacy', 3)",
    "components=[«'\\0']",
    "transforms=«3",
    "labels=«{1: 'a'}",
    "replacements=[«{'source': {}}]",
    "vars=[«'A']",
    "transformers=[«3]",
    "configurations=«{'images': []}",
    "crds=[«{}]",
    "openapi=«3",
    "sort_options=«'legcy'",
    "build_metadata=['originAnnotations', «'originAnnotation']",
]
NOT_DONE = [
    "components=[«'nowhere']",
    "components=[«'base']",
    "components=[Overlay(replicas={'wep': «3})]",
    "base=[«'component']",
    "config_map_generator=[«ConfigMapGenerator('settings')]",
    "config_map_generator=[«ConfigMapGenerator('setings', behavior='merge')]",
    "config_map_generator=[«ConfigMapGenerator('a', files=['nothing.txt'])]",
    "config_map_generator=[«ConfigMapGenerator('a', literals={'a b': 'c'})]",
    "config_map_generator=[«ConfigMapGenerator('a', envs=['fields.txt'])]",
    "secret_generator=[SecretGenerator('a'), «SecretGenerator('a')]",
    "generators=[«{'apiVersion': 'builtin', 'kind': 'SecretGenerater', 'metadata': {'name': 'a'}}]",
    "generators=[«lambda: 3]",
    "replacements=[«Replacement(None, (ReplacementTarget(select=Target(name='wep')),), 'a')]",
    "replacements=[«'nothing.yaml']",
    "vars=[«Variable('A', 'v1', 'ConfigMap', 'setings')]",
    "vars=[«Variable('A', 'v1', 'ConfigMap', 'settings')]",
    "configurations=[«{'imags': []}]",
    "configurations=[«'nothing.yaml']",
    "crds=[«'nothing.yaml']",
    "openapi=«{'definition': {}}",
    "transformers=[«lambda tree: 3]",
    "transformers=[«{'apiVersion': 'example.com/v1', 'kind': 'Mine', 'metadata': {'name': 'a'}}]",
    "transformers=[«{'apiVersion': 'builtin', 'kind': 'ImageTagTransformer', 'imageTag': {'name': 'wep'}}]",
    "transformers=[«{'apiVersion': 'builtin', 'kind': 'LabelTransformer', 'labels': 3}]",
    "transformers=[«{'apiVersion': 'builtin', 'kind': 'PrefixTransformer', 'fieldSpecs': [3]}]",
    "transformers=[«{'apiVersion': 'builtin', 'kind': 'ReplicaCountTransformer', 'replica': {'count': 'a'}}]",
    "generators=[«{'apiVersion': 'builtin', 'kind': 'ConfigMapGenerator', 'metadata': 3}]",
    "openapi=«{'definitions': {'a': {'x-kubernetes-group-version-kind': [3]}}}",
    "validators=[«lambda tree: 3]",
    "validators=[«{'apiVersion': 'builtin', 'kind': 'HashTransformer'}],config_map_generator=[ConfigMapGenerator('a')]",
]


@pytest.mark.parametrize("fields", [*MISTAKES, *NOT_DONE])
def test_errors_are_reported_at_their_place(fields: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = "" if "base=" in fields else "base='settings.yaml', "
    component = "kind: Component\nnamePrefix: a-\n"
    files = {
        "prod.py": f"from k8sdsl import *\noverlay = Overlay({base}{fields})\n",
        "settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n",
        "fields.txt": "A B=b\n",
        "base/kustomization.yaml": "namePrefix: a-\n",
        "component/kustomization.yaml": component,
    }
    project = write_project(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(K8sdslError) as refused:
        build(tmp_path / "prod.py")
    source = refused.value.source
    assert source is not None
    assert [(source.file, source.line, source.column)] == project.places


def test_all_entries_that_cannot_be_carried_out_are_reported_at_once() -> None:
    declared = [ConfigMapGenerator("a", files=["nowhere"]), ConfigMapGenerator("a", behavior="merge")]
    with pytest.raises(ErrorGroup) as refused:
        build(Overlay(config_map_generator=declared))
    assert len(refused.value.errors) == 2


def test_an_entry_that_may_match_nothing_is_marked() -> None:
    target = ReplacementTarget(select=Target(name="b"))
    declared = Replacement(None, (target,), "c", allow_no_match=True)
    assert set(trees(Overlay(base=k8s.ConfigMap("a"), replacements=[declared]))) == {"ConfigMap/a"}
    with pytest.raises(NoMatchError):
        build(Overlay(base=k8s.ConfigMap("a"), replacements=[Replacement(None, (target,), "c")]))


def test_findings_about_generated_objects_point_at_what_was_declared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """from k8sdsl import *
overlay = Overlay(
    config_map_generator=[ConfigMapGenerator("a", labels={"a b": «"c"})],
    secret_generator=[SecretGenerator("b", type=«"kubernetes.io/tls")],
)
"""
    project = write_project(tmp_path, {"overlays/prod.py": text})
    monkeypatch.chdir(tmp_path)
    lines = {line for _, line, _ in project.found()}
    assert lines == {line for _, line, _ in project.places}


def test_findings_about_replaced_fields_point_at_the_replacement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """from k8sdsl import *
overlay = Overlay(
    base=k8s.Service("web", spec=k8s.ServiceSpec(ports=[k8s.ServicePort(80)])),
    replacements=[
        «Replacement(None, (ReplacementTarget(select=Target(kind="Service"), field_paths=("spec.ports.0.port",)),), 0)
    ],
)
"""
    project = write_project(tmp_path, {"overlays/prod.py": text})
    monkeypatch.chdir(tmp_path)
    assert project.places[0] in project.found()


# --- what it costs


def test_an_overlay_without_these_fields_loads_nothing_for_them() -> None:
    program = (
        "import sys; from k8sdsl import Overlay, build, k8s\n"
        "build(Overlay(base=k8s.ConfigMap('a'), namespace='b', patches=["
        "{'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'a'}, 'data': {'b': 'c'}}]))\n"
        "loaded = [name for name in sys.modules if name.startswith('k8sdsl.importers') or name in ("
        "'k8sdsl.transforms.generators', 'k8sdsl.transforms.replacements', 'k8sdsl.transforms.variables')]\n"
        "assert loaded == [], loaded"
    )
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=True)


def test_a_json_patch_of_a_name_is_followed() -> None:
    patch = JsonPatch(
        [{"op": "replace", "path": "/metadata/name", "value": "options"}], target=Target(kind="ConfigMap")
    )
    assert read_by(trees(Overlay(base=[reader(), k8s.ConfigMap("settings")], patches=[patch]))) == "options"


def test_two_files_of_one_name_are_an_error(tmp_path: Path) -> None:
    files = [tmp_path / "a/x.txt", tmp_path / "b/x.txt"]
    for file in files:
        file.parent.mkdir()
        file.write_text("x", encoding="utf-8")
    with pytest.raises(OverlayError) as refused:
        build(Overlay(config_map_generator=[ConfigMapGenerator("a", files=files)]))
    assert refused.value.code == "overlay/generator"
