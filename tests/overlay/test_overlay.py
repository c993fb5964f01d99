"""What an overlay declares is done, in one order, to copies; what matches nothing is an error with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8sdsl import (
    Image,
    JsonPatch,
    Labels,
    MergePatch,
    Overlay,
    Replica,
    Stack,
    StrategicMergePatch,
    Target,
    build,
    k8s,
    patch,
)
from k8sdsl.errors import ErrorGroup, K8sdslError, NoMatchError, OverlayError
from k8sdsl.pipeline import apply, build_manifests
from k8sdsl.transforms.names.namespace import Namespace
from tests.projects import HEAD, write_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from k8sdsl.tree import Tree

APP = {"app": "web"}


def shop() -> Stack:
    """A Deployment, the Service before it, and the ConfigMap that it reads."""
    container = k8s.Container(
        "web",
        image="nginx:1.27",
        env_from=[k8s.EnvFromSource(config_map_ref=k8s.ConfigMapEnvSource(name="settings"))],
    )
    deployment = k8s.Deployment(
        "web",
        labels=APP,
        spec=k8s.DeploymentSpec(
            replicas=1,
            selector=k8s.LabelSelector(match_labels=APP),
            template=k8s.PodTemplateSpec(labels=APP, spec=k8s.PodSpec(containers=[container])),
        ),
    )
    service = k8s.Service("web", spec=k8s.ServiceSpec(selector=APP, ports=[k8s.ServicePort(80)]))
    return Stack("shop", [deployment, service, k8s.ConfigMap("settings", data={"level": "info"})])


def trees(plan: Overlay | Stack) -> dict[str, Tree]:
    """The objects of a build by `Kind/name`."""
    made = build_manifests(plan)
    assert made.findings == ()
    return {f"{manifest.kind}/{manifest.name}": manifest.tree for manifest in made.manifests}


def changed(overlay: Overlay) -> dict[str, Any]:
    """The objects of an overlay over the shop that are not as they are without it."""
    before = trees(shop())
    return {name: tree for name, tree in trees(overlay).items() if before.get(name) != tree}


# --- every field


def test_namespace() -> None:
    made = trees(Overlay(base=shop(), namespace="prod"))
    assert {tree["metadata"]["namespace"] for tree in made.values()} == {"prod"}
    kept = Overlay(base=k8s.ConfigMap("a", namespace="own"), namespace=Namespace("prod", skip_existing=True))
    assert trees(kept)["ConfigMap/a"]["metadata"]["namespace"] == "own"


def test_namespace_does_not_change_cluster_scoped_objects() -> None:
    objects = [k8s.Namespace("prod"), k8s.ClusterRole("reader"), k8s.PersistentVolume("v", spec=nfs())]
    for tree in trees(Overlay(base=objects, namespace="prod")).values():
        assert "namespace" not in tree["metadata"]


def nfs() -> k8s.PersistentVolumeSpec:
    return k8s.PersistentVolumeSpec(
        capacity={"storage": "1Gi"},
        access_modes=["ReadWriteMany"],
        nfs=k8s.NFSVolumeSource(server="files.example.com", path="/"),
    )


def test_labels_are_for_metadata_only() -> None:
    made = trees(Overlay(base=shop(), labels={"env": "prod"}))["Deployment/web"]
    assert made["metadata"]["labels"] == {"app": "web", "env": "prod"}
    assert made["spec"]["selector"]["matchLabels"] == APP
    assert made["spec"]["template"]["metadata"]["labels"] == APP


def test_labels_with_selectors_and_templates() -> None:
    made = trees(Overlay(base=shop(), labels=Labels({"env": "prod"}, include_selectors=True)))
    web = made["Deployment/web"]
    both = {"app": "web", "env": "prod"}
    assert web["spec"]["selector"]["matchLabels"] == web["spec"]["template"]["metadata"]["labels"] == both
    assert made["Service/web"]["spec"]["selector"] == both


def test_several_declarations_of_labels() -> None:
    declared = [Labels({"a": "1"}), Labels({"b": "2"}, include_templates=True)]
    web = trees(Overlay(base=shop(), labels=declared))["Deployment/web"]
    assert web["metadata"]["labels"] == {"app": "web", "a": "1", "b": "2"}
    assert web["spec"]["template"]["metadata"]["labels"] == {"app": "web", "b": "2"}


def test_annotations() -> None:
    made = trees(Overlay(base=shop(), annotations={"owner": "shop"}))
    assert {tree["metadata"]["annotations"]["owner"] for tree in made.values()} == {"shop"}


@pytest.mark.parametrize(
    ("wanted", "image"),
    [
        ("1.28", "nginx:1.28"),
        ("sha256:" + "a" * 64, "nginx@sha256:" + "a" * 64),
        ("registry.example.com/nginx", "registry.example.com/nginx:1.27"),
        ("registry.example.com:5000/nginx:1.28", "registry.example.com:5000/nginx:1.28"),
        ("nginxinc/nginx@sha256:" + "b" * 64, "nginxinc/nginx@sha256:" + "b" * 64),
        (Image("nginx", new_name="caddy", new_tag="2"), "caddy:2"),
    ],
)
def test_images(wanted: str | Image, image: str) -> None:
    images: Any = [wanted] if isinstance(wanted, Image) else {"nginx": wanted}
    made = changed(Overlay(base=shop(), images=images))
    assert set(made) == {"Deployment/web"}
    assert made["Deployment/web"]["spec"]["template"]["spec"]["containers"][0]["image"] == image


def test_replicas() -> None:
    for replicas in ({"web": 5}, [Replica("web", 5)]):
        made = changed(Overlay(base=shop(), replicas=replicas))
        assert set(made) == {"Deployment/web"}
        assert made["Deployment/web"]["spec"]["replicas"] == 5


def test_names_are_changed_and_references_follow() -> None:
    made = trees(Overlay(base=shop(), name_prefix="eu-", name_suffix="-1"))
    assert set(made) == {"Deployment/eu-web-1", "Service/eu-web-1", "ConfigMap/eu-settings-1"}
    container = made["Deployment/eu-web-1"]["spec"]["template"]["spec"]["containers"][0]
    assert container["envFrom"] == [{"configMapRef": {"name": "eu-settings-1"}}]


def test_the_base_may_be_anything_that_holds_objects(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-yaml}\n"
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "plain"}}
    inner = Overlay(base=k8s.ConfigMap("inner"))
    made = trees(Overlay(base=[shop(), inner, k8s.ConfigMap("typed"), tree, tmp_path]))
    assert {f"ConfigMap/{name}" for name in ("settings", "inner", "typed", "plain", "from-yaml")} < set(made)


# --- patches


def test_a_function_changes_the_typed_object() -> None:
    @patch(k8s.Deployment, "web")
    def bigger(web: k8s.Deployment) -> None:
        web.spec.replicas = 3
        web.spec.template.spec.containers[0].image = "nginx:1.28"

    made = changed(Overlay(base=shop(), patches=[bigger]))
    assert set(made) == {"Deployment/web"}
    assert made["Deployment/web"]["spec"]["replicas"] == 3


def test_a_function_changes_the_objects_of_its_target() -> None:
    met: list[str] = []

    @patch(k8s.ConfigMap, "a.*", namespace="prod", label_selector="tier in (web, db),!old")
    def note(config: k8s.ConfigMap) -> None:
        met.append(str(config.metadata.name))

    made = [
        k8s.ConfigMap(name, namespace=namespace, labels=labels)
        for name, namespace, labels in (
            ("a", "prod", {"tier": "web"}),
            ("ab", "prod", {"tier": "db"}),
            ("b", "prod", {"tier": "web"}),
            ("ac", "dev", {"tier": "web"}),
            ("ad", "prod", {"tier": "web", "old": "x"}),
            ("ae", "prod", {}),
        )
    ]
    build(Overlay(base=made, patches=[note]))
    assert met == ["a", "ab"]


def test_a_function_gets_an_object_of_its_own() -> None:
    held: list[k8s.ConfigMap] = []

    @patch(k8s.ConfigMap, "settings")
    def keep(config: k8s.ConfigMap) -> None:
        held.append(config)
        config.data = {"level": "debug"}

    stack = shop()
    overlay = Overlay(base=stack, patches=[keep])
    assert trees(overlay)["ConfigMap/settings"]["data"] == {"level": "debug"}
    assert held[0] is not stack.items[2]
    assert trees(stack)["ConfigMap/settings"]["data"] == {"level": "info"}


def test_a_function_can_be_called_in_a_test() -> None:
    @patch(k8s.ConfigMap, "settings")
    def debug(config: k8s.ConfigMap) -> None:
        config.data = {"level": "debug"}

    config = k8s.ConfigMap("settings")
    debug(config)
    assert config.data == {"level": "debug"}


def test_a_function_that_returns_another_object_is_an_error() -> None:
    wrong: Any = lambda config: k8s.ConfigMap("other")  # noqa: E731, ARG005
    with pytest.raises(OverlayError, match="returns"):
        build(Overlay(base=shop(), patches=[patch(k8s.ConfigMap, "settings")(wrong)]))


def test_a_function_may_rename_and_references_follow() -> None:
    @patch(k8s.ConfigMap, "settings")
    def rename(config: k8s.ConfigMap) -> None:
        config.metadata.name = "options"

    made = trees(Overlay(base=shop(), patches=[rename], name_prefix="x-"))
    assert "ConfigMap/x-options" in made
    container = made["Deployment/x-web"]["spec"]["template"]["spec"]["containers"][0]
    assert container["envFrom"] == [{"configMapRef": {"name": "x-options"}}]


def test_a_function_changes_a_custom_resource() -> None:
    @patch(k8s.CustomResource, "web", api_version="cert-manager.io/v1", kind="Certificate")
    def longer(certificate: k8s.CustomResource) -> None:
        certificate.spec["duration"] = "2160h"
        certificate.metadata.labels = {"a": "b"}

    made = Overlay(base=[certificate("web"), certificate("other"), k8s.ConfigMap("web")], patches=[longer])
    trees_of = trees(made)
    assert trees_of["Certificate/web"] == {
        "apiVersion": "cert-manager.io/v1",
        "kind": "Certificate",
        "metadata": {"name": "web", "labels": {"a": "b"}},
        "spec": {"secretName": "tls", "issuerRef": {"name": "ca"}, "duration": "2160h"},
    }
    assert trees_of["Certificate/other"] == certificate("other").to_dict()
    assert trees_of["ConfigMap/web"] == k8s.ConfigMap("web").to_dict()


def certificate(name: str) -> k8s.CustomResource:
    spec = {"secretName": "tls", "issuerRef": {"name": "ca"}}
    return k8s.CustomResource(name, api_version="cert-manager.io/v1", kind="Certificate", spec=spec)


MERGED: Tree = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {"template": {"spec": {"containers": [{"name": "web", "args": ["-v"]}, {"name": "side", "image": "x:1"}]}}},
}


@pytest.mark.parametrize(
    "wanted",
    [
        MERGED,
        StrategicMergePatch(MERGED),
        k8s.Deployment(
            "web",
            spec=k8s.DeploymentSpec(  # type: ignore[call-arg]
                template=k8s.PodTemplateSpec(
                    spec=k8s.PodSpec(
                        containers=[k8s.Container("web", args=["-v"]), k8s.Container("side", image="x:1")]
                    ),
                ),
            ),
        ),
        "merge.yaml",
    ],
    ids=["tree", "declaration", "typed", "file"],
)
def test_a_strategic_merge_joins_containers_by_name(
    wanted: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import yaml

    (tmp_path / "merge.yaml").write_text(yaml.safe_dump(MERGED), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    if isinstance(wanted, str):
        wanted = str(tmp_path / wanted)
    web = changed(Overlay(base=shop(), patches=[wanted]))["Deployment/web"]
    containers = {one["name"]: one for one in web["spec"]["template"]["spec"]["containers"]}
    assert containers["web"]["args"] == ["-v"]
    assert containers["web"]["image"] == "nginx:1.27"
    assert containers["side"] == {"name": "side", "image": "x:1"}


def test_json_and_merge_patches_with_targets() -> None:
    target = Target(kind="Deployment", name="web")
    patches: list[Any] = [
        JsonPatch([{"op": "replace", "path": "/spec/replicas", "value": 4}], target=target),
        MergePatch({"spec": {"paused": True, "replicas": None}}, target=target),
    ]
    web = changed(Overlay(base=shop(), patches=patches))["Deployment/web"]
    assert web["spec"]["paused"] is True
    assert "replicas" not in web["spec"]


def test_patches_are_applied_in_their_order_before_everything_else() -> None:
    @patch(k8s.Deployment, "web")
    def first(web: k8s.Deployment) -> None:
        web.spec.replicas = 2

    @patch(k8s.Deployment, "web")
    def second(web: k8s.Deployment) -> None:
        assert web.spec.replicas == 2
        assert web.metadata.name == "web"
        web.spec.replicas = 3
        web.spec.template.spec.containers[0].image = "caddy:2"

    web = trees(
        Overlay(base=shop(), patches=[first, second], name_prefix="x-", replicas={"web": 7}, images={"caddy": "3"})
    )["Deployment/x-web"]
    assert web["spec"]["replicas"] == 7
    assert web["spec"]["template"]["spec"]["containers"][0]["image"] == "caddy:3"


# --- nesting


def test_the_outer_overlay_comes_after_the_inner_one() -> None:
    inner = Overlay(base=shop(), namespace="dev", images={"nginx": "1.28"}, labels={"env": "dev"}, name_prefix="b-")
    outer = Overlay(base=inner, namespace="prod", images={"nginx": "1.29"}, labels={"env": "prod"}, name_prefix="a-")
    web = trees(outer)["Deployment/a-b-web"]
    assert web["metadata"]["namespace"] == "prod"
    assert web["metadata"]["labels"]["env"] == "prod"
    container = web["spec"]["template"]["spec"]["containers"][0]
    assert container["image"] == "nginx:1.29"
    assert container["envFrom"] == [{"configMapRef": {"name": "a-b-settings"}}]


def test_a_patch_of_the_outer_overlay_finds_objects_by_the_name_they_had_first() -> None:
    @patch(k8s.Deployment, "web")
    def bigger(web: k8s.Deployment) -> None:
        web.spec.replicas = 3

    inner = Overlay(base=shop(), name_prefix="b-")
    assert trees(Overlay(base=inner, patches=[bigger], replicas={}))["Deployment/b-web"]["spec"]["replicas"] == 3


def test_one_stack_in_two_overlays_is_changed_by_neither() -> None:
    stack = shop()
    before = build(stack)
    dev = Overlay(base=stack, namespace="dev", replicas={"web": 1}, images={"nginx": "2"}, labels={"a": "b"})
    prod = Overlay(base=[stack], namespace="prod", name_prefix="p-", annotations={"c": "d"})
    first = build(dev), build(prod)
    assert build(stack) == before
    assert (build(dev), build(prod)) == first


def test_one_overlay_twice_in_a_base_is_two_sets_of_objects() -> None:
    stack = shop()
    twice = [Overlay(base=stack, name_prefix="a-"), Overlay(base=stack, name_prefix="b-")]
    assert len(trees(Overlay(base=twice))) == 2 * len(trees(stack))


def test_an_overlay_that_is_its_own_base_is_an_error() -> None:
    overlay = Overlay(base=[])
    overlay.base = [overlay]
    with pytest.raises(OverlayError):
        build(overlay)


# --- what matches nothing

MISSES = {
    "an image": ('images={«"ngnix": "1.28"}', "nginx"),
    "an image of a list": ('images=[«Image("ngnix", new_tag="1.28")]', "nginx"),
    "replicas": ('replicas={"wab": «3}', "web"),
    "a tree": ('patches=[«{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "wep"}}]', "web"),
    "a typed object": ('patches=[«k8s.ConfigMap("setings", data={})]', "settings"),
    "a target": ('patches=[«MergePatch({}, target=Target(kind="Deploymnt"))]', "Deployment"),
    "a JSON patch": ('patches=[«JsonPatch([], target=Target(kind="ConfigMap", name="setting"))]', "settings"),
    "a file": ('patches=[«"../patch.yaml"]', "settings"),
}


@pytest.mark.parametrize("case", MISSES)
def test_an_entry_that_matches_nothing_is_an_error_with_its_place_and_the_near_name(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields, meant = MISSES[case]
    fields = fields.replace('«"ngnix": "1.28"', '"ngnix": «"1.28"')
    text = f"{HEAD}from k8sdsl import *\n"
    text += f"from tests.overlay.test_overlay import shop\noverlay = Overlay(base=shop(), {fields})\n"
    files = {
        "overlays/prod.py": text,
        "patch.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: setttings}\ndata: {a: b}\n",
    }
    project = write_project(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoMatchError) as missed:
        build("prod")
    source = missed.value.source
    assert source is not None
    assert [(source.file, source.line, source.column)] == project.places
    assert f"`{meant}`" in str(missed.value.remedy)


def test_a_function_that_matches_nothing_is_an_error_at_its_definition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """from tests.overlay.test_overlay import shop

