"""Pods with volumes, references, images and ports of every kind, and Events: right, or wrong in one way."""

# ruff: noqa: E501 (tables of values read best on long lines)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fuzzing.pods import MAKERS, some_of, workload

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

REFERENCES = [
    *(
        "metadata.name",
        "spec.host",
        "spec.nodeName",
        "metadata.labels['a']",
        "metadata.annotations['A b']",
        "spec.x['a']",
    ),
    *("metadata.labels['", "['a']", "metadata.uid", "status.podIP", "", "metadata.labels['é']"),
]
RESOURCES = [
    *(
        "limits.cpu",
        "requests.memory",
        "limits.ephemeral-storage",
        "requests.hugepages-2Mi",
        "limits.example.com/a",
        "",
    ),
]
DIVISORS = [
    "1",
    "1m",
    "0.001",
    "1000m",
    "1e-3",
    "1e3",
    "1k",
    "1Ki",
    "1024",
    "1048576",
    "2",
    "0",
    "+1",
    "1E",
    "1e18",
    1,
    1.5,
    " 1",
]
SECRET: list[dict[str, Any]] = [{}, {"secretRef": {"name": "s"}}, {"secretRef": {}}, {"secretRef": {"name": "A b"}}]
REFS: list[dict[str, Any]] = [{}, *({"nodePublishSecretRef": ref} for ref in ({}, {"name": "a"}, {"name": "A b"}))]
ISCSI: list[tuple[int, dict[str, Any]]] = [
    (0, {}),
    (256, {"chapAuthSession": True}),
    (1, {"secretRef": {"name": "s"}, "initiatorName": "x"}),
]
SOURCES: dict[str, list[Any]] = {
    "hostPath": [{"path": "/a", "type": "File"}, {"path": "/a/../b", "type": "x"}, {"path": ""}, {"path": "/"}],
    "gitRepo": [{"repository": "r", "directory": "a/../b"}, {"repository": ""}, {"repository": "r", "directory": "/a"}],
    "nfs": [{"server": "s", "path": "/a"}, {"server": "", "path": "a"}, {"server": "s", "path": ""}],
    "glusterfs": [{"endpoints": "e", "path": "p"}, {"endpoints": "", "path": ""}],
    "cephfs": [{"monitors": ["m"], **more} for more in SECRET] + [{"monitors": []}],
    "azureFile": [{"secretName": "s", "shareName": "n"}, {"secretName": "", "shareName": ""}],
    "quobyte": [
        {"registry": registry, "volume": volume, "tenant": tenant}
        for registry in ("a:1", "a:1,b:2", "a", "", "[::1]:2", "[::1", "::1:2", "[a]b:1", "a:[1", "[a[b]:1", "[a]:1]")
        for volume, tenant in (("v", "t"), ("", "x" * 65))
    ],
    "flocker": [{"datasetName": "a"}, {"datasetUUID": "u"}, {"datasetName": "a/b", "datasetUUID": "u"}, {}],
    "flexVolume": [{"driver": "d", "options": {"k8s.io/a": "b", "a": "b", "A.Kubernetes.io/x": "y"}}, {"driver": ""}],
    "storageos": [
        {"volumeName": name, "volumeNamespace": namespace, **more}
        for name, namespace in (("a", "b"), ("A b", "A b"), ("", ""))
        for more in SECRET
    ],
    "csi": [
        {"driver": driver, **more}
        for driver in ("a.example.com", "A.Example.com", "a_b", "", "a" * 70)
        for more in REFS
    ],
    "scaleIO": [{"gateway": "g", "system": "s", "volumeName": "v", **more} for more in SECRET],
    "rbd": [{"monitors": ["m"], "image": "i", **more} for more in SECRET],
    "iscsi": [
        {"targetPortal": "p", "iqn": iqn, "lun": lun, **more}
        for iqn in ("iqn.2001-04.com.example:a", "eui.0123456789abcdef", "naa.x", "x")
        for lun, more in ISCSI
    ],
    "fc": [{"targetWWNs": ["a"], "lun": 1}, {"wwids": ["a"]}, {}, {"targetWWNs": ["a"], "wwids": ["b"]}, {"targetWWNs": ["a"], "lun": 256}],
    "azureDisk": [
        {"diskName": "d", "diskURI": uri, "kind": kind, "cachingMode": mode}
        for uri in ("/subscriptions/a", "https://a", "")
        for kind, mode in (("Managed", "None"), ("Shared", "x"), ("x", "ReadOnly"))
    ],
    "image": [{"reference": "a/b:1", "pullPolicy": "x"}, {"reference": ""}, {}],
    "ephemeral": [{"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"]}}}, {}, {"volumeClaimTemplate": {"metadata": {"name": "a"}, "spec": {}}}],
    "emptyDir": [{"sizeLimit": "-1"}, {"medium": "HugePages-2Mi"}, {"medium": "HugePages-x"}, {"sizeLimit": "1Gi"}],
}  # fmt: skip
HEX = "0123456789abcdef" * 8
IMAGES = [
    *(f"a@sha256:{HEX[:64]}", f"a:1@sha512:{HEX}", f"a@sha384:{HEX[:64]}", f"a@x:{HEX[:32]}", "a@x:ab", "a@:x", "a@"),
    *("a@sha256:" + "G" * 64, "a b:1", "a:", "a:-x", "a:é", "a/:1", "h.io/", "A/b", "a/B", "h.io/A", "a//b", "-a", "a-", "a..b", "a._b", "a---b"),
    *("a___b", "a__b", "a_.b", "aé", "h.io:80/a", "h.io:x/a", "h.io:/a", "[::1]/a", "[::1]:80/a", "[::1:80/a", "-h.io/a", "h-.io/a", "h..io/a", "h_.io/a", "localhost/a"),
    *("a/b:" + "t" * 129, ":1", "@sha256:x", "h.io:80", " a"),
]  # fmt: skip


