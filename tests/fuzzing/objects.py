"""Objects for `validate` and `validate_change`, with definitions of custom kinds; Secrets hold a marker."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import k8sdsl
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.server.apply_check import check_apply
from k8sdsl.server.check import check_manifests
from k8sdsl.tree import fault_of_bounds
from tests.fuzzing.chance import CODED, MARK, refuse_leaks
from tests.fuzzing.dictionary import keys, words
from tests.fuzzing.entry import Entry
from tests.fuzzing.kinds import event, pod
from tests.fuzzing.requests import request
from tests.fuzzing.seeds import COSTLY, PARTS, RESOURCES, SCHEMA, SEEDS, SELF
from tests.server.changes.test_examples import RULES as CHANGES
from tests.server.rules.judging import changed as overlaid
from tests.server.rules.minimal_objects import MINIMAL
from tests.server.rules.test_examples import RULES

if TYPE_CHECKING:
    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from tests.fuzzing.chance import Chance

KINDS = sorted(MINIMAL)
EXAMPLES = [
    (rule.kind, example) for rule in RULES for example in (rule.bad, rule.good) if rule.kind in MINIMAL and example
]
CHANGED = [(rule.kind, example) for rule in CHANGES for example in (rule.bad, rule.good) if example]
WORKLOADS = ["Pod", "Deployment", "Job", "CronJob", "StatefulSet"]
SHORT = ["a", "web", "b", "a-b", "1", "example.com/a", "10.0.0.1", "", "A"]


USUAL: dict[str, list[Any]] = {
    "schedule": [
        *(
            "*/5 * * * *",
            "0 0 1-5/2 JAN mon",
            "60 * * * *",
            "* * * *",
            "@daily",
            "@every 1h30m",
            "@every x",
            "@x",
            "@every 1.5.5s",
        ),
        *(
            "1-x * * * *",
            "1/0 * * * *",
            "*/2/3 * * * *",
            "5-1 * * * *",
            ",1 * * * *",
            "-1 * * * *",
            "+1 * * * *",
            "?/2 * * * *",
        ),
        *(
            "TZ=UTC 0 0 * * *",
            "CRON_TZ=Europe/Berlin 0 0 * * *",
            "@every +1h",
            "@every 0",
            "@every .s",
            "@every 1x",
            "@every ",
        ),
    ],
    "timeZone": ["UTC", "Europe/Berlin", "Local", "x/y", ""],
    "fieldPath": [
        *(
            "metadata.name",
            "spec.nodeName",
            "spec.host",
            "status.podIP",
            "metadata.labels['a/b']",
            "metadata.annotations['A b']",
        ),
        *(
            "spec.x['a']",
            "metadata.labels",
            "metadata.uid",
            "spec.containers{a}",
            "metadata.labels['']",
            "status.hostIPs",
        ),
    ],
    "resource": [
        "limits.cpu",
        "requests.memory",
        "limits.hugepages-2Mi",
        "limits.x",
        "pods",
        "requests.ephemeral-storage",
    ],
    "divisor": ["1", "1m", "1Ki", "1e3", "1000m", "2", "1k", "+1", "1M", "0", "1Gi", "0.001"],
    "image": [
        *(
            "a",
            "a:1",
            "A/b:1",
            "a b",
            "a@sha256:" + "0" * 64,
            "a@sha256:x",
            "a@x",
            "a@:x",
            "localhost/a/B",
            "a..b/c__d/e--f/g_.h",
        ),
        *(
            "host:80/a:tag",
            "host:x/a",
            "[::1]:5000/a",
            "a:",
            "a:-x",
            ":x",
            "h.io/-a",
            "Host/a",
            "a/b-",
            "-h.io/a",
            "a" * 130 + ":" + "b" * 130,
        ),
    ],
    "key": [
        "a",
        "kubernetes.io/hostname",
        "metadata.name",
        "node.kubernetes.io/not-ready",
        "A b",
        "",
        *("beta.kubernetes.io/arch",),
    ],
    "operator": ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Equal", "x"],
    "values": [["a"], [], ["a", "b"], ["5"], ["A b"], ["10.0.0.1"]],
    "topologyKey": ["kubernetes.io/hostname", "zone", "", "a b", "topology.kubernetes.io/zone"],
    "verbs": [["get"], ["*"], ["*", "get"], ["x"], [], ["gett"]],
    "namespaces": [["a"], ["*"], ["*", "a"], ["A b"], []],
    "nonResourceURLs": [["/a"], ["*"], ["*", "/a"], ["a"], ["/a b"], ["/a//b"], ["/a/*"], ["/*/a"], []],
    "resources": [
        ["pods"],
        ["*"],
        ["*", "pods"],
        ["pods/log", "*/scale"],
        ["*/*", "a"],
        [],
        ["pods/*", "pods/log"],
        ["a/b/c"],
    ],
    "apiGroups": [[""], ["*"], ["*", "apps"], []],
    "apiVersions": [["v1"], ["*"], ["*", "v1"], [], [""]],
    "operations": [["CREATE"], ["*"], ["*", "CREATE"], [], ["DELETE"], ["CONNECT"]],
    "cidr": ["10.0.0.0/8", "::/0", "10.0.0.1/8", "x", "010.0.0.0/8"],
    "except": [["10.1.0.0/16"], ["11.0.0.0/8"], ["x"], []],
    "clusterIP": ["10.0.0.1", "None", "", "::1", "x"],
    "clusterIPs": [["10.0.0.1"], ["None"], ["10.0.0.1", "::1"], [], ["None", "None"], ["10.0.0.1", "10.0.0.2"]],
    "ipFamilies": [["IPv4"], ["IPv6"], ["IPv4", "IPv6"], ["IPv4", "IPv4"], [], ["x"]],
    "externalIPs": [["1.2.3.4"], ["127.0.0.1"], ["x"], ["::"], ["fe80::1"]],
    "sessionAffinity": ["ClientIP", "None", "x"],
    "externalName": ["a.example.com", "A b", "", "a."],
    "healthCheckNodePort": [0, 30000, 31000],
    "nodePort": [0, 30000, 30000, 31000],
    "port": [80, 443, "http", 0, 70000],
    "host": ["a.example.com", "*.example.com", "10.0.0.1", "A b", "", "*"],
    "path": ["/", "/a", "a/../b", "", "/a//b", "/a%2fb", "/a/..", "../a", "/a/%2e"],
    "mountPath": ["/a", "/a", "/", "a:b", "", "C:\\x", "/b/"],
    "subPath": ["a", "../a", "/a", "a/../b"],
    "subPathExpr": ["$(A)", "../$(A)", "$(A)/b"],
    "name": ["a", "b", "web", "a", "A b", "http", "", "example.com/a", "data", "kube-api-access"],
    "value": ["1", "a", "1Gi", "$(A)", "", "x" * 70],
    "min": ["1", "2", "5"],
    "max": ["1", "5", "10"],
    "step": ["1", "2", "0", "100"],
    "default": ["1", "3", "5"],
    "validValues": [["1", "2"], ["2", "1"], ["1", "1"], ["100"], [str(number) for number in range(12)]],
    "bindingConditions": [["a"], ["a", "b"], ["A b"], [], ["a", "a"]],
    "bindingFailureConditions": [["c"], ["a"], [], ["c", "c"], ["d"] * 5],
    "string": ["a", "x" * 70],
    "version": ["1.2.3", "x"],
    "versions": [["1.2.3", "x"], []],
    "strings": [["a"], []],
    "ints": [[1], []],
    "iqn": ["iqn.2001-04.com.example:storage", "eui.0123456789abcdef", "naa.x", "iqn.x", "x"],
    "initiatorName": ["iqn.2001-04.com.example:storage", "x"],
    "targetPortal": ["10.0.0.1:3260"],
    "restartPolicy": ["Always", "OnFailure", "Never", "x"],
    "completionMode": ["Indexed", "NonIndexed"],
    "completedIndexes": ["1,3-5", "5-1", "x", ""],
    "succeededIndexes": ["0-2,4", "x", "4-2", "1,1"],
    "eventTime": ["2024-01-31T08:00:00.000000Z", None],
    "reportingController": ["a/b", "", "A b"],
    "reportingComponent": ["a/b", ""],
    "reportingInstance": ["a", "", "x" * 130],
    "action": ["a", "", "x" * 130],
    "reason": ["A", "", "x" * 130],
    "expression": [
        "true",
        "1",
        "object.metadata.name == 'a'",
        "variables.a > 1",
        "params == null",
        "device.driver == 'a'",
        "(",
        "''",
        "request.x",
    ],
    "messageExpression": ["'a'", "1", "(", "object.metadata.name", "'a\\nb'"],
    "jsonPath": [".spec.a", "x", ".a[0]", ".a[?(@.b)]", "."],
    "caBundle": ["YQ==", "", "?"],
    "url": ["https://a/b", "http://a", "https://u@a/", "https://a?b", "x", "https://a#b"],
    "hostPort": [80, 0, 80],
    "containerPort": [80, 80, 0, 70000],
    "protocol": ["TCP", "UDP", "SCTP", "x", "TCP"],
    "seccompProfile": [
        {"type": "Localhost", "localhostProfile": "a"},
        {"type": "Localhost"},
        {"type": "RuntimeDefault", "localhostProfile": "a"},
    ],
    "appArmorProfile": [
        {"type": "Localhost", "localhostProfile": "a"},
        {"type": "Localhost", "localhostProfile": " "},
        {"type": "Unconfined"},
    ],
    "procMount": ["Default", "Unmasked"],
    "hostUsers": [True, False],
    "os": [{"name": "windows"}, {"name": "linux"}, {"name": "x"}],
    "gmsaCredentialSpec": ["a", "", "x" * 70_000],
    "gmsaCredentialSpecName": ["a", "A b", ""],
    "runAsUserName": ["a", "a\\\\b", "a/b", "", "x" * 300, "d\\u", "\\u", "d\\", "a\tb", "a.\\b"],
    "storage": ["1Gi", "2Gi", "0", "-1"],
    "requests": [
        {"storage": "1Gi"},
        {"storage": "2Gi"},
        {"cpu": "1", "memory": "1Gi"},
        {"cpu": "2"},
        {"example.com/a": "1.5"},
        {"hugepages-2Mi": "4Mi"},
    ],
    "limits": [
        {"cpu": "1", "memory": "1Gi"},
        {"example.com/a": "1"},
        {"hugepages-2Mi": "4Mi"},
        {"hugepages-3": "1"},
        {"pods": "1"},
    ],
    "scopeName": ["PriorityClass", "Terminating", "BestEffort", "x"],
    "scopes": [["BestEffort"], ["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"], ["x"]],
    "hard": [
        {"pods": "1"},
        {"requests.cpu": "1"},
        {"count/pods": "1"},
        {"x": "1"},
        {"services.nodeports": "1.5"},
        {"a.storageclass.storage.k8s.io/requests.storage": "1"},
    ],
}
"""What real objects, and mistakes in them, have in fields of these names."""


def make(chance: Chance) -> tuple[Any, Any, list[Any], int]:
    """An object, a changed one, definitions, and a version."""
    minor = chance.pick([36, 36, chance.random.randrange(25, 38)])
    kind = chance.random.random()
    if kind < 0.05:
        old, new = (secret(chance) for _ in range(2))
        return old, new, [], minor
    if kind < 0.38:
        return (*focused(chance), [], minor)
    if kind < 0.47:
        return (*between(chance), [], minor)
    if kind < 0.52:
        one, other = (
            chance.mutated(made(chance), chance.pick([0, 0, 0, 1])) for made in [chance.pick([pod, event])] * 2
        )
        return one, other, [], minor
    if kind < 0.63:
        return (*custom(chance), minor)
    if kind < 0.66:
        return *listed(chance), minor
    tree, changed, crds = next(chance.fuzzer().objects())
    return tree, changed, crds, minor


def example(chance: Chance) -> Any:
    """A minimal object with the values of some examples of its rules."""
    kind = chance.pick(WORKLOADS if chance(0.3) else KINDS)
    rows = [changes for name, changes in EXAMPLES if name == kind]
    tree = overlaid(kind, {})
    for changes in chance.some(rows, 3):
        with suppress(KeyError, IndexError, TypeError, AttributeError):
            tree = overlaid(kind, {**{key: value for key, value in changes.items() if key not in {"crds", "old"}}})
    if kind == "Pod" and chance(0.6):
        tree["spec"]["containers"] = [container(chance, name) for name in chance.pick([["a"], ["a", "b"]])]
    if kind == "CertificateSigningRequest" and chance(0.8):
        tree["spec"]["request"] = request(chance)
    if chance(0.15):
        tree["metadata"] |= {"annotations": {chance.pick(keys()): annotation(chance) for _ in range(3)}}
    return tree


def container(chance: Chance, name: str) -> Any:
    """A container with an image, ports and variables, each right or wrong in one way."""
    made: Any = {"name": name, "image": chance.pick(USUAL["image"])}
    made["ports"] = chance.many(
        lambda: {
            "containerPort": chance.pick([80, 81]),
            **chance.pick([{}, {"hostPort": 80}, {"hostPort": 81}]),
            **chance.pick([{}, {"hostIP": "10.0.0.1"}, {"name": "http"}, {"protocol": "UDP"}]),
        }
    )
    field = {
        "fieldPath": chance.pick(USUAL["fieldPath"]),
        **chance.pick([{}, {"apiVersion": "v1"}, {"apiVersion": "v2"}]),
    }
    resource = {"resource": chance.pick(USUAL["resource"]), "divisor": chance.pick(USUAL["divisor"])}
    sources = [
        {"fieldRef": field},
        {"resourceFieldRef": {**resource, "containerName": name}},
        {"resourceFieldRef": resource},
    ]
    made["env"] = [{"name": chance.pick("AB"), "valueFrom": chance.pick(sources)} for _ in range(2)]
    return made


_CONTROLLER = {"controller": True, "kind": "a", "name": "b", "apiVersion": "v1"}
JSON = [
    *(json.dumps({"preferAvoidPods": [{"podSignature": {"podController": one}}, {}]}) for one in ({}, _CONTROLLER, 5)),
    *('[{"key": "a", "effect": "NoSchedule"}]', '[{"Key": "a b"}]', "[]", "{", "5", "null", '{"preferAvoidPods": []}'),
    *('[{"key": "a", "tolerationSeconds": 5, "operator": "Exists"}]', '[{"key": 5}]'),
]


def annotation(chance: Chance) -> str:
    """The value of an annotation that a rule reads."""
    values = [
        "runtime/default",
        "localhost/a",
        "localhost/../a",
        "unconfined",
        "docker/default",
        "localhost/",
        "true",
        "1",
    ]
    return str(chance.pick(JSON if chance(0.4) else values if chance(0.5) else words()))


def focused(chance: Chance) -> tuple[Any, Any]:
    """An object of which a few parts are filled in densely, and the same one with other parts."""
    tree = example(chance)
    found = []
    for _ in range(2):
        for _ in range(chance.pick([1, 1, 2, 3])):
            filled(chance, tree)
        found.append(chance.copied(tree))
    if chance(0.3):
        found[1] = chance.mutated(found[1], 1)
    return found[0], found[1]


def filled(chance: Chance, tree: Any) -> None:
    """Fills in one part of an object, at any depth, as its type says."""
    info = kind_info(tree.get("apiVersion", ""), tree.get("kind", ""))
    schema: TypeSchema | None = type_schema(info.type) if info is not None and info.type else None
    place = tree
    while schema is not None:
        skipped = SKIPPED if place is tree and chance(0.75) else SKIPPED[:3]
        fields = [field for field in schema if field.wire not in skipped]
        deeper = [field for field in fields if field.target is not None]
        field = chance.pick(deeper if deeper and chance(0.8) else fields) if fields else None
        if field is None:
            return
        if field.target is None or chance(0.35):
            place[field.wire] = typed(chance, field, field.shape, 0)
            return
        below = place.get(field.wire)
        if field.shape == "":
            if below is None:
                place[field.wire] = below = {}
            place = below
        elif field.shape == "[":
            items = below if isinstance(below, list) else []
            if below is None:
                place[field.wire] = items
            if not items or chance(0.2):
                items.append(dense(chance, field.target, 2))
            place = chance.pick(items)
        else:
            place[field.wire] = typed(chance, field, field.shape, 0)
            return
        if not isinstance(place, dict):
            return
        schema = field.target


SKIPPED = ("apiVersion", "kind", "managedFields", "metadata", "status")


def dense(chance: Chance, schema: TypeSchema, depth: int) -> dict[str, Any]:
    """A value of a type with about half of its fields, fewer further down."""
    share = (0.6, 0.45, 0.35, 0.25, 0.15, 0.0)[min(depth, 5)]
    return {
        field.wire: typed(chance, field, field.shape, depth)
        for field in schema
        if chance(share) or (field.required and chance(0.95))
    }


def typed(chance: Chance, field: FieldSchema, shape: str, depth: int) -> Any:
    """A value of a field."""
    if shape == field.shape and field.wire in USUAL and chance(0.6):
        return chance.copied(chance.pick(USUAL[field.wire]))
    if shape[:1] == "[":
        return [typed(chance, field, shape[1:], depth + 1) for _ in range(chance.pick([0, 1, 1, 2, 2, 3]))]
    if shape[:1] == "{":
        names = [chance.pick(keys() if chance(0.5) else SHORT) for _ in range(chance.pick([1, 2, 2]))]
        return {name: typed(chance, field, shape[1:], depth + 1) for name in names}
    if field.target is not None:
        return dense(chance, field.target, depth + 1) if depth < 8 else {}
    if field.leaf == "string" and not field.choice and chance(0.45):
        return str(chance.pick(words() if chance(0.6) else SHORT))
    if field.leaf in {"int32", "int64"} and chance(0.5):
        return chance.pick([0, 1, 2, 3, 5, 80, 443, 600, 1000, 65535, -1])
    return chance.copied(chance.fuzzer()._leaf(field, depth))


def between(chance: Chance) -> tuple[Any, Any]:
    """Two states of an object, as an example of a change has them, or with a part of another object of its kind."""
    if chance(0.6):
        kind, changes = chance.pick(CHANGED)
        before = dict(changes.get("old", {}))
        old = overlaid(kind, before)
        new = overlaid(kind, {**before, **{path: value for path, value in changes.items() if path != "old"}})
        if chance(0.3):
            old, new = new, old
    else:
        old = example(chance)
        filled(chance, old)
        new = chance.copied(old)
    for tree in (old, new):
        if chance(0.3):
            filled(chance, tree)
    if chance(0.6):
        filled(chance, new)
    if chance(0.3):
        old["status"] = chance.pick(
            [{"startTime": "2024-01-31T08:00:00Z"}, {"phase": "Bound"}, {"capacity": {"storage": "1Gi"}}]
        )
        new["status"] = old["status"]
    return old, new


def custom(chance: Chance) -> tuple[Any, Any, list[Any]]:
    """A custom resource with rules, how it was before, and its definition; or two definitions."""
    schema = chance.copied(SCHEMA)
    places = [schema, *(one for one in schema["properties"].values())]
    for _ in range(chance.pick([0, 1, 3])):
        place = schema if chance(0.6) else chance.pick(places)
        rules = []
        for _ in range(chance.pick([1, 2])):
            text = about(chance, is_root=place is schema)
            rule = {
                "rule": text,
                "message": "m",
                **chance.pick([{}, {"messageExpression": "'a' + string(self)"}, {"reason": "FieldValueForbidden"}]),
            }
            paths = [".s", ".o.a", "['a.b']", ".m['x']", ".keyed[0].k", "s", ".", ".missing"]
            rule |= {"fieldPath": chance.pick(paths)} if chance(0.25) else {}
            rule |= {"optionalOldSelf": True, "rule": "oldSelf.hasValue() || " + text} if chance(0.15) else {}
            rules.append(rule)
        if chance(0.25):
            schema["x-kubernetes-validations"] = [{"rule": text} for text in chance.random.sample(COSTLY, 9)]
        place["x-kubernetes-validations"] = rules
    for _ in range(chance.pick([0, 0, 0, 1, 3])):
        place = chance.pick(places)
        place |= chance.pick(KEYWORDS)
    meta = {"metadata": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 5, "pattern": "^a"}}}}
    names = {"plural": "things", "kind": "Thing", "listKind": "ThingList", "singular": "thing", "shortNames": ["th"]}
    version: Any = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    version |= {key: chance.pick(VERSION[key]) for key in chance.some([*VERSION])} if chance(0.35) else {}
    schema["properties"] |= meta if chance(0.3) else {}
    spec = {
        "group": "example.com",
        "scope": chance.pick(["Namespaced", "Cluster"]),
        "names": names,
        "versions": [version],
    }
    if chance(0.2):
        spec["versions"] = [version, {**version, "name": chance.pick(["v2", "v1beta1", "v1"]), "storage": chance(0.2)}]
        spec["conversion"] = chance.pick(
            [
                {"strategy": "None"},
                {
                    "strategy": "Webhook",
                    "webhook": {"clientConfig": {"url": "https://a"}, "conversionReviewVersions": ["v1"]},
                },
            ]
        )
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.com"},
        "spec": spec,
    }
    if chance(0.4):
        return crd, chance.mutated(crd, chance.pick([1, 2])), []
    one, other = ({**chance.mutated(chance.pick(RESOURCES), chance.pick([0, 0, 1, 2])), **IDENTITY} for _ in range(2))
    return one, other, [crd if chance(0.9) else chance.mutated(crd, 1)]


IDENTITY = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}}
ANY_SELF = [
    "self",
    "self == oldSelf",
    "size(self) > 1",
    "string(self) != ''",
    "self.all(i, i == self[0])",
    "dyn(self) == 1",
]
KEYWORDS: list[dict[str, Any]] = [
    *(
        {"maxLength": 5},
        {"minLength": 2},
        {"pattern": "^[a-z]+$"},
        {"enum": ["a", "b", 5]},
        {"maximum": 3, "exclusiveMaximum": True},
    ),
    *({"minimum": 9}, {"multipleOf": 2}, {"maxItems": 1}, {"minItems": 3}, {"uniqueItems": True}, {"maxProperties": 1}),
    *(
        {"minProperties": 3},
        {"required": ["a", "s"]},
        {"default": {"a": "x"}},
        {"default": "a"},
        {"default": []},
        {"nullable": True},
    ),
    *(
        {"anyOf": [{"required": ["s"]}, {"minimum": 3}]},
        {"not": {"required": ["s"]}},
        {"allOf": [{"properties": {"a": {"minLength": 2}}}]},
    ),
    *(
        {"oneOf": [{"enum": ["a"]}, {"enum": ["b"]}]},
        {"format": "uuid"},
        {"x-kubernetes-map-type": "atomic"},
        {"description": "d", "title": "t"},
    ),
    *(
        {"x-kubernetes-list-type": "set"},
        {"x-kubernetes-list-type": "atomic"},
        {"example": 1},
        {"externalDocs": {"url": "u"}},
        {"id": "x"},
    ),
    *(
        {"x-kubernetes-list-map-keys": ["k", "v"]},
        {"additionalProperties": True},
        {"additionalProperties": False},
        {"type": "null"},
        {"$ref": "x"},
    ),
    *(
        {"dependencies": {"a": ["b"]}},
        {"patternProperties": {"a": {}}},
        {"definitions": {}},
        {"additionalItems": False},
        {"items": [{}]},
    ),
]
VERSION: dict[str, list[Any]] = {
    "subresources": [
        {"status": {}},
        {"scale": {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}},
        {"scale": {}},
    ],
    "additionalPrinterColumns": [
        [{"name": "A", "type": "string", "jsonPath": path}] for path in (".spec.a", "x", ".a[?(@.b)]", "")
    ],
    "selectableFields": [[{"jsonPath": path}] for path in (".s", ".spec.a", "s", ".keyed", ".")],
    "deprecated": [True],
    "deprecationWarning": ["d", ""],
    "served": [False],
}


FIELDS = {"s": "s", "l": "set", "m": "m", "x": "i", "y": "x", "t": "time", "d": "span", "b": "bytes"}
"""The fields of the schema that stand for the variables of the expressions."""


def about(chance: Chance, *, is_root: bool) -> str:
    """A rule about a value of any type, or one about the root with calls of every library."""
    if not is_root:
        return str(chance.pick(ANY_SELF))
    if chance(0.5):
        return str(chance.pick(PARTS if chance(0.8) else SELF))
    text = re.sub(r"(?<![\w'\".])[slmxytdb](?![\w'\"(])", lambda found: f"self.{FIELDS[found[0]]}", chance.pick(SEEDS))
    return str(chance.pick([f"dyn({text}) == dyn({text})", f"[{text}].size() > 0", text]))


def listed(chance: Chance) -> tuple[Any, Any, list[Any]]:
    """A list of objects, and an object as SOPS encrypts it."""
    items = [example(chance) for _ in range(chance.pick([0, 1, 2]))]
    kind = chance.pick(["List", "PodList", "ConfigMapList", "ThingList"])
    tree = {"apiVersion": "v1", "kind": kind, "items": chance.pick([items, items, {}, None, [5]]), "metadata": {}}
    texts = [f"ENC[AES256_GCM,data:x,iv:x,tag:x,type:{name}]" for name in ("str", "int", "bool", "x")]
    sealed = example(chance)
    sealed |= {
        "sops": chance.pick([{"mac": texts[0]}, {}, "x"]),
        "data": {"a": chance.pick(texts)},
        "spec": [{"a": chance.pick(texts)}],
    }
    return tree, sealed, []


def secret(chance: Chance) -> Any:
    """A Secret with the marker in any of its places."""
    value = chance.pick([MARK, CODED, f"{MARK}!", [MARK], {"p": MARK}, {"p": {"q": MARK}}, [{"p": CODED}]])
    tree: Any = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "x"}}
    fields = ["data", "stringData", "DATA", "stringdata", "spec", "password", "x"]
    tree |= {field: chance.pick([value, {"p": value}]) for field in chance.some(fields) or ["data"]}
    if chance(0.5):
        tree = chance.fuzzer().mutate(tree)
    # A mutation may make it something else, or copy a value to where everyone may read it.
    public = {"kind": "Secret", "apiVersion": chance.pick(["v1", "v1", "v2", "x/v1", None, 5])}
    return {**tree, **public, "metadata": {"name": "a", "namespace": "x"}, "type": "Opaque", "immutable": False}


def judge(given: tuple[Any, Any, list[Any], int]) -> None:
    """Validates the object and its change, and both as a set."""
    tree, changed, crds, minor = given
    version = f"1.{minor}"
    findings = k8sdsl.validate(tree, kube_version=version, crds=crds)
    findings += k8sdsl.validate_change(tree, changed, kube_version=version, crds=crds)
    if minor == 36:
        findings += together([tree, changed], crds)
    if isinstance(tree, dict) and tree.get("kind") == "Secret":
        refuse_leaks(*(f"{finding} {finding.remedy}" for finding in findings))


def together(trees: list[Any], crds: list[Any]) -> list[Any]:
    """What is found in objects as a file or a build has them."""
    found = [
        Manifest(tree)
        for tree in trees
        if isinstance(tree, dict) and isinstance(tree.get("kind"), str) and isinstance(tree.get("apiVersion"), str)
        if not fault_of_bounds(tree)
    ]
    crds = [crd for crd in crds if not fault_of_bounds(crd)]
    checked = check_manifests(ManifestSet(found), crds=crds, one_set=len(found) == 2)
    return [*checked.findings, *checked.notes(), *check_apply(found, server_side=True, crds=crds)]


ENTRY = Entry(make, judge)
