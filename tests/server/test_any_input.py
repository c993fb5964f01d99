"""`validate` and `validate_change` answer for any input: they never raise."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from tests.server.fuzzing import DIGITS, NUMBERS, TEXTS, Fuzzer, judge, minor_of
from tests.server.rules.judging import changed

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 1500


def test_random_objects_are_judged() -> None:
    for number, (tree, other, crds) in enumerate(islice(Fuzzer(20).objects(), COUNT)):
        judge(tree, other, crds, minor_of(number))


@pytest.mark.parametrize(
    ("kind", "path", "wrap"),
    [
        ("Service", "spec.clusterIP", lambda value: value),
        ("Service", "spec.loadBalancerSourceRanges", lambda value: [value]),
        ("Service", "spec.ports", lambda value: [{"port": value, "targetPort": value}]),
        ("NetworkPolicy", "spec.ingress", lambda value: [{"from": [{"ipBlock": {"cidr": value, "except": [value]}}]}]),
        ("Pod", "spec.hostAliases", lambda value: [{"ip": value, "hostnames": [value]}]),
        ("Pod", "spec.dnsConfig", lambda value: {"nameservers": [value], "searches": [value]}),
        ("Pod", "spec.activeDeadlineSeconds", lambda value: value),
        ("Pod", "spec.containers[0].resources", lambda value: {"limits": {"cpu": value}, "requests": {"cpu": "1"}}),
        ("Pod", "spec.containers[0].image", lambda value: value),
        ("CronJob", "spec.schedule", lambda value: value),
        ("CronJob", "spec.timeZone", lambda value: value),
        ("Deployment", "spec.strategy", lambda value: {"rollingUpdate": {"maxSurge": value, "maxUnavailable": value}}),
        ("Node", "spec.podCIDR", lambda value: value),
        ("ServiceCIDR", "spec.cidrs", lambda value: [value, value]),
        ("IPAddress", "metadata.name", lambda value: value),
        ("EndpointSlice", "endpoints", lambda value: [{"addresses": [value]}]),
        ("Lease", "spec.renewTime", lambda value: value),
        ("ConfigMap", "metadata.name", lambda value: value),
        ("ConfigMap", "metadata.generation", lambda value: value),
    ],
)
def test_no_value_is_too_odd(kind: str, path: str, wrap: Callable[[Any], Any]) -> None:
    before = changed(kind, {})
    for value in [*NUMBERS, *TEXTS]:
        tree = changed(kind, {path: wrap(value)})
        for finding in [*k8sdsl.validate(tree), *k8sdsl.validate_change(before, tree)]:
            assert finding.message


@pytest.mark.parametrize("keyword", ["multipleOf", "minimum", "maximum", "enum", "minLength", "maxItems", "default"])
def test_no_number_in_a_schema_is_too_odd(keyword: str) -> None:
    for bound in NUMBERS:
        field = {"type": "number", keyword: [bound] if keyword == "enum" else bound}
        schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"a": field}}}}
        version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
        crd = changed("CustomResourceDefinition", {"spec.versions": [version]})
        k8sdsl.validate(crd)
        names = crd["spec"]
        for value in [*NUMBERS, "a", DIGITS]:
            tree: dict[str, Any] = {"apiVersion": f"{names['group']}/v1", "kind": names["names"]["kind"]}
            k8sdsl.validate({**tree, "metadata": {"name": "a"}, "spec": {"a": value}}, crds=[crd])
