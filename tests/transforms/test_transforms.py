"""What each transform does to objects, and what it reports."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.errors import OverlayError
from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.kube.references.renaming import KUSTOMIZE_REFERENCES
from k8sdsl.transforms.annotations import Annotations
from k8sdsl.transforms.generators import Generator
from k8sdsl.transforms.images import Image, Images
from k8sdsl.transforms.labels import Labels
from k8sdsl.transforms.names import references
from k8sdsl.transforms.names.hash_suffix import HashSuffix
from k8sdsl.transforms.names.namespace import Namespace
from k8sdsl.transforms.names.prefix_suffix import NamePrefix, NameSuffix
from k8sdsl.transforms.patches import json_patch, merge_patch
from k8sdsl.transforms.patches.json_patch import JsonPatch
from k8sdsl.transforms.patches.merge_patch import MergePatch
from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch
from k8sdsl.transforms.replacements import Replacement, ReplacementOptions, ReplacementSource, ReplacementTarget
from k8sdsl.transforms.replicas import Replica, Replicas
from k8sdsl.transforms.sort_order import SortOrder
from k8sdsl.transforms.target import Target
from k8sdsl.transforms.value_add import ValueAdd, ValueTarget
from k8sdsl.transforms.variables import Variables
from tests.transforms.objects import apply, deployment, manifests, pod_of, thing

if TYPE_CHECKING:
    from collections.abc import Callable

RBAC = "rbac.authorization.k8s.io/v1"


def test_a_namespace_is_for_objects_that_live_in_one() -> None:
    objects = manifests(deployment(), thing("ClusterRole", api_version=RBAC), thing("Namespace", "old"))
    apply(objects, Namespace("prod"))
    assert [m.namespace for m in objects] == ["prod", "", ""]
    assert objects[2].name == "prod"


def test_only_the_service_account_called_default_gets_the_namespace_at_once() -> None:
    binding = thing("RoleBinding", api_version=RBAC, subjects=[{"name": "default"}, {"name": "other"}])
    apply(manifests(binding), Namespace("prod"))
    assert binding["subjects"] == [{"name": "default", "namespace": "prod"}, {"name": "other"}]


def test_two_objects_cannot_become_one() -> None:
    objects = manifests(thing("ConfigMap", namespace="a"), thing("ConfigMap", namespace="b"))
    with pytest.raises(OverlayError, match="same object"):
        apply(objects, Namespace("prod"))


def test_references_follow_new_names_and_namespaces() -> None:
    web = deployment(envFrom=[], serviceAccountName="robot")
    pod_of(web)["containers"][0]["envFrom"] = [{"configMapRef": {"name": "settings"}}]
    binding = thing(
        "ClusterRoleBinding",
        api_version=RBAC,
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "reader"},
        subjects=[{"kind": "ServiceAccount", "name": "robot", "namespace": "default"}],
    )
    objects = manifests(
        web,
        thing("ConfigMap", "settings"),
        thing("ServiceAccount", "robot"),
        thing("ClusterRole", "reader", RBAC),
        binding,
    )
    apply(objects, Namespace("prod"))
    apply(objects, NamePrefix("p-"))
    apply(objects, NameSuffix("-s"))
    references.apply(objects)
    assert pod_of(web)["containers"][0]["envFrom"] == [{"configMapRef": {"name": "p-settings-s"}}]
    assert pod_of(web)["serviceAccountName"] == "p-robot-s"
    assert binding["roleRef"]["name"] == "p-reader-s"
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "p-robot-s", "namespace": "prod"}]


def test_a_name_that_nothing_in_the_build_has_stays() -> None:
    web = deployment(serviceAccountName="elsewhere")
    objects = manifests(web)
    apply(objects, NamePrefix("p-"))
    references.apply(objects)
    assert pod_of(web)["serviceAccountName"] == "elsewhere"


def test_references_beyond_those_of_kustomize_follow_in_overlays() -> None:
    def renamed(table: object) -> str:
        ingress = thing("Ingress", api_version="networking.k8s.io/v1", spec={"ingressClassName": "fast"})
        objects = manifests(ingress, thing("IngressClass", "fast", "networking.k8s.io/v1"))
        apply(objects, NamePrefix("p-"))
        references.apply(objects, *[table] if table else [])  # type: ignore[arg-type]
        return str(ingress["spec"]["ingressClassName"])

    assert renamed(None) == "p-fast"
    assert renamed(KUSTOMIZE_REFERENCES) == "fast"


def test_names_that_mean_something_to_others_get_no_prefix() -> None:
    objects = manifests(
        thing("CustomResourceDefinition", "things.example.com", "apiextensions.k8s.io/v1"),
        thing("Namespace", "shop"),
        thing("APIService", "v1.example.com", "apiregistration.k8s.io/v1"),
    )
    apply(objects, NamePrefix("p-"))
    assert [m.name for m in objects] == ["things.example.com", "shop", "v1.example.com"]


@pytest.mark.parametrize(
    ("declared", "selector", "template"),
    [
        (Labels({"env": "prod"}), False, False),
        (Labels({"env": "prod"}, include_templates=True), False, True),
        (Labels({"env": "prod"}, include_selectors=True), True, True),
    ],
)
def test_labels_go_where_they_are_wanted(declared: Labels, selector: bool, template: bool) -> None:  # noqa: FBT001
    web = deployment()
    apply(manifests(web), declared)
    assert web["metadata"]["labels"] == {"env": "prod"}
    assert ("env" in web["spec"]["selector"]["matchLabels"]) is selector
    assert ("env" in web["spec"]["template"]["metadata"]["labels"]) is template


def test_labels_go_to_further_fields_where_those_are_declared() -> None:
    foo = thing("Foo", api_version="example.com/v1")
    declared = Labels({"a": "b"}, field_specs=(FieldSpec("spec/marks", "Foo", create=True),))
    apply(manifests(foo), declared)
    assert foo["spec"] == {"marks": {"a": "b"}}


def test_labels_need_a_map() -> None:
    with pytest.raises(OverlayError):
        apply(manifests({**deployment(), "spec": {"selector": "x"}}), Labels({"a": "b"}, True))  # noqa: FBT003


def test_annotations_go_to_pod_templates_too() -> None:
    web = deployment()
    apply(manifests(web), Annotations({"a": "b"}))
    assert web["metadata"]["annotations"] == web["spec"]["template"]["metadata"]["annotations"] == {"a": "b"}


@pytest.mark.parametrize(
    ("entry", "before", "after"),
    [
        (Image("nginx", new_tag="2"), "nginx:1", "nginx:2"),
        (Image("nginx", new_tag="2"), "nginx@sha256:abc", "nginx:2"),
        (Image("nginx", digest="sha256:abc"), "nginx:1", "nginx@sha256:abc"),
        (Image("nginx", new_name="r.io:5000/n"), "nginx:1", "r.io:5000/n:1"),
        (Image("r.io:5000/n", new_tag="2"), "r.io:5000/n", "r.io:5000/n:2"),
        (Image("nginx", tag_suffix="-x"), "nginx:1", "nginx:1-x"),
        (Image("nginx", new_tag="2"), "nginx-proxy:1", "nginx-proxy:1"),
        (Image("nginx", new_tag="2"), "other/nginx:1", "other/nginx:1"),
        (Image("ngin.", new_tag="2"), "nginx", "nginx:2"),
    ],
)
def test_an_image_keeps_what_the_entry_does_not_say(entry: Image, before: str, after: str) -> None:
    web = deployment(image=before)
    apply(manifests(web), Images((entry,)))
    assert pod_of(web)["containers"][0]["image"] == after


def test_images_of_custom_kinds_are_found_wherever_they_are() -> None:
    foo = thing("Foo", api_version="example.com/v1", spec={"deep": [{"initContainers": [{"image": "nginx"}]}]})
    apply(manifests(foo), Images((Image("nginx", new_tag="2"),)))
    assert foo["spec"]["deep"][0]["initContainers"][0]["image"] == "nginx:2"


def test_an_unused_image_is_reported() -> None:
    misses = apply(manifests(deployment()), Images((Image("ngnix", new_tag="2"),)))
    assert [(miss.entry, miss.remedy) for miss in misses] == [(Image("ngnix", new_tag="2"), "did you mean `nginx`?")]


def test_replicas_are_for_workloads_of_a_name() -> None:
    web = deployment()
    misses = apply(manifests(web, thing("Service", "web")), Replicas((Replica("web", 3), Replica("wep", 2))))
    assert web["spec"]["replicas"] == 3
    assert [miss.remedy for miss in misses] == ["did you mean `web`?"]


def test_an_object_is_found_by_the_name_that_it_had() -> None:
    web = deployment()
    objects = manifests(web)
    apply(objects, NamePrefix("p-"))
    apply(objects, Replicas((Replica("web", 3),)))
    assert web["spec"]["replicas"] == 3
    assert Target(name="web").select(objects) == Target(name="p-web").select(objects) == [objects[0]]


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target(kind="Deployment"), ["web", "api"]),
        (Target(kind="Deploy"), []),
        (Target(kind="Deploy.*|Service"), ["web", "api", "web"]),
        (Target(name="w.*"), ["web", "web"]),
        (Target(group="apps"), ["web", "api"]),
        (Target(version="v1", kind="Service"), ["web"]),
        (Target(label_selector="tier in (front),!old"), ["api"]),
        (Target(namespace="default", name="web"), ["web", "web"]),
    ],
)
def test_a_target_matches_in_full(target: Target, met: list[str]) -> None:
    api = deployment("api")
    api["metadata"]["labels"] = {"tier": "front"}
    assert [m.name for m in target.select(manifests(deployment(), api, thing("Service", "web")))] == met


@pytest.mark.parametrize(
    "target",
    [
        Target(name="w("),
        Target(label_selector="a in b"),
        Target(label_selector="a=b,"),
        Target(label_selector="a==="),
        Target(label_selector="=a"),
    ],
)
def test_a_broken_pattern_or_selector_is_an_error(target: Target) -> None:
    with pytest.raises(OverlayError):
        target.select(manifests(deployment()))


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "add", "path": "/a/-", "value": 3}, {"a": [1, 2, 3], "b/c": {}}),
        ({"op": "add", "path": "/a/0", "value": 0}, {"a": [0, 1, 2], "b/c": {}}),
        ({"op": "add", "path": "/b~1c/d~0e", "value": None}, {"a": [1, 2], "b/c": {"d~e": None}}),
        ({"op": "remove", "path": "/a/-1"}, {"a": [1], "b/c": {}}),
        ({"op": "replace", "path": "/a/0", "value": {}}, {"a": [{}, 2], "b/c": {}}),
        ({"op": "move", "from": "/a/0", "path": "/b~1c/x"}, {"a": [2], "b/c": {"x": 1}}),
        ({"op": "copy", "from": "/a", "path": "/d"}, {"a": [1, 2], "b/c": {}, "d": [1, 2]}),
        ({"op": "test", "path": "/a/1", "value": 2}, {"a": [1, 2], "b/c": {}}),
    ],
)
def test_a_json_patch_operation(operation: dict[str, object], expected: dict[str, object]) -> None:
    assert json_patch.patched({"a": [1, 2], "b/c": {}}, [operation]) == expected


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "path": "/x/y", "value": 1},
        {"op": "add", "path": "/a/5", "value": 1},
        {"op": "remove", "path": "/x"},
        {"op": "replace", "path": "/x", "value": 1},
        {"op": "replace", "path": "/a/x", "value": 1},
        {"op": "test", "path": "/a/0", "value": True},
        {"op": "move", "from": "/x", "path": "/y"},
        {"op": "add", "path": "a", "value": 1},
    ],
)
def test_a_json_patch_that_cannot_be_carried_out(operation: dict[str, object]) -> None:
    with pytest.raises(OverlayError):
        json_patch.patched({"a": [1, 2]}, [operation])


@pytest.mark.parametrize("operations", ["x", [1], [{"op": "ad", "path": "/a"}], [{"op": "add", "path": "/a"}]])
def test_an_invalid_json_patch_is_refused(operations: object) -> None:
    with pytest.raises(OverlayError):
        json_patch.check(operations)


def test_a_json_patch_matches_its_target_or_reports_it() -> None:
    objects = manifests(deployment())
    operations = [{"op": "add", "path": "/spec/replicas", "value": 2}]
    misses = apply(objects, JsonPatch(operations, Target(kind="Deployment")))
    misses = apply(objects, JsonPatch(operations, Target(name="wep")))
    assert objects[0].tree["spec"]["replicas"] == 2
    assert [miss.remedy for miss in misses] == ["did you mean `web`?"]


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [  # the examples of RFC 7386, appendix A
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch(target: dict[str, object], patch: dict[str, object], result: dict[str, object]) -> None:
    assert merge_patch.merged(target, patch) == result


def test_a_merge_patch_goes_to_its_target() -> None:
    web = deployment()
    apply(manifests(web), MergePatch({"spec": {"selector": None}}, Target(kind="Deployment")))
    assert "selector" not in web["spec"]


def test_generated_names_end_in_a_hash_of_the_content() -> None:
    objects = manifests()
    apply(objects, Generator(name="settings", pairs=[("a", b"1"), ("b", b"2")]))
    apply(objects, Generator(name="raw", pairs=[("a", b"\xff")], hash_suffix=False))
    apply(objects, HashSuffix())
    assert objects[0].name.startswith("settings-")
    assert len(objects[0].name) == len("settings-") + 10
    assert objects[1].tree["binaryData"] == {"a": "/w=="}
    assert objects[1].name == "raw"


def test_a_generator_merges_into_what_is_there() -> None:
    objects = manifests(thing("ConfigMap", "settings", data={"a": "1", "b": "2"}))
    apply(objects, Generator(name="settings", pairs=[("b", b"3")], behavior="merge"))
    assert objects[0].tree["data"] == {"a": "1", "b": "3"}
    apply(objects, Generator(name="settings", pairs=[("c", b"4")], behavior="replace"))
    assert objects[0].tree["data"] == {"c": "4"}


@pytest.mark.parametrize(
    "declared",
    [
        Generator(name="settings"),
        Generator(name="other", behavior="merge"),
        Generator(name="x", pairs=[("a", b""), ("a", b"")]),
        Generator(name="x", pairs=[("a b", b"")]),
        Generator(name=""),
        Generator(name="x", behavior="mrege"),
    ],
)
def test_a_generator_that_does_not_fit(declared: Generator) -> None:
    with pytest.raises(OverlayError):
        apply(manifests(thing("ConfigMap", "settings")), declared)


def test_variables_are_replaced_by_values_of_fields() -> None:
    web = deployment()
    pod_of(web)["containers"][0]["args"] = ["$(NAME)", "--x=$(NAME)-$(PORT)", "$$(NAME)", "$(UNKNOWN)", "$(hostname -f"]
    service = thing("Service", spec={"ports": [{"port": "$(PORT)"}]})
    misses = apply(manifests(web, service), Variables({"NAME": "web", "PORT": 80, "IDLE": "x"}))
    assert pod_of(web)["containers"][0]["args"] == ["web", "--x=web-80", "$(NAME)", "$(UNKNOWN)", "$(hostname -f"]
    assert service["spec"]["ports"] == [{"port": 80}]
    assert [miss.entry for miss in misses] == ["IDLE"]


def source(field_path: str, **options: object) -> ReplacementSource:
    return ReplacementSource(
        target=Target(kind="ConfigMap"),
        field_path=field_path,
        options=ReplacementOptions(**options),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("given", "target", "expected"),
    [
        (source("data.host"), {"field_paths": ("spec.host",)}, {"host": "a.b", "list": [{"name": "x", "v": 1}]}),
        (
            source("data.host", delimiter=".", index=1),
            {"field_paths": ("spec.host",)},
            {"host": "b", "list": [{"name": "x", "v": 1}]},
        ),
        (
            source("data.number"),
            {"field_paths": ("spec.list.[name=x].v",)},
            {"host": "h:1", "list": [{"name": "x", "v": 8}]},
        ),
        (
            source("data.number"),
            {"field_paths": ("spec.list.*.w",), "options": ReplacementOptions(create=True)},
            {"host": "h:1", "list": [{"name": "x", "v": 1, "w": "8"}]},
        ),
        (
            source("data.number"),
            {"field_paths": ("spec.host",), "options": ReplacementOptions(delimiter=":", index=1)},
            {"host": "h:8", "list": [{"name": "x", "v": 1}]},
        ),
        (
            source("data.number"),
            {"field_paths": ("spec.host",), "options": ReplacementOptions(delimiter=":", index=-1)},
            {"host": "8:h:1", "list": [{"name": "x", "v": 1}]},
        ),
    ],
)
def test_a_replacement_copies_a_value(
    given: ReplacementSource, target: dict[str, object], expected: dict[str, object]
) -> None:
    foo = thing("Foo", api_version="example.com/v1", spec={"host": "h:1", "list": [{"name": "x", "v": 1}]})
    settings = thing("ConfigMap", data={"host": "a.b", "number": "8"})
    to = ReplacementTarget(select=Target(kind="Foo"), **target)  # type: ignore[arg-type]
    apply(manifests(foo, settings), Replacement(given, (to,)))
    assert foo["spec"] == expected


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (source("data.none"), "spec.host"),
        (source("data.host"), "spec.none"),
        (source("data.host", delimiter=".", index=7), "spec.host"),
        (ReplacementSource(target=Target(kind="Nope")), "spec.host"),
        (ReplacementSource(target=Target()), "spec.host"),
    ],
)
def test_a_replacement_that_cannot_be_carried_out(given: ReplacementSource, path: str) -> None:
    objects = manifests(thing("Foo", spec={"host": "h"}), thing("ConfigMap", data={"host": "a.b"}))
    to = ReplacementTarget(select=Target(kind="Foo"), field_paths=(path,))
    with pytest.raises(OverlayError):
        apply(objects, Replacement(given, (to,)))


def test_replacements_that_double_a_text_are_stopped() -> None:
    objects = manifests(thing("ConfigMap", data={"a": "x"}))
    options = ReplacementOptions(delimiter=",", index=-1)
    to = ReplacementTarget(select=Target(kind="ConfigMap"), field_paths=("data.a",), options=options)

    def double() -> None:
        for _ in range(40):
            apply(objects, Replacement(source("data.a"), (to,)))

    with pytest.raises(OverlayError):
        double()


def test_copies_of_a_long_text_are_bounded() -> None:
    copies = [{"op": "copy", "from": "/data/a", "path": f"/data/{number}"} for number in range(150)]
    for size, is_refused in ((10, False), (1_000_000, True)):
        objects = manifests(thing("ConfigMap", data={"a": "x" * size}))
        with pytest.raises(OverlayError) if is_refused else nullcontext():
            apply(objects, JsonPatch(copies, Target(kind="ConfigMap")))


def test_a_rejected_object_gets_no_replacement() -> None:
    one, two = thing("Foo", "one", spec={"host": "h"}), thing("Foo", "two", spec={"host": "h"})
    to = ReplacementTarget(select=Target(kind="Foo"), reject=(Target(name="two"),), field_paths=("spec.host",))
    objects = manifests(one, two, thing("ConfigMap", data={"host": "a.b"}))
    apply(objects, Replacement(source("data.host"), (to,)))
    assert (one["spec"]["host"], two["spec"]["host"]) == ("a.b", "h")


def test_a_value_becomes_a_part_of_a_path() -> None:
    foo = thing("Foo", spec={"external": "projects/data"})
    place = ValueTarget(Target(kind="Foo"), "spec/external", position=2)
    apply(manifests(foo), ValueAdd("mine", (place,)))
    assert foo["spec"]["external"] == "projects/mine/data"


def test_the_legacy_order_puts_what_others_need_first() -> None:
    objects = manifests(deployment("b"), deployment("a"), thing("Service"), thing("Foo"), thing("Namespace"))
    apply(objects, SortOrder())
    assert [(m.kind, m.name) for m in objects] == [
        ("Namespace", "x"),
        ("Service", "x"),
        ("Deployment", "a"),
        ("Deployment", "b"),
        ("Foo", "x"),
    ]
    with pytest.raises(OverlayError):
        apply(objects, SortOrder("fiffo"))


@pytest.mark.parametrize(
    "declare",
    [
        lambda target: JsonPatch([], target=target),
        lambda target: MergePatch({}, target=target),
        lambda target: StrategicMergePatch({}, target=target),
    ],
    ids=["json", "merge", "strategic"],
)
def test_the_target_of_a_patch_must_be_a_target(declare: Callable[[Any], object]) -> None:
    with pytest.raises(OverlayError) as caught:
        declare({"kind": "Pod"})
    assert caught.value.code == "overlay/declaration"
    assert caught.value.source is not None


def test_a_target_says_what_does_not_exist_if_it_matches_nothing() -> None:
    assert (Target().absence, Target(name="web").absence) == ("there are no objects", "no object has name `web`")
