"""Typed objects: trees both ways, what does not fit, and how the classes behave."""

from __future__ import annotations

import copy
import datetime as dt
import enum
import pickle
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from k8sdsl import NULL, Overlay, k8s
from k8sdsl.api import apps_v1, core_v1
from k8sdsl.errors import K8sdslError, StructureError
from k8sdsl.objects.conversion import plain_tree, structure
from k8sdsl.objects.part import Part, schema_of
from k8sdsl.objects.typed import CustomResource, Resource, from_dict
from k8sdsl.pipeline import apply
from k8sdsl.tree import parse_path
from k8sdsl.yaml.reader import read_documents
from tests.corpora import corpus, lines_of

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


def deployment(**fields: Any) -> k8s.Deployment:
    app = {"app": "web"}
    return k8s.Deployment(
        "web",
        labels=app,
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=app),
            template=k8s.PodTemplateSpec(
                labels=app,
                spec=k8s.PodSpec(containers=[k8s.Container("web", image="nginx:1.27")]),
            ),
        ),
        **fields,
    )


def problems_of(tree: Tree) -> dict[str, str]:
    with pytest.raises(StructureError) as refused:
        from_dict(tree)
    return dict(refused.value.problems)


# --- the corpora


def test_every_field_of_every_kind_comes_back_as_it_was() -> None:
    changed = []
    files = sorted(corpus("roundtrip").glob("*.yaml"))
    for file in files:
        [tree] = read_documents(file.read_bytes(), file=file.name)
        before = copy.deepcopy(tree)
        resource = from_dict(tree)
        assert not isinstance(resource, CustomResource)
        if resource.to_dict() != before or tree != before:
            changed.append(file.name)
    assert changed == []
    assert len(files) >= 80


def test_every_field_of_every_kind_is_an_attribute_of_a_class() -> None:
    """No dict is left where the schema names a type: all of it is typed, down to the leaves."""
    for file in corpus("roundtrip").glob("*.yaml"):
        [tree] = read_documents(file.read_bytes(), file=file.name)
        assert untyped(from_dict(tree)) == [], file.name


def untyped(part: Part) -> list[str]:
    found: list[str] = []
    for field in schema_of(type(part)):
        for value in leaves(part.__dict__.get(field.name)):
            if isinstance(value, Part):
                found += untyped(value)
            elif field.target is not None and isinstance(value, dict):
                found.append(f"{type(part).__name__}.{field.name}")
    return found


