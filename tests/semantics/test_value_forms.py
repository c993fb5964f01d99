"""Forms of values that Python reads more generously than the API server, or less."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import validate
from tests.server.rules.judging import found

WANT_TIMES = [
    ("2024-01-31T08:00:00.123456Z", True),
    ("2024-01-31T08:00:00,123456+01:00", True),
    ("2024-01-31T08:00:00Z", False),
    ("2024-01-31T08:00:00.123Z", False),
    ("2024-01-31T08:00:00.1234567Z", False),
    ("0001-01-01T00:00:00Z", False),
]
WANT_BASE64 = [("AA==", True), ("AA=\n=", True), ("AAAA=", False), ("AAAA====", False), ("AAA", False), ("====", False)]
WANT_QUANTITIES: list[tuple[Any, bool]] = [("1Gi ", True), (" 1Gi", True), ("1Gi\n", False), ("\t1Gi", False)]


@pytest.mark.parametrize(("text", "legal"), WANT_TIMES)
def test_micro_time(text: str, *, legal: bool) -> None:
    """The times of a Lease have exactly six digits behind the seconds."""
    assert found("Lease", {"spec.renewTime": text}) == ([] if legal else [("decode/micro-time", "spec.renewTime")])


@pytest.mark.parametrize(("text", "legal"), WANT_BASE64)
def test_base64(text: str, *, legal: bool) -> None:
    """No more padding than there is room for."""
    assert found("Secret", {"data": {"key": text}}) == ([] if legal else [("decode/base64", "data[key]")])


@pytest.mark.parametrize(
    ("value", "paths"), [([], []), ([1, 255, None], []), ([1, 256], ["data[key][1]"]), (["a"], ["data[key][0]"])]
)
def test_binary_data_can_be_a_list_of_numbers(value: list[Any], paths: list[str]) -> None:
    """Go reads a list of numbers into a slice of bytes."""
    assert found("Secret", {"data": {"key": value}}) == [("decode/wrong-type", path) for path in paths]


@pytest.mark.parametrize(("text", "legal"), WANT_QUANTITIES)
def test_quantity(text: Any, *, legal: bool) -> None:
    """Blanks around a quantity do no harm; other white space reaches the server as an escape, and is no number."""
    at = "spec.containers[0].resources"
    problem = ("decode/quantity", f"{at}.limits[memory]")
    assert found("Pod", {at: {"limits": {"memory": text}}}) == ([] if legal else [problem])


def test_time_zone_of_sixty_minutes() -> None:
    """Go takes an offset of sixty minutes, and none of sixty-one."""
    assert found("ConfigMap", {"metadata.creationTimestamp": "2024-01-31T08:00:00+00:60"}) == []
    assert found("ConfigMap", {"metadata.creationTimestamp": "2024-01-31T08:00:00+00:61"}) != []


def test_name_of_a_request_is_one_segment_of_a_path() -> None:
    """A CertificateSigningRequest may be called almost anything; what comes before says no more."""
    kind = "CertificateSigningRequest"
    assert found(kind, {"metadata.name": "My Request_1"}) == []
    assert found(kind, {"metadata.name": "a/b"}) == [("meta/name", "metadata.name")]
    assert found(kind, {"metadata.name": "a/b", "spec.usages": []}) == [("certificates/usages", "spec.usages")]


SCHEMA = "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties"


@pytest.mark.parametrize("keyword", ["items", "additionalProperties"])
def test_unknown_fields_below_a_schema_are_forgotten(keyword: str) -> None:
    """The server reads on without them, and misses what they were meant to be."""
    kind = "array" if keyword == "items" else "object"
    changes = {SCHEMA: {"tags": {"type": kind, keyword: {"tpye": "string"}}}}
    rules = {rule for rule, _ in found("CustomResourceDefinition", changes)}
    assert rules == {"decode/lost-field", "crd/type-required"}


@pytest.mark.parametrize("value", ["string", True, 5])
def test_items_that_are_not_a_schema_have_none(value: Any) -> None:
    """Neither list nor map: no items at all."""
    changes = {SCHEMA: {"tags": {"type": "array", "items": value}}}
    assert [rule for rule, _ in found("CustomResourceDefinition", changes)] == ["crd/items-required"]


def test_a_list_of_items_that_are_not_schemas_is_reported() -> None:
    """In a list, every entry is a schema."""
    changes = {SCHEMA: {"tags": {"type": "array", "items": ["string"]}}}
    assert [rule for rule, _ in found("CustomResourceDefinition", changes)] == ["decode/wrong-type"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("512MB", "`512Mi`"), ("1 GB", "`1Gi`"), ("1.5gb", "`1.5Gi`"), ("64KiB", "`64Ki`"), ("abc", None)],
)
def test_a_size_as_people_write_it_is_answered_with_the_quantity(text: str, meant: str | None) -> None:
    from k8sdsl import validate

    resources = {"limits": {"memory": text}}
    container = {"name": "a", "image": "a", "resources": resources}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [container]}}
    (finding,) = [finding for finding in validate(pod) if finding.rule == "decode/quantity"]
    assert meant is None or meant in str(finding.remedy)


def test_a_whole_number_that_yaml_reads_as_a_float_is_only_too_large() -> None:
    """The remedy names the bounds; that of a fraction is to write a number without quotes."""
    tree = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 1e20}}
    (finding,) = [one for one in validate(tree) if one.path == "spec.replicas"]
    assert (finding.rule, "2147483647" in (finding.remedy or "")) == ("decode/wrong-type", True)
