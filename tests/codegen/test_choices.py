"""Fields with few values: the lists are those that the server's rules accept, and the rules refuse any other value."""

from __future__ import annotations

import copy
import typing
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl import k8s, validate
from k8sdsl.codegen.sources.choices import FIELDS, VALUES
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from tests.server.rules.minimal_objects import MINIMAL
from tests.server.rules.test_examples import RULES, overlaid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.tree import FieldPath, Tree

CONTAINER = "spec.containers[0]"
MORE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Pod", {f"{CONTAINER}.terminationMessagePolicy": "File", "spec.os": {"name": "linux"}}),
    ("Pod", {f"{CONTAINER}.resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}]}),
    ("Pod", {f"{CONTAINER}.securityContext": {"procMount": "Default"}, "spec.hostUsers": False}),
    ("Pod", {"spec.securityContext": {"seLinuxChangePolicy": "Recursive", "supplementalGroupsPolicy": "Merge"}}),
    ("Pod", {"spec.tolerations": [{"key": "a", "effect": "NoSchedule", "operator": "Exists"}]}),
    ("Pod", {"spec.volumes": [{"name": "a", "azureDisk": {"diskName": "a", "diskURI": "b", "cachingMode": "None"}}]}),
    ("Pod", {"spec.volumes": [{"name": "a", "image": {"reference": "a", "pullPolicy": "Always"}}]}),
    (
        "Pod",
        {
            f"{CONTAINER}.volumeMounts": [{"name": "a", "mountPath": "/a", "mountPropagation": "None"}],
            f"{CONTAINER}.securityContext": {"privileged": True},
            "spec.volumes": [{"name": "a", "emptyDir": {}}],
        },
    ),
    (
        "Pod",
        {
            "spec.topologySpreadConstraints": [
                {
                    "maxSkew": 1,
                    "topologyKey": "a",
                    "whenUnsatisfiable": "DoNotSchedule",
                    "nodeAffinityPolicy": "Honor",
                    "nodeTaintsPolicy": "Honor",
                    "labelSelector": {},
                }
            ]
        },
    ),
    ("StatefulSet", {"spec.persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete", "whenScaled": "Delete"}}),
    ("MutatingWebhookConfiguration", {"webhooks[0].failurePolicy": "Fail", "webhooks[0].matchPolicy": "Exact"}),
    (
        "ValidatingAdmissionPolicyBinding",
        {
            "spec.matchResources": {
                "matchPolicy": "Exact",
                "resourceRules": [
                    {
                        "apiGroups": [""],
                        "apiVersions": ["v1"],
                        "operations": ["CREATE"],
                        "resources": ["pods"],
                        "scope": "*",
                    }
                ],
            }
        },
    ),
    (
        "ResourceClaim",
        {"spec.devices.requests[0].exactly.tolerations": [{"key": "a", "operator": "Exists", "effect": "NoSchedule"}]},
    ),
    (
        "ResourceClaim",
        {
            "spec.devices.requests": [
                {
                    "name": "a",
                    "firstAvailable": [{"name": "b", "deviceClassName": "c.example.com", "allocationMode": "All"}],
                }
            ]
        },
    ),
    (
        "CustomResourceDefinition",
        {
            "spec.versions[0].schema.openAPIV3Schema.properties.spec": {
                "type": "object",
                "x-kubernetes-validations": [{"rule": "true", "reason": "FieldValueInvalid"}],
            }
        },
    ),
)
"""Objects with fields that no example of a rule has."""