def leaves(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    if isinstance(value, dict) and any(isinstance(item, (Part, list)) for item in value.values()):
        return [leaf for item in value.values() for leaf in leaves(item)]
    return [value]


def test_what_people_publish_comes_back_as_it_was() -> None:
    changed = []
    count = 0
    for case in lines_of("realworld"):
        if case["class"] == "builtin" and case["verdict"] == "accept" and case["object"] is not None:
            count += 1
            tree = case["object"]
            if without_nulls(from_dict(tree).to_dict()) != without_nulls(tree):
                changed.append(case["id"])
    assert changed == []
    assert count > 3000


def test_custom_resources_that_people_publish_come_back_as_they_were() -> None:
    changed = []
    for case in lines_of("realworld"):
        if case["class"] == "custom" and case["verdict"] == "accept" and case["object"] is not None:
            tree = case["object"]
            resource = from_dict(tree)
            if without_nulls(resource.to_dict()) != without_nulls(tree) or not isinstance(resource, CustomResource):
                changed.append(case["id"])
    assert changed == []


def without_nulls(value: Any) -> Any:
    """A field that is null is a field that is not set."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


# --- what does not fit


def test_an_unknown_field_is_named_with_its_path_and_the_near_one() -> None:
    tree = deployment().to_dict()
    tree["spec"]["template"]["spec"]["containers"][0]["Image"] = "x"
    tree["metadata"]["lables"] = {}
    problems = problems_of(tree)
    assert set(problems) == {"spec.template.spec.containers[0].Image", "metadata.lables"}
    assert "`image`" in problems["spec.template.spec.containers[0].Image"]
    assert "`labels`" in problems["metadata.lables"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("spec.replicas", "3"),
        ("spec.replicas", 3.5),
        ("spec.replicas", True),
        ("spec.replicas", 2**31),
        ("spec.paused", "yes"),
        ("spec.template", []),
        ("spec.selector.matchLabels[app]", 1),
        ("spec.template.spec.containers", {}),
        ("spec.template.spec.containers[0]", "web"),
        ("spec.template.spec.containers[0].ports[0].containerPort", "http"),
        ("spec.template.spec.containers[0].resources.limits[cpu]", "1 core"),
        ("spec.template.spec.terminationGracePeriodSeconds", "30"),
        ("metadata.creationTimestamp", "yesterday"),
    ],
)
def test_a_wrong_type_is_named_with_its_path(path: str, value: Any) -> None:
    tree = deployment().to_dict()
    container = tree["spec"]["template"]["spec"]["containers"][0]
    container["ports"] = [{"containerPort": 80}]
    container["resources"] = {"limits": {"cpu": "1"}}
    put(tree, path, value)
    assert set(problems_of(tree)) == {path}


@pytest.mark.parametrize(
    "path",
    [
        "spec",
        "spec.selector",
        "spec.template",
        "spec.template.spec.containers",
        "spec.template.spec.containers[0].name",
    ],
)
@pytest.mark.parametrize("as_null", [True, False])
def test_a_missing_required_field_is_named_with_its_path(path: str, as_null: bool) -> None:  # noqa: FBT001
    tree = deployment().to_dict()
    take_out(tree, path, as_null=as_null)
    assert set(problems_of(tree)) == {path}


def test_all_that_does_not_fit_is_named_at_once() -> None:
    tree = deployment().to_dict()
    tree["spec"]["replica"] = 3
    tree["spec"]["paused"] = "no"
    del tree["spec"]["selector"]
    assert set(problems_of(tree)) == {"spec.replica", "spec.paused", "spec.selector"}


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"kind": "Pod"},
        {"apiVersion": "v1"},
        {"apiVersion": "v1", "kind": None},
        {"apiVersion": 1, "kind": "Pod"},
        {"apiVersion": "v1", "kind": "Pood"},
        {"apiVersion": "apps/v2", "kind": "Deployment"},
        {"apiVersion": "extensions/v1beta1", "kind": "Deployment"},
    ],
)
def test_a_tree_of_no_kind_is_refused(tree: Tree) -> None:
    with pytest.raises(StructureError):
        from_dict(tree)


def test_a_class_takes_only_trees_of_its_own_kind() -> None:
    assert k8s.Deployment.from_dict(deployment().to_dict()) == deployment()
    with pytest.raises(StructureError):
        k8s.StatefulSet.from_dict(deployment().to_dict())


def test_an_argument_that_is_not_a_field_is_an_error_when_the_tree_is_built() -> None:
    web = deployment(stauts=1)
    with pytest.raises(StructureError) as refused:
        web.to_dict()
    [(path, message)] = refused.value.problems
    assert path == "stauts"
    assert "`status`" in message


def test_errors_of_structure_are_for_the_user_to_fix() -> None:
    assert issubclass(StructureError, K8sdslError)


def put(tree: Any, path: str, value: Any) -> None:
    *steps, last = parse_path(path)
    for step in steps:
        tree = tree[step]
    tree[last] = value


def take_out(tree: Any, path: str, *, as_null: bool) -> None:
    *steps, last = parse_path(path)
    for step in steps:
        tree = tree[step]
    if as_null:
        tree[last] = None
    else:
        del tree[last]


# --- names


@pytest.mark.parametrize(
    ("part", "tree"),
    [
        (k8s.NetworkPolicyIngressRule(from_=[]), {"from": []}),
        (k8s.ListMeta(continue_="x"), {"continue": "x"}),
        (k8s.JSONSchemaProps(not_=k8s.JSONSchemaProps(type="string")), {"not": {"type": "string"}}),
        (k8s.JSONSchemaProps(ref="#/a", schema="b"), {"$ref": "#/a", "$schema": "b"}),
        (k8s.JSONSchemaProps(x_kubernetes_int_or_string=True), {"x-kubernetes-int-or-string": True}),
        (k8s.JSONSchemaProps(x_kubernetes_list_map_keys=["a"]), {"x-kubernetes-list-map-keys": ["a"]}),
        (k8s.ServiceSpec(cluster_ip="None", cluster_ips=["None"]), {"clusterIP": "None", "clusterIPs": ["None"]}),
        (k8s.NodeSpec(pod_cidr="a", pod_cidrs=["a"]), {"podCIDR": "a", "podCIDRs": ["a"]}),
        (k8s.PolicyRule(verbs=["get"], non_resource_urls=["/"]), {"verbs": ["get"], "nonResourceURLs": ["/"]}),
    ],
)
def test_names_that_python_or_the_api_spell_in_their_own_way(part: Part, tree: Tree) -> None:
    assert plain(part) == tree
    assert structure(tree, type(part)) == part


def plain(part: Part) -> Any:
    """The tree of a part that is no object, by way of a carrier that takes anything."""
    carrier = CustomResource("carrier", api_version="example.com/v1", kind="Carrier", spec=part)
    return carrier.to_dict()["spec"]


def test_choices_of_a_schema_keep_their_shape() -> None:
    tree = {
        "additionalProperties": False,
        "items": [{"type": "string"}, {"type": "integer"}],
        "dependencies": {"a": ["b"], "c": {"type": "object"}},
        "default": {"x": None, "y": [1]},
        "enum": [1, "a", None, {"z": True}],
    }
    part = structure(tree, k8s.JSONSchemaProps)
    assert plain(part) == tree
    assert isinstance(part.items, list)
    assert isinstance(part.items[0], k8s.JSONSchemaProps)


# --- keys by position


@pytest.mark.parametrize(
    ("part", "tree"),
    [
        (k8s.Container("a"), {"name": "a"}),
        (k8s.ContainerPort(80), {"containerPort": 80}),
        (k8s.ServicePort(80), {"port": 80}),
        (k8s.EnvVar("A", value="b"), {"name": "A", "value": "b"}),
        (k8s.Volume("v"), {"name": "v"}),
        (k8s.VolumeMount("/data", name="v"), {"mountPath": "/data", "name": "v"}),
        (k8s.LocalObjectReference("s"), {"name": "s"}),
    ],
)
def test_the_key_of_a_list_comes_first_without_its_name(part: Part, tree: Tree) -> None:
    assert plain(part) == tree


def test_a_key_may_also_be_given_by_its_name() -> None:
    assert k8s.Container(name="a") == k8s.Container("a")
    assert k8s.ConfigMap(name="a") == k8s.ConfigMap("a")  # type: ignore[misc, unused-ignore]


@pytest.mark.parametrize(
    ("cls", "keys", "fields"),
    [
        (k8s.PodSpec, ("a",), {}),
        (k8s.Container, ("a", "b"), {}),
        (k8s.Container, ("a",), {"name": "b"}),
        (k8s.ConfigMap, ("a", "b"), {}),
        (k8s.ConfigMap, ("a",), {"name": "b"}),
    ],
)
def test_more_by_position_than_the_key_is_a_type_error(
    cls: type[Part], keys: tuple[str, ...], fields: dict[str, Any]
) -> None:
    with pytest.raises(TypeError):
        cls(*keys, **fields)


# --- metadata


def test_names_labels_and_annotations_land_in_the_metadata() -> None:
    made = k8s.ConfigMap("a", namespace="b", labels={"c": "d"}, annotations={"e": "f"})
    assert made.metadata == k8s.ObjectMeta("a", namespace="b", labels={"c": "d"}, annotations={"e": "f"})
    assert "name" not in made.__dict__


def test_metadata_given_beside_them_is_laid_under_and_never_changed() -> None:
    metadata = k8s.ObjectMeta("a", labels={"x": "1"}, finalizers=["f"])
    made = k8s.ConfigMap("b", metadata=metadata, labels={"y": "2"})
    assert made.metadata == k8s.ObjectMeta("b", labels={"y": "2"}, finalizers=["f"])
    assert metadata == k8s.ObjectMeta("a", labels={"x": "1"}, finalizers=["f"])
    assert made.metadata is not metadata


def test_only_the_given_metadata_is_used() -> None:
    metadata = k8s.ObjectMeta("a")
    assert k8s.ConfigMap(metadata=metadata).metadata is metadata


def test_fields_that_were_not_given_are_absent() -> None:
    assert k8s.ConfigMap().to_dict() == {"apiVersion": "v1", "kind": "ConfigMap"}
    assert k8s.ConfigMap(labels=None, data=None).to_dict() == {"apiVersion": "v1", "kind": "ConfigMap"}


def test_empty_maps_and_lists_that_were_given_are_kept() -> None:
    scratch = k8s.Volume("v", empty_dir=k8s.EmptyDirVolumeSource())
    tree = k8s.Pod("a", labels={}, spec=k8s.PodSpec(containers=[], volumes=[scratch])).to_dict()
    assert tree["metadata"] == {"name": "a", "labels": {}}
    assert tree["spec"] == {"containers": [], "volumes": [{"name": "v", "emptyDir": {}}]}


# --- sharing


def test_a_map_shared_by_objects_is_not_shared_by_their_trees() -> None:
    app = {"app": "web"}
    one, two = (k8s.ConfigMap(name, labels=app, data=app) for name in ("one", "two"))
    tree = one.to_dict()
    tree["metadata"]["labels"]["x"] = tree["data"]["y"] = "changed"
    assert app == {"app": "web"}
    assert two.to_dict()["metadata"]["labels"] == {"app": "web"}
    assert one.to_dict()["data"] == {"app": "web"}


def test_a_part_shared_by_objects_is_not_shared_by_their_trees() -> None:
    container = k8s.Container("a", args=["b"])
    one, two = (k8s.Pod(name, spec=k8s.PodSpec(containers=[container, container])) for name in ("one", "two"))
    tree = one.to_dict()
    tree["spec"]["containers"][0]["args"].append("changed")
    assert tree["spec"]["containers"][1] == {"name": "a", "args": ["b"]}
    assert two.to_dict()["spec"]["containers"][0] == {"name": "a", "args": ["b"]}


def test_raw_json_is_not_shared_with_the_tree() -> None:
    raw: dict[str, Any] = {"a": [1, {"b": 2}]}
    k8s.ControllerRevision("x", revision=1, data=raw).to_dict()["data"]["a"][1]["b"] = 3
    assert raw == {"a": [1, {"b": 2}]}


def test_a_tree_given_to_from_dict_stays_as_it_was() -> None:
    tree = deployment().to_dict()
    before = copy.deepcopy(tree)
    made = k8s.Deployment.from_dict(tree)
    made.spec.template.spec = k8s.PodSpec(containers=[])
    made.metadata.name = "other"
    assert tree == before


# --- values


class Colour(str, enum.Enum):  # noqa: UP042 - the older spelling of StrEnum is in people's code
    RED = "red"


class Size(enum.StrEnum):
    LARGE = "large"


class Count(enum.IntEnum):
    THREE = 3


def test_members_of_enumerations_are_their_values() -> None:
    tree = k8s.ConfigMap("a", data={Colour.RED: Colour.RED, Size.LARGE: Size.LARGE}).to_dict()
    assert tree["data"] == {"red": "red", "large": "large"}
    assert {type(word) for pair in tree["data"].items() for word in pair} == {str}
    replicas = k8s.ScaleSpec(replicas=Count.THREE)
    assert type(plain(replicas)["replicas"]) is int


def test_bytes_are_written_in_base_64() -> None:
    assert k8s.Secret("a", data={"k": b"\xff\x00"}).to_dict()["data"] == {"k": "/wA="}


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (dt.datetime(2024, 1, 31, 8, tzinfo=dt.UTC), "2024-01-31T08:00:00Z"),
        (dt.datetime(2024, 1, 31, 8, tzinfo=dt.timezone(dt.timedelta(hours=2))), "2024-01-31T06:00:00Z"),
        (dt.datetime(2024, 1, 31, 8), "2024-01-31T08:00:00Z"),  # noqa: DTZ001 - naive ones count as UTC
        (dt.datetime(2024, 1, 31, 8, 0, 0, 120, tzinfo=dt.UTC), "2024-01-31T08:00:00.000120Z"),
    ],
)
def test_times_are_written_in_utc(moment: dt.datetime, text: str) -> None:
    tree = k8s.ConfigMap("a", metadata=k8s.ObjectMeta(creation_timestamp=moment)).to_dict()
    assert tree["metadata"]["creationTimestamp"] == text


def test_tuples_are_lists() -> None:
    assert plain(k8s.Container("a", args=("b", "c"))) == {"name": "a", "args": ["b", "c"]}  # type: ignore[arg-type]


def test_keys_that_are_not_strings_become_those_of_json() -> None:
    data: Any = {1: "a", False: "b", None: "c", 2.5: "d"}
    assert k8s.ConfigMap("a", data=data).to_dict()["data"] == {"1": "a", "false": "b", "null": "c", "2.5": "d"}


def test_a_mapping_other_than_a_dict_is_a_map() -> None:
    data: Any = MappingProxyType({"a": "b"})
    assert k8s.ConfigMap("a", data=data).to_dict()["data"] == {"a": "b"}


def test_a_plain_tree_may_hold_typed_parts() -> None:
    spec = k8s.PodSpec(containers=[k8s.Container("a", image="b")])
    tree = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": Size.LARGE}, "spec": spec}
    assert plain_tree(tree) == {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "large"},
        "spec": {"containers": [{"name": "a", "image": "b"}]},
    }


def test_what_holds_itself_is_refused() -> None:
    data: dict[str, Any] = {}
    data["a"] = data
    pod = k8s.PodSpec(containers=[])
    pod.volumes = [pod]  # type: ignore[list-item]
    for endless in (k8s.ControllerRevision("a", revision=1, data=data), k8s.Pod("a", spec=pod)):
        with pytest.raises(StructureError):
            endless.to_dict()
    with pytest.raises(StructureError):
        plain_tree(data)


def test_a_value_that_no_tree_can_hold_is_left_for_the_checks() -> None:
    assert k8s.ConfigMap("a", data={"b": {1}}).to_dict()["data"] == {"b": {1}}  # type: ignore[dict-item]


# --- how the classes behave


def test_objects_with_the_same_fields_are_equal() -> None:
    assert k8s.Container("a", image="b") == k8s.Container(image="b", name="a")
    assert k8s.Container("a", image=None) == k8s.Container("a")
    assert k8s.Container("a") != k8s.Container("b")
    assert k8s.Container("a") != k8s.Volume("a")
    assert k8s.Container("a") != {"name": "a"}
    assert core_v1.Container is k8s.Container


def test_repr_shows_the_given_fields_and_makes_the_object_again() -> None:
    web = deployment()
    assert eval(repr(web), vars(k8s) | {name: getattr(k8s, name) for name in dir(k8s)}) == web  # noqa: S307
    assert repr(k8s.Container("a")) == "Container(name='a')"


def test_mutable_objects_cannot_be_keys() -> None:
    with pytest.raises(TypeError):
        hash(k8s.Container("a"))


def test_a_field_that_is_not_set_reads_as_none() -> None:
    assert k8s.Container("a").image is None
    assert k8s.PodSpec.__new__(k8s.PodSpec).containers is None
    assert k8s.PodTemplateSpec().metadata is None


def test_a_field_that_does_not_exist_is_an_attribute_error_that_names_the_near_one() -> None:
    with pytest.raises(AttributeError, match="`image`"):
        _ = k8s.Container("a").imag  # type: ignore[attr-defined]


@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, lambda part: pickle.loads(pickle.dumps(part))])  # noqa: S301
def test_copies_are_equal_and_apart(copied: Any) -> None:
    web = deployment()
    other = copied(web)
    assert other == web
    assert type(other) is type(web)
    other.spec = k8s.DeploymentSpec(selector=k8s.LabelSelector(), template=k8s.PodTemplateSpec())
    assert web == deployment()


def test_a_deep_copy_shares_nothing() -> None:
    web = deployment()
    other = copy.deepcopy(web)
    other.spec.template.spec.containers[0].image = "x"
    other.metadata.labels["x"] = "y"  # type: ignore[index]
    assert web == deployment()


def test_the_attrs_protocol_is_answered() -> None:
    assert [field.name for field in fields_of(k8s.Container)] == [f.name for f in schema_of(k8s.Container)]
    assert "api_version" not in {field.name for field in fields_of(k8s.Deployment)}


def fields_of(cls: Any) -> list[attrs.Attribute[Any]]:
    """To checkers the classes are those of `dataclass_transform`, and none of attrs'."""
    assert attrs.has(cls)
    return list(attrs.fields(cls))


def test_evolve_makes_another_object() -> None:
    container: Any = k8s.Container("a", image="b")
    assert attrs.evolve(container, image="c") == k8s.Container("a", image="c")
    assert container.image == "b"
    web: Any = deployment()
    assert attrs.evolve(web, status=k8s.DeploymentStatus()).metadata == web.metadata


def test_asdict_gives_nested_maps_by_attribute() -> None:
    web: Any = deployment()
    said = attrs.asdict(web, filter=lambda _, value: value is not None)
    assert said["spec"]["template"]["spec"]["containers"] == [{"name": "web", "image": "nginx:1.27"}]


def test_classes_of_two_versions_are_two_classes() -> None:
    from k8sdsl.api import autoscaling_v1, autoscaling_v2

    classes: set[type[Part]] = {autoscaling_v1.HorizontalPodAutoscaler, autoscaling_v2.HorizontalPodAutoscaler}
    assert len(classes) == 2
    assert k8s.HorizontalPodAutoscaler is autoscaling_v2.HorizontalPodAutoscaler
    assert apps_v1.Deployment.api_version == "apps/v1"


def test_keys_are_in_the_conventional_order_for_any_order_of_arguments() -> None:
    one = k8s.Container(image="b", name="a", command=["c"])
    two = k8s.Container("a", command=["c"], image="b")
    assert list(plain(one)) == list(plain(two)) == ["name", "image", "command"]
    assert list(deployment().to_dict()) == ["apiVersion", "kind", "metadata", "spec"]


def test_a_field_that_is_null_is_written_and_one_that_is_none_is_not() -> None:
    made = k8s.ConfigMap("a", labels=NULL, annotations=None, data={"x": NULL})
    tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "labels": None}, "data": {"x": None}}
    sent = pickle.loads(pickle.dumps(made))  # noqa: S301 - bytes of this test
    assert made.to_dict() == copy.deepcopy(made).to_dict() == sent.to_dict() == tree
    assert (bool(NULL), repr(NULL)) == (False, "NULL")


