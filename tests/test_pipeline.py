"""The pipeline: order, determinism, minimal output, findings all at once, and what a target may be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import k8sdsl
from k8sdsl import Overlay, Stack, build, check, k8s
from k8sdsl.errors import CheckError, K8sdslError, LoadError, UserCodeError
from k8sdsl.kube.install_order import RANKS
from k8sdsl.pipeline import build_manifests
from k8sdsl.yaml.reader import read_documents
from tests.overlay.test_overlay import shop
from tests.projects import HEAD, write_project

if TYPE_CHECKING:
    from k8sdsl.finding import Finding
    from k8sdsl.tree import Tree

ROOT = Path(__file__).parents[1]


def kinds(text: str) -> list[str]:
    return [tree["kind"] for tree in read_documents(text)]


def rules(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.rule, finding.path) for finding in findings}


# --- order


def test_objects_are_in_the_order_in_which_a_cluster_needs_them() -> None:
    made = [
        k8s.CustomResource("a", api_version="example.com/v1", kind="Own"),
        k8s.ValidatingWebhookConfiguration("a", webhooks=[]),
        k8s.Ingress("a", spec=k8s.IngressSpec(default_backend=backend())),
        *reversed(shop().items),
        k8s.ServiceAccount("a"),
        k8s.Namespace("a"),
    ]
    order = ["Namespace", "ServiceAccount", "ConfigMap", "Service", "Deployment", "Ingress", "Own"]
    assert kinds(build(Stack("a", made))) == [*order, "ValidatingWebhookConfiguration"]


def backend() -> k8s.IngressBackend:
    return k8s.IngressBackend(service=k8s.IngressServiceBackend(name="web", port=k8s.ServiceBackendPort(number=80)))


def test_objects_of_one_kind_stay_in_the_order_of_the_user() -> None:
    made = [k8s.ConfigMap(name) for name in ("b", "a", "c")]
    assert [tree["metadata"]["name"] for tree in read_documents(build(Stack("s", made)))] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Namespace", "ServiceAccount"),
        ("CustomResourceDefinition", "Deployment"),
        ("ServiceAccount", "RoleBinding"),
        ("Role", "RoleBinding"),
        ("ClusterRole", "ClusterRoleBinding"),
        ("StorageClass", "PersistentVolumeClaim"),
        ("PersistentVolume", "PersistentVolumeClaim"),
        ("ConfigMap", "Deployment"),
        ("Secret", "StatefulSet"),
        ("PersistentVolumeClaim", "StatefulSet"),
        ("Service", "StatefulSet"),
        ("Deployment", "HorizontalPodAutoscaler"),
        ("IngressClass", "Ingress"),
        ("Ingress", "ValidatingWebhookConfiguration"),
    ],
)
def test_what_others_need_comes_first(first: str, second: str) -> None:
    assert RANKS[first] < RANKS[second]


def test_keys_are_in_the_usual_order() -> None:
    tree = {
        "spec": {"ports": [{"port": 80}]},
        "metadata": {"labels": {"a": "b"}, "namespace": "n", "name": "web"},
        "kind": "Service",
        "apiVersion": "v1",
    }
    [made] = read_documents(build(Stack("s", [tree])))
    assert list(made) == ["apiVersion", "kind", "metadata", "spec"]
    assert list(made["metadata"]) == ["name", "namespace", "labels"]
    assert list(tree) == ["spec", "metadata", "kind", "apiVersion"]


# --- nothing is injected


def test_the_output_contains_only_what_was_declared() -> None:
    deployment = shop().items[0]
    assert isinstance(deployment, k8s.Deployment)
    said = deployment.to_dict()
    assert read_documents(build(Stack("s", [deployment]))) == [said]
    assert "null" not in json.dumps(said)


def test_objects_of_a_large_set_are_written_in_the_same_bytes() -> None:
    settings = [k8s.ConfigMap(f"settings-{n}", data={"level": "a\nb" if n == 30 else f"{n}"}) for n in range(40)]
    built = build_manifests(Overlay(base=Stack("shop", [*shop().items, *settings]), name_prefix="a-"))
    assert built.checked is not None
    assert len(built.checked.outlines) == len(built.manifests)
    assert built.emit(unchanged=True) == built.emit()


def test_no_objects_render_to_no_text() -> None:
    assert build(Stack("empty")) == ""
    assert build(Overlay(base=[])) == ""


# --- determinism

PROGRAM = """
import sys
from k8sdsl import Overlay, build
from tests.overlay.test_overlay import shop
labels = {name: "x" for name in {"a", "b", "c", "d", "e"}}
labels = dict(sorted(labels.items()))
sys.stdout.write(build(Overlay(base=shop(), labels=labels, name_prefix="p-", namespace="n", images={"nginx": "2"})))
"""


def test_the_same_input_gives_the_same_bytes_in_every_process() -> None:
    outputs = set()
    for seed in ("0", "1", "4242"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, env=env, capture_output=True, check=True)
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert b"p-web" in outputs.pop()


# --- findings


def test_all_findings_come_at_once() -> None:
    made: list[object] = [
        k8s.ConfigMap("A_B", dta={}),  # type: ignore[call-arg]
        k8s.ConfigMap("c", data={"d": 1}, labels={"e f": "g"}),  # type: ignore[dict-item]
        k8s.Pod("p", spec=k8s.PodSpec()),  # type: ignore[call-arg]
        k8s.ConfigMap("twice"),
        k8s.ConfigMap("twice"),
        {"apiVersion": "v1", "kind": "Pood", "metadata": {"name": "x"}},
    ]
    with pytest.raises(CheckError) as refused:
        build(Stack("s", made))  # type: ignore[arg-type]
    found = {(finding.ref.name, finding.path) for finding in refused.value.findings}
    assert found >= {
        ("A_B", "dta"),
        ("c", "data[d]"),
        ("p", "spec.containers"),
        ("twice", "metadata.name"),
        ("x", "kind"),
    }


def test_duplicates_name_both_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "overlays/prod.py": HEAD + 'first = k8s.ConfigMap("a")\noverlay = Overlay(base=[first, "../a.yaml"])\n',
        "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  «name»: a\n",
    }
    project = write_project(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    [finding] = check("prod")
    assert finding.rule == "set/duplicate-object"
    assert project.places_of([finding]) == project.places
    assert "overlays/prod.py:2:23" in finding.message


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (("v1", "ConfigMap", "a", "n"), ("v1", "ConfigMap", "a", "n"), True),
        (("v1", "ConfigMap", "a", "n"), ("v1", "ConfigMap", "a", "m"), False),
        (("v1", "ConfigMap", "a", ""), ("v1", "Secret", "a", ""), False),
        (("autoscaling/v1", "Own", "a", ""), ("example.com/v1", "Own", "a", ""), False),
        (("example.com/v1", "Own", "a", ""), ("example.com/v1beta1", "Own", "a", ""), True),
    ],
)
def test_identity_is_group_kind_namespace_and_name(
    one: tuple[str, ...],
    two: tuple[str, ...],
    same: bool,  # noqa: FBT001
) -> None:
    found = rules(check([object_of(*one), object_of(*two)]))
    assert (("set/duplicate-object", "metadata.name") in found) == same


def object_of(api_version: str, kind: str, name: str, namespace: str) -> Tree:
    metadata = {"name": name, "namespace": namespace} if namespace else {"name": name}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata}


def test_an_error_stops_a_build_and_a_warning_does_not() -> None:
    stack = Stack("s", [k8s.ConfigMap("A_B")])
    assert build_manifests(stack).failed
    assert not build_manifests(stack, check=False).findings
    with pytest.raises(CheckError):
        build(stack)


@pytest.mark.parametrize(
    ("version", "tree", "rule"),
    [
        ("1.25", {"apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget"}, "decode/unserved-kind"),
        ("1.36", {"apiVersion": "autoscaling/v2beta2", "kind": "HorizontalPodAutoscaler"}, "decode/unserved-kind"),
        ("1.36", {"apiVersion": "extensions/v1beta1", "kind": "Ingress"}, "decode/unserved-kind"),
        (
            "1.29",
            {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy"},
            "decode/unserved-kind",
        ),
        (
            "1.25",
            {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [], "resources": {}}},
            "decode/unknown-field",
        ),
    ],
)
def test_what_the_chosen_kubernetes_does_not_serve_is_found(version: str, tree: Tree, rule: str) -> None:
    [finding] = check([{**tree, "metadata": {"name": "a"}}], kube_version=version)[:1]
    assert finding.rule == rule


def test_a_field_is_known_from_its_version_on() -> None:
    container = k8s.Container("a", image="b", restart_policy="Always")
    stack = Stack(
        "s", [k8s.Pod("a", spec=k8s.PodSpec(containers=[k8s.Container("c", image="d")], init_containers=[container]))]
    )
    assert check(stack, kube_version="1.36") == []
    [finding] = check(stack, kube_version="1.27")
    assert (finding.rule, finding.path) == ("decode/unknown-field", "spec.initContainers[0].restartPolicy")


@pytest.mark.parametrize("version", ["1.24", "1.38", "2.0", "latest", "", "1", "1.x"])
def test_an_unknown_kubernetes_is_an_error(version: str) -> None:
    with pytest.raises(K8sdslError, match="Kubernetes version"):
        build(shop(), kube_version=version)


@pytest.mark.parametrize("version", ["1.25", "v1.36", "1.37.2"])
def test_a_known_kubernetes_in_any_usual_spelling(version: str) -> None:
    assert build(shop(), kube_version=version) == build(shop())


# --- targets


def test_a_target_is_an_overlay_a_stack_a_name_or_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("a"))\n'
    write_project(tmp_path, {"overlays/prod.py": overlay, "overlays/eu/west.py": overlay, "alone.py": overlay})
    monkeypatch.chdir(tmp_path)
    text = build(Stack("s", [k8s.ConfigMap("a")]))
    for target in ("prod", "eu/west", "overlays/prod.py", tmp_path / "overlays/prod.py", "alone.py", Path("alone.py")):
        assert build(target) == text
    monkeypatch.chdir(tmp_path / "overlays" / "eu")
    assert build("prod") == text


def test_a_name_goes_before_a_folder_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"overlays/prod.py": HEAD + 'overlay = Overlay(base=k8s.ConfigMap("a"))\n', "prod/out.yaml": "a: b\n"}
    write_project(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    assert kinds(build("prod")) == ["ConfigMap"]


@pytest.mark.parametrize("name", ["site", "json", "typing", "k8sdsl"])
def test_a_file_may_be_called_as_a_library_is(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path, {f"{name}.py": HEAD + 'overlay = Overlay(base=k8s.ConfigMap("a"))\n'})
    monkeypatch.chdir(tmp_path)
    assert kinds(build(f"{name}.py")) == ["ConfigMap"]
    assert sys.modules["json"] is json


def test_two_projects_in_one_process_do_not_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        files = {
            "stacks/deep/web.py": f'{HEAD}made = k8s.ConfigMap("{name}")\n',
            "overlays/prod.py": f"{HEAD}from stacks.deep.web import made\noverlay = Overlay(base=made)\n",
        }
        write_project(tmp_path / name, files)
    for name in ("one", "two", "one"):
        monkeypatch.chdir(tmp_path / name)
        assert [tree["metadata"]["name"] for tree in read_documents(build("prod"))] == [name]


def test_building_leaves_the_path_of_modules_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path, {"overlays/prod.py": HEAD + "overlay = Overlay(base=[])\n"})
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    build("prod")
    with pytest.raises(LoadError):
        build("dev")
    assert sys.path == before


def test_a_patch_may_import_when_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "stacks/sizes.py": "LEVEL = 'debug'\n",
        "overlays/prod.py": HEAD
        + """