«@patch(k8s.Deployment, "wbe")
def change(web):
    pass

overlay = Overlay(base=shop(), patches=[change])
"""
    project = write_project(tmp_path, {"overlays/prod.py": HEAD + text})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoMatchError, match="`web`") as missed:
        build("prod")
    assert missed.value.source is not None
    assert missed.value.source.line == project.places[0][1]


def test_all_entries_that_match_nothing_are_reported_at_once() -> None:
    overlay = Overlay(
        base=shop(), images={"a": "1", "b": "1"}, replicas={"c": 1}, patches=[{**MERGED, "metadata": {"name": "d"}}]
    )
    with pytest.raises(ErrorGroup) as missed:
        build(overlay)
    assert len(missed.value.errors) == 4


@pytest.mark.parametrize(
    "fields",
    [
        {"patches": [patch(k8s.Job, "a", allow_no_match=True)(lambda _: None)]},
        {"images": [Image("a", new_tag="1", allow_no_match=True)]},
        {"replicas": [Replica("a", 1, allow_no_match=True)]},
    ],
)
def test_an_entry_that_may_match_nothing_is_marked(fields: Any) -> None:
    assert changed(Overlay(base=shop(), **fields)) == {}


# --- mistakes


@pytest.mark.parametrize(
    "fields",
    [
        "namespace=«3",
        "name_prefix=«None",
        'labels=«"a"',
        'labels={"a": «1}',
        'labels=[«"a"]',
        'annotations={"a": «True}',
        'annotations=[«"a"]',
        'images={"nginx": «1.28}',
        'images=[«"nginx"]',
        'replicas={"web": «"3"}',
        'replicas={"web": «True}',
        'patches=«"patch.yaml"',
        "patches=[«3]",
        "patches=[«print]",
    ],
)
def test_a_value_that_a_field_cannot_have_is_an_error_at_its_place(
    fields: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = write_project(tmp_path, {"overlays/prod.py": f"{HEAD}overlay = Overlay(base=[], {fields})\n"})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OverlayError) as refused:
        build("prod")
    source = refused.value.source
    assert source is not None
    assert [(source.file, source.line, source.column)] == project.places


@pytest.mark.parametrize(
    "base",
    [
        "«None",
        "[«3]",
        'Stack("a", [k8s.ConfigMap("a"), «k8s.Container("b")])',
        '[«"../nothing.yaml"]',
        '«"../list.yaml"',
    ],
)
def test_a_base_that_is_not_an_object_is_an_error_at_its_place(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"overlays/prod.py": f"{HEAD}overlay = Overlay(base={base})\n", "list.yaml": "- a\n"}
    project = write_project(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(K8sdslError) as refused:
        build("prod")
    source = refused.value.source
    assert source is not None
    assert [(source.file, source.line, source.column)] == project.places


def test_a_stack_that_holds_itself_is_an_error() -> None:
    stack = Stack("a", [])
    stack.items.append(Stack("b", [stack]))
    with pytest.raises(OverlayError):
        build(stack)


# --- laws

names = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
stacks = st.dictionaries(names, st.dictionaries(names, st.text(max_size=8), max_size=3), max_size=4)
LAWS = settings(max_examples=30, deadline=None)


def configs(data: dict[str, dict[str, str]]) -> Stack:
    return Stack("configs", [k8s.ConfigMap(name, data=pairs) for name, pairs in data.items()])


@LAWS
@given(stacks)
def test_an_empty_overlay_changes_nothing(data: dict[str, dict[str, str]]) -> None:
    stack = configs(data)
    assert build(Overlay(base=stack)) == build(stack)
    assert build(Overlay(base=Overlay(base=[stack, Overlay(base=())]), labels={}, namespace="")) == build(stack)


ONCE: dict[str, Callable[[Any], Overlay]] = {
    "namespace": lambda base: Overlay(base=base, namespace="prod"),
    "labels": lambda base: Overlay(base=base, labels={"a": "b"}),
    "annotations": lambda base: Overlay(base=base, annotations={"a": "b"}),
}


@pytest.mark.parametrize("field", ONCE)
@LAWS
@given(data=stacks)
def test_some_fields_twice_are_once(field: str, data: dict[str, dict[str, str]]) -> None:
    once = ONCE[field](configs(data))
    assert build(ONCE[field](once)) == build(once)


@LAWS
@given(stacks, names, names)
def test_prefixes_come_outermost_first(data: dict[str, dict[str, str]], inner: str, outer: str) -> None:
    nested = Overlay(base=Overlay(base=configs(data), name_prefix=inner), name_prefix=outer)
    assert build(nested) == build(Overlay(base=configs(data), name_prefix=outer + inner))


@LAWS
@given(stacks)
def test_applying_hands_out_trees_of_its_own(data: dict[str, dict[str, str]]) -> None:
    stack = configs(data)
    before = build(stack)
    for manifest in apply(stack):
        manifest.tree["metadata"]["name"] = "changed"
        manifest.tree.get("data", {}).clear()
    assert build(stack) == before