def test_a_null_in_a_typed_patch_deletes_the_field() -> None:
    web, patch = deployment(), deployment()
    web.spec.replicas, patch.spec.replicas = 2, NULL
    (built,) = apply(Overlay(base=[web], patches=[patch]))
    assert "replicas" not in built.tree["spec"]


# --- kinds that Kubernetes does not bring


def test_a_custom_resource_has_the_fields_of_the_wire() -> None:
    made = k8s.CustomResource(
        "web", api_version="cert-manager.io/v1", kind="Certificate", labels={"a": "b"}, spec={"secretName": "tls"}
    )
    tree = {
        "apiVersion": "cert-manager.io/v1",
        "kind": "Certificate",
        "metadata": {"name": "web", "labels": {"a": "b"}},
        "spec": {"secretName": "tls"},
    }
    assert made.to_dict() == tree
    assert from_dict(tree) == made


def test_a_custom_resource_keeps_names_that_look_like_ours() -> None:
    tree = {"apiVersion": "a.example.com/v1", "kind": "A", "spec_x": {"api_version": 1}, "match_labels": {"a": None}}
    assert from_dict(tree).to_dict() == tree


def test_a_message_without_a_kind_is_a_watch_event() -> None:
    tree = {"type": "ADDED", "object": {"kind": "Pod"}}
    event: Resource = from_dict(tree)
    assert isinstance(event, k8s.WatchEvent)
    assert event.to_dict() == tree
