"""Laws of typed objects, for trees made at random from the schema of any kind."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from k8sdsl.errors import StructureError
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.kube.types import type_schema
from k8sdsl.objects.conversion import structure
from k8sdsl.objects.part import schema_of
from k8sdsl.objects.typed import class_of, from_dict
from k8sdsl.semantics.decoding import Decoder

if TYPE_CHECKING:
    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.tree import Tree

LAWS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
DEPTH = 4

text = st.text(max_size=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | text,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(text, inner, max_size=2),
    max_leaves=4,
)
LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "string": text,
    "bool": st.booleans(),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "number": st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False),
    "quantity": st.sampled_from(["1", "500m", "1Gi", "1e3", "-0.5", 2, 0.25]),
    "int_or_string": st.integers(0, 65535) | text,
    "time": st.just("2024-01-31T08:00:00Z"),
    "microtime": st.just("2024-01-31T08:00:00.000001Z"),
    "bytes": st.sampled_from(["", "c2VjcmV0", "/wA="]),
    "object": st.dictionaries(text, json_values, max_size=2),
    "any": json_values.filter(lambda value: value is not None),
}
SERVED = sorted(
    (api_version, kind)
    for api_version, kinds in KINDS.items()
    for kind in kinds
    if (info := kind_info(api_version, kind)) is not None and info.type and not kind.endswith("List")
)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A tree of a kind, with some of the fields that its schema has, and all that it requires."""
    api_version, kind = draw(st.sampled_from(SERVED))
    info = kind_info(api_version, kind)
    assert info is not None
    if kind == "WatchEvent":
        return {"type": draw(text), "object": draw(LEAVES["object"])}
    body = part(draw, type_schema(info.type), DEPTH)
    return {"apiVersion": api_version, "kind": kind} | {
        k: v for k, v in body.items() if k not in {"apiVersion", "kind"}
    }


def part(draw: st.DrawFn, schema: TypeSchema, depth: int) -> Tree:
    names = [field.wire for field in schema]
    chosen = set(draw(st.lists(st.sampled_from(names), max_size=4))) if depth > 0 and names else set()
    return {f.wire: value(draw, f, f.shape, depth) for f in schema if f.wire in chosen or f.required}


def value(draw: st.DrawFn, field: FieldSchema, shape: str, depth: int) -> Any:
    if shape[:1] == "[":
        return [value(draw, field, shape[1:], depth) for _ in range(draw(st.integers(0, 2)))]
    if shape[:1] == "{":
        return {name: value(draw, field, shape[1:], depth) for name in draw(st.lists(text, max_size=2, unique=True))}
    if field.leaf == "object" and field.table.name == "apiextensions_v1":
        return {}  # `subresources.status`: a type without fields
    scalar = LEAVES.get(field.leaf)
    if scalar is not None:
        return draw(scalar)
    assert field.target is not None
    return part(draw, field.target, depth - 1)


@LAWS
@given(trees())
def test_structuring_and_unstructuring_undo_each_other(tree: Tree) -> None:
    before = copy.deepcopy(tree)
    resource = from_dict(tree)
    assert resource.to_dict() == before
    assert tree == before
    assert from_dict(resource.to_dict()) == resource


@LAWS
@given(trees())
def test_copies_are_equal(tree: Tree) -> None:
    resource = from_dict(tree)
    for other in (copy.deepcopy(resource), pickle.loads(pickle.dumps(resource))):  # noqa: S301 - our own bytes
        assert other == resource
        assert other.to_dict() == tree


@LAWS
@given(trees())
def test_what_is_made_by_arguments_is_what_the_tree_says(tree: Tree) -> None:
    resource = from_dict(tree)
    assert type(resource)(**resource.__dict__) == resource
    assert type(resource)(**resource.__dict__).to_dict() == tree


@LAWS
@given(trees())
def test_the_order_of_keys_does_not_depend_on_the_order_of_the_tree(tree: Tree) -> None:
    turned = dict(reversed(tree.items()))
    assert list(from_dict(turned).to_dict()) == list(from_dict(tree).to_dict())


@LAWS
@given(trees(), st.sampled_from(["foo", "Spec", "meta data", "spec_", "$ref", ""]))
def test_a_field_that_no_kind_has_is_always_refused(tree: Tree, name: str) -> None:
    tree[name] = {}
    if name not in schema_of(class_of(tree)).fields:
        with pytest.raises(StructureError):
            from_dict(tree)


@LAWS
@given(trees())
def test_decoding_keeps_every_value_that_fits(tree: Tree) -> None:
    decoder = Decoder(None, required=True)
    decoded = decoder.decode(tree, schema_of(class_of(tree)))
    assert decoder.wrong == decoder.unknown == decoder.missing == []
    assert decoded == tree


plain_values = st.one_of(st.text(), st.integers(), st.booleans(), st.lists(st.text()), st.lists(st.integers()))


@LAWS
@given(trees(), plain_values, st.data())
def test_structuring_loses_nothing_of_what_does_not_fit(tree: Tree, strange: Any, data: st.DataObject) -> None:
    """What the checks are to name must still be there when they look."""
    name = data.draw(st.sampled_from(sorted(tree)))
    if name in {"apiVersion", "kind", "type", "object"}:
        return
    tree[name] = strange
    cls = class_of(tree)
    resource = structure({k: v for k, v in tree.items() if k not in {"apiVersion", "kind"}}, cls)
    assert resource.to_dict() == tree
