"""Laws of validation that hold for every pod that decodes, however odd."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8sdsl import validate
from k8sdsl.kube.types import SCALARS, FieldSchema, TypeSchema, type_schema

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

TEXTS = st.sampled_from(
    (
        "",
        "a",
        "A b",
        "..",
        "/abs",
        "metadata.labels['a']",
        "limits.cpu",
        "Always",
        "None",
        "windows",
        "Localhost",
        "iqn.2001-04.c:x",
        "::1",
        "10.0.0.1",
        "a\\b",
        "unconfined",
        "In",
        "cpu",
        "$(A)",
        "\ud800",
        "a" * 300,
    )
) | st.text(max_size=5)
KEYS = st.sampled_from(
    (
        "app",
        "",
        "x y",
        "cpu",
        "memory",
        "hugepages-2Mi",
        "hugepages-",
        "example.com/gpu",
        "storage",
        "container.apparmor.security.beta.kubernetes.io/a",
        "seccomp.security.alpha.kubernetes.io/pod",
        "scheduler.alpha.kubernetes.io/tolerations",
        "controller.kubernetes.io/pod-deletion-cost",
    )
)
SCALAR_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXTS,
    "bool": st.booleans(),
    "int32": st.sampled_from((0, 1, -1, 80, 600, 2**31 - 1, -(2**31))),
    "int64": st.sampled_from((0, 1, -1, 600, 2**63 - 1, -(2**63))),
    "quantity": st.sampled_from(("1", "-1", "1Gi", "1e3", "1m", "0", "1n", "1e99999", "Mi", 1, 1.5)),
    "int_or_string": st.sampled_from((0, 80, -1, "http", "80", "")),
    "time": st.just("2024-01-31T08:00:00Z"),
    "microtime": st.just("2024-01-31T08:00:00.000000Z"),
}


@st.composite
def objects(draw: DrawFn, schema: TypeSchema, depth: int = 0) -> dict[str, Any]:
    """Objects that decode into a type, with few of its fields."""
    fields = list(schema)
    chosen = draw(st.lists(st.sampled_from(fields), max_size=5, unique_by=lambda field: field.wire)) if fields else []
    if depth < 3:
        chosen += [field for field in fields if field.wire in {"spec", "containers"} and field not in chosen]
    return {field.wire: draw(values(field, field.shape, depth)) for field in chosen}


@st.composite
def values(draw: DrawFn, field: FieldSchema, shape: str, depth: int) -> Any:
    if not shape:
        if field.leaf in SCALARS or field.target is None:
            return draw(SCALAR_VALUES.get(field.leaf, st.just({})))
        return draw(objects(field.target, depth + 1)) if depth < 7 else {}
    inner = values(field, shape[1:], depth)
    return draw(st.lists(inner, max_size=2) if shape[0] == "[" else st.dictionaries(KEYS, inner, max_size=2))


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(("Pod", "PodTemplate", "ReplicationController")),
    version=st.sampled_from(("1.25", "1.31", "1.36")),
    data=st.data(),
)
def test_validation_always_answers_the_same_and_changes_nothing(kind: str, version: str, data: st.DataObject) -> None:
    manifest = {**data.draw(objects(type_schema(f"core_v1.{kind}"))), "apiVersion": "v1", "kind": kind}
    before = copy.deepcopy(manifest)
    assert validate(manifest, kube_version=version) == validate(manifest, kube_version=version)
    assert manifest == before