def pod(chance: Chance) -> Any:
    """A pod or an object that makes pods, with volumes, variables, images and ports."""
    tree = workload(chance, chance.pick(["Pod", "Pod", *MAKERS]), chance.pick(["a", "web"]), chance.pick([None, "a"]))
    spec = tree["spec"]
    spec = spec.get("jobTemplate", {}).get("spec", spec)
    spec = spec.get("template", {}).get("spec", spec)
    spec["volumes"] = [*spec.get("volumes", ()), *chance.many(lambda: volume(chance), 4)]
    for container in spec["containers"]:
        container["image"] = chance.pick(IMAGES)
        container["ports"] = chance.many(lambda: port(chance), 4)
        container["env"] = [*container.get("env", ()), *chance.many(lambda: variable(chance), 3)]
    return tree


def volume(chance: Chance) -> dict[str, Any]:
    """A volume of any kind."""
    name = {"name": chance.pick(["data", "v0", "v1", "a", "b"])}
    if chance(0.3):
        items = chance.many(lambda: {"path": chance.pick(["a", "../a", "/a", ""]), **reference(chance)}, 3)
        source: Any = {"items": items, **chance.pick([{}, {"defaultMode": 0o1000}, {"defaultMode": -1}])}
        wrapped = {"projected": {"sources": [{"downwardAPI": source}]}} if chance(0.4) else {"downwardAPI": source}
        return {**name, **wrapped}
    kinds = chance.pick([1, 1, 1, 1, 2])
    return {
        **name,
        **{kind: chance.copied(chance.pick(SOURCES[kind])) for kind in chance.random.sample([*SOURCES], kinds)},
    }


def reference(chance: Chance) -> dict[str, Any]:
    """A reference to a field of the pod, to a resource of a container, to both, or to none."""
    field = {"fieldPath": chance.pick(REFERENCES), **chance.pick([{}, {}, {"apiVersion": "v1"}, {"apiVersion": "v2"}])}
    resource = {
        "resource": chance.pick(RESOURCES),
        **chance.pick([{}, {"containerName": "main"}]),
        **({"divisor": chance.pick(DIVISORS)} if chance(0.8) else {}),
    }
    both = {"fieldRef": field, "resourceFieldRef": resource}
    return {
        key: both[key] for key in chance.pick([["fieldRef"], ["resourceFieldRef"], ["resourceFieldRef"], [*both], []])
    }


def variable(chance: Chance) -> dict[str, Any]:
    """A variable of a container with a reference."""
    return {"name": chance.pick("ABC"), "valueFrom": reference(chance)}


def port(chance: Chance) -> dict[str, Any]:
    """A port of a container; two of them often have something in common."""
    fields: dict[str, list[Any]] = {
        "hostPort": [80, 80, 81],
        "hostIP": ["10.0.0.1", "::"],
        "name": ["http", "web"],
        "protocol": ["TCP", "UDP"],
    }
    return {"containerPort": chance.pick([80, 80, 81]), **some_of(chance, fields, 3)}


EVENT: dict[str, list[Any]] = {
    "eventTime": ["2024-01-31T08:00:00.000000Z"],
    "action": ["Binding", "x" * 130, ""],
    "reason": ["Scheduled", "x" * 130],
    "reportingInstance": ["scheduler-0", "x" * 130],
    "type": ["Normal", "Warning", "x"],
    "series": [{"count": 2, "lastObservedTime": "2024-01-31T08:00:00.000000Z"}, {"count": 1}, {}],
}
OLD: dict[str, list[Any]] = {
    "reportingComponent": ["a.example.com/b", "A b", ""],
    "involvedObject": [{"kind": "Pod", "namespace": "a"}, {"kind": "Node"}, {}],
    "message": ["x", "x" * 1100],
    "source": [{"component": "a"}],
    "count": [1],
}
NEW: dict[str, list[Any]] = {
    "reportingController": ["a.example.com/b", "A b", ""],
    "regarding": [{"kind": "Pod", "namespace": "a"}, {"kind": "Node"}, {}],
    "note": ["x", "x" * 1100],
    "deprecatedSource": [{"component": "a"}, {"host": "h"}, {}],
    "deprecatedCount": [1, 0],
    "deprecatedFirstTimestamp": ["2024-01-31T08:00:00Z"],
}


def event(chance: Chance) -> dict[str, Any]:
    """An Event of either group."""
    namespace = chance.pick(["a", "a", "default", "kube-system", "b", "A b"])
    metadata = {
        "name": chance.pick(["a", "a", "A b", "a/b"]),
        **chance.pick([{}, {"namespace": namespace}, {"namespace": namespace}]),
    }
    is_new = chance(0.6)
    group = {"apiVersion": "events.k8s.io/v1" if is_new else "v1", "kind": "Event", "metadata": metadata}
    required = {} if is_new else {"involvedObject": {"kind": "Pod", "namespace": namespace}}
    return {**group, **required, **some_of(chance, EVENT, 6), **some_of(chance, NEW if is_new else OLD, 5)}