# Values that go with other values only.
URI = "https://a.blob.core.windows.net/b/c.vhd"
MORE += (
    ("Pod", {"spec.volumes": [{"name": "a", "azureDisk": {"diskName": "a", "diskURI": URI, "kind": "Shared"}}]}),
    (
        "Job",
        {
            "spec.completionMode": "Indexed",
            "spec.completions": 1,
            "spec.backoffLimitPerIndex": 1,
            "spec.podFailurePolicy": {
                "rules": [{"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [1]}}]
            },
        },
    ),
    (
        "CustomResourceDefinition",
        {
            "spec.versions[0].additionalPrinterColumns": [
                {"name": "Age", "type": "date", "format": "date", "jsonPath": ".metadata.creationTimestamp"}
            ]
        },
    ),
    (
        "PriorityLevelConfiguration",
        {"metadata.name": "exempt", "spec": {"type": "Exempt", "exempt": {"lendablePercent": 0}}},
    ),
)

UNREACHED = {
    "Condition.status": "conditions are written by controllers, and not validated",
    "DeviceAllocationConfiguration.source": "the status of a claim is dropped when it is created",
    "DeviceRequest.allocationMode": "older versions of resource.k8s.io, which no server enables by default",
    "EphemeralContainer.imagePullPolicy": "ephemeral containers are added to a pod that runs",
    "EphemeralContainer.restartPolicy": "as above",
    "EphemeralContainer.terminationMessagePolicy": "as above",
    "Lifecycle.stopSignal": "the feature gate ContainerStopSignals, without which the field is dropped, is off",
}
"""Fields whose values no created object shows."""


@cache
def contexts() -> dict[str, list[tuple[Tree, FieldPath]]]:
    """Objects with each field of few values, and where it is in them."""
    trees = [copy.deepcopy(tree) for tree in MINIMAL.values()]
    examples = [(rule.kind, example) for rule in RULES for example in (rule.good, rule.bad) if rule.kind in MINIMAL]
    for kind, example in [*examples, *MORE]:
        if example and "crds" not in example:
            trees.append(overlaid(kind, example))
    found = defaultdict(list)
    for tree in trees:
        info = kind_info(str(tree.get("apiVersion")), str(tree.get("kind")))
        if info is not None and info.type:
            for name, path in places(tree, type_schema(info.type), ()):
                found[name].append((tree, path))
    return found


def places(tree: Tree, schema: TypeSchema, path: FieldPath) -> Iterator[tuple[str, FieldPath]]:
    for wire, value in tree.items():
        field = schema.fields.get(wire)
        if field is not None:
            if field.choice:
                yield f"{schema.name.partition('.')[2]}.{wire}", (*path, wire)
            yield from below(value, field, field.shape, (*path, wire))


def below(value: Any, field: FieldSchema, shape: str, path: FieldPath) -> Iterator[tuple[str, FieldPath]]:
    if shape and isinstance(value, (list, dict)):
        for step, item in enumerate(value) if isinstance(value, list) else value.items():
            yield from below(item, field, shape[1:], (*path, step))
    elif not shape and isinstance(value, dict) and field.target is not None:
        yield from places(value, field.target, path)


def errors(tree: Tree, path: FieldPath, value: str, version: str) -> set[tuple[str, str, str]]:
    """What is wrong with an object in which the field has this value."""
    changed = copy.deepcopy(tree)
    at: Any = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = [value] if isinstance(at[path[-1]], list) else value
    found = validate(changed, kube_version=version)
    return {(f.rule, f.path, f.message.replace(repr(value), "")) for f in found if f.is_error}


@pytest.mark.parametrize("name", sorted(set(FIELDS) - set(UNREACHED)))
def test_the_server_takes_these_values_and_no_other(name: str) -> None:
    accepted: set[str] = set()
    closed = False
    for tree, path in contexts()[name]:
        for version in ("1.36", "1.37"):
            refused = errors(tree, path, "Bogus", version)
            each = {value: errors(tree, path, value, version) for value in VALUES[FIELDS[name]]}
            closed = closed or bool(refused.difference(*each.values()))
            accepted |= {
                value for value, found in each.items() if not {f[:2] for f in refused - found} & {f[:2] for f in found}
            }
            if closed and accepted == set(each):
                return
    assert closed, "the rules accept any value"
    assert accepted == set(VALUES[FIELDS[name]])


def test_every_choice_is_a_literal_with_the_values() -> None:
    for name, values in VALUES.items():
        assert typing.get_args(getattr(k8s, name)) == values


def test_every_choice_is_used() -> None:
    assert set(VALUES) == set(FIELDS.values())