@patch(k8s.ConfigMap, "a")
def change(config):
    from stacks.sizes import LEVEL
    config.data = {"level": LEVEL}

overlay = Overlay(base=k8s.ConfigMap("a"), patches=[change])
""",
    }
    write_project(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    assert read_documents(build("prod"))[0]["data"] == {"level": "debug"}


def test_an_exception_of_a_patch_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
@patch(k8s.ConfigMap, "a")
def change(config):
    config.data["x"] = "y"

overlay = Overlay(base=k8s.ConfigMap("a"), patches=[change])
"""
    write_project(tmp_path, {"overlays/prod.py": HEAD + text})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserCodeError) as raised:
        build("prod")
    assert raised.value.source is not None
    assert (raised.value.source.file, raised.value.source.line) == ("overlays/prod.py", 5)


def test_a_folder_of_yaml_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n"
    for name in ("b/z.yaml", "b/a.yml", "a.json", "c.yaml", "b/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        content = json.dumps(object_of("v1", "ConfigMap", "a.json", "")) if name == "a.json" else text % Path(name).name
        (tmp_path / name).write_text(content, encoding="utf-8")
    made = read_documents(build(Overlay(base=tmp_path)))
    assert [tree["metadata"]["name"] for tree in made] == ["a.json", "a.yml", "z.yaml", "c.yaml"]


def test_lists_are_taken_apart(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text(
        json.dumps({"apiVersion": "v1", "kind": "List", "items": [object_of("v1", "ConfigMap", n, "") for n in "ab"]}),
        encoding="utf-8",
    )
    assert kinds(build(Overlay(base=tmp_path))) == ["ConfigMap", "ConfigMap"]


def test_check_takes_trees_and_targets() -> None:
    tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "A_B"}}
    assert rules(check([tree])) == rules(check(Stack("s", [tree]))) == {("meta/name", "metadata.name")}
    assert check([]) == []


def test_check_validates_the_objects_of_trees_and_targets_against_further_definitions() -> None:
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer"}}}}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"kind": "Own", "plural": "owns", "singular": "own", "listKind": "OwnList"}
    spec = {"group": "example.com", "scope": "Namespaced", "names": names, "versions": [version]}
    definition = object_of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "owns.example.com", "")
    tree = {**object_of("example.com/v1", "Own", "a", ""), "spec": {"size": "large"}}
    for given in ([tree], Stack("s", [tree])):
        assert rules(check(given, crds=iter([{**definition, "spec": spec}]))) == {("custom/type", "spec.size")}


# --- the public names


def test_every_public_name_is_there() -> None:
    assert sorted(k8sdsl.__all__) == sorted(dir(k8sdsl))
    for name in k8sdsl.__all__:
        assert getattr(k8sdsl, name) is not None
    assert len(set(k8sdsl.__all__)) == len(k8sdsl.__all__)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        _ = k8sdsl.nothing  # type: ignore[attr-defined]


def test_build_is_the_function_after_any_import() -> None:
    program = "import k8sdsl.pipeline, k8sdsl.cli; from k8sdsl import build; assert callable(build)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
