"""What a cluster holds: nodes, volumes, classes, quotas, limits, devices, accounts, and what already runs there."""

# ruff: noqa: E501 (tables of values read best on long lines)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fuzzing.networks import headed
from tests.fuzzing.pods import MAKERS, node_term, workload

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzzing.chance import Chance

NODES = ["n", "m", "o"]
CLASSES = ["fast", "wait", "none", ""]
DRIVER = "ebs.csi.aws.com"
MODES = [["ReadWriteOnce"], ["ReadWriteOnce"], ["ReadWriteMany", "ReadWriteOnce"], ["ReadWriteOncePod"]]
ZONES = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/region"]
AMOUNTS: dict[str, list[Any]] = {
    "cpu": ["1", "500m", "2"],
    "memory": ["64Mi", "1Gi", "1e9"],
    "ephemeral-storage": ["1Gi"],
    "example.com/gpu": ["1"],
}
RESOURCE = "resource.k8s.io/v1"


def amounts(chance: Chance, most: int = 3) -> dict[str, Any]:
    """Amounts of some resources."""
    return {name: chance.pick(AMOUNTS[name]) for name in chance.some(list(AMOUNTS), most)}


def node(chance: Chance) -> dict[str, Any]:
    """A node."""
    name = chance.pick(NODES)
    labels = {"kubernetes.io/hostname": name, "disk": chance.pick(["ssd", "1", "5"]), "zone": chance.pick("ab")}
    labels |= {key: chance.pick(["a", "b", "eu-west-1a"]) for key in chance.some(ZONES, 2)}
    spec: dict[str, Any] = {}
    if chance(0.3):
        spec["taints"] = [
            {
                "key": chance.pick("xn"),
                "value": chance.pick(["y", "5", "3"]),
                "effect": chance.pick(["NoSchedule", "NoExecute", "PreferNoSchedule"]),
            }
        ]
    if chance(0.1):
        spec["unschedulable"] = True
    if chance(0.4):
        spec |= chance.pick(
            [{"podCIDR": "10.0.0.0/24"}, {"podCIDRs": ["10.0.1.0/24", "fd00::/64", "x"]}, {"podCIDR": "20.0.0.0/8"}]
        )
    held = {
        "cpu": "4",
        "memory": "8Gi",
        "pods": chance.pick(["110", "1"]),
        "ephemeral-storage": "10Gi",
        **chance.pick([{}, {"example.com/gpu": "2", "hugepages-2Mi": "4Mi"}]),
    }
    status: dict[str, Any] = {"allocatable": held, "capacity": held}
    status["addresses"] = [{"type": "InternalIP", "address": chance.pick(["10.0.0.1", "10.0.0.2", "10.0.0.3"])}]
    if chance(0.2):
        status["conditions"] = [{"type": "Ready", "status": chance.pick(["True", "False"])}]
    if chance(0.1):
        labels |= {
            chance.pick(
                ["node-role.kubernetes.io/control-plane", "node.kubernetes.io/exclude-from-external-load-balancers"]
            ): ""
        }
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "spec": spec,
        "status": status,
    }


def storage_class(chance: Chance) -> dict[str, Any]:
    """A StorageClass."""
    name = chance.pick(CLASSES[:3])
    mode = "WaitForFirstConsumer" if name == "wait" or chance(0.2) else "Immediate"
    made: dict[str, Any] = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name},
        "volumeBindingMode": mode,
    }
    made["provisioner"] = chance.pick(
        ["kubernetes.io/no-provisioner", DRIVER, "kubernetes.io/aws-ebs", "example.com/x", "kubernetes.io/azure-file"]
    )
    if chance(0.3):
        made["metadata"] = {"name": name, "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}
    if chance(0.3):
        made["allowedTopologies"] = [{"matchLabelExpressions": [{"key": "zone", "values": [chance.pick("ab")]}]}]
    return made


def volume(chance: Chance) -> dict[str, Any]:
    """A PersistentVolume."""
    name = chance.pick(["v", "w", "held"])
    sources: list[dict[str, Any]] = [
        {"nfs": {"server": "nas", "path": "/x"}}, {"csi": {"driver": DRIVER, "volumeHandle": name}}, {"hostPath": {"path": "/x"}},
        {"awsElasticBlockStore": {"volumeID": chance.pick(["vol-1", "aws://a/vol-1", "aws://x"])}}, {"gcePersistentDisk": {"pdName": "d"}},
        {"azureDisk": {"diskName": "d", "diskURI": "/x", "kind": chance.pick(["Managed", "Shared"])}}, {"local": {"path": "/x"}},
        {"cinder": {"volumeID": "c"}}, {"portworxVolume": {"volumeID": "p"}},
    ]  # fmt: skip
    spec: dict[str, Any] = {
        "capacity": {"storage": chance.pick(["1Gi", "5Gi"])},
        "accessModes": chance.pick(MODES),
        "storageClassName": chance.pick(CLASSES),
        **chance.pick(sources),
    }
    if chance(0.4) or "local" in spec:
        key = chance.pick(["zone", "kubernetes.io/hostname", *ZONES])
        terms = chance.pick(
            [
                [{"matchExpressions": [{"key": key, "operator": "In", "values": [chance.pick(["a", "n"])]}]}],
                [node_term(chance)],
            ]
        )
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": terms}}
    if chance(0.3):
        spec["claimRef"] = {"name": chance.pick(["data", "a"]), "namespace": "shop", **chance.pick([{}, {"uid": "u"}])}
    spec |= chance.pick([{}, {}, {"volumeMode": "Block"}, {"volumeAttributesClassName": "gold"}])
    labels = (
        {
            key: chance.pick(["a", "a__b", "eu-west-1a__eu-west-1b", "a-b-c__x-y-z", "", "__"])
            for key in chance.some(ZONES, 2)
        }
        if chance(0.4)
        else {"tier": "a"}
    )
    metadata: dict[str, Any] = {"name": name, "labels": labels}
    if chance(0.1):
        metadata |= chance.pick(
            [
                {"deletionTimestamp": "2026-01-01T00:00:00Z"},
                {"annotations": {"volume.beta.kubernetes.io/storage-class": "fast"}},
            ]
        )
    made = {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": metadata, "spec": spec}
    return {**made, "status": {"phase": chance.pick(["Available", "Released", "Bound"])}} if chance(0.2) else made


def claim(chance: Chance) -> dict[str, Any]:
    """A PersistentVolumeClaim."""
    made = headed(chance, "v1", "PersistentVolumeClaim", chance.pick(["data", "data", "a", "b"]))
    spec: dict[str, Any] = {
        "accessModes": chance.pick(MODES),
        "resources": {"requests": {"storage": chance.pick(["1Gi", "2Gi", "9Gi"])}},
    }
    spec |= chance.pick([{}, {"storageClassName": chance.pick(CLASSES)}, {"storageClassName": chance.pick(CLASSES)}])
    spec |= chance.pick(
        [
            {},
            {},
            {"volumeName": chance.pick(["v", "gone"])},
            {"selector": {"matchLabels": {"tier": chance.pick("ab")}}},
            {"volumeMode": "Block"},
            {"volumeAttributesClassName": "gold"},
        ]
    )
    annotations = {
        "pv.kubernetes.io/bind-completed": "yes",
        "volume.kubernetes.io/selected-node": chance.pick("nm"),
        "volume.beta.kubernetes.io/storage-class": "fast",
    }
    if chance(0.3):
        made["metadata"]["annotations"] = {key: annotations[key] for key in chance.some(list(annotations), 2)}
    if chance(0.1):
        made["metadata"] |= chance.pick(
            [
                {"deletionTimestamp": "2026-01-01T00:00:00Z"},
                {"ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "x", "uid": "u", "controller": True}]},
            ]
        )
    made["spec"] = spec
    return {**made, "status": {"phase": "Lost"}} if chance(0.05) else made


def storage(chance: Chance) -> dict[str, Any]:
    """What CSI drivers write."""
    kind = chance.pick(["CSINode", "CSINode", "CSIDriver", "CSIStorageCapacity", "VolumeAttachment"])
    group = "storage.k8s.io/v1"
    if kind == "CSINode":
        name = chance.pick(NODES)
        drivers = [
            {
                "name": DRIVER,
                "nodeID": name,
                "topologyKeys": [],
                **chance.pick([{}, {"allocatable": {"count": chance.pick([0, 1, 5])}}]),
            }
        ]
        migrated = {
            "storage.alpha.kubernetes.io/migrated-plugins": "kubernetes.io/aws-ebs,kubernetes.io/gce-pd,kubernetes.io/cinder"
        }
        return {
            "apiVersion": group,
            "kind": kind,
            "metadata": {"name": name, "annotations": chance.pick([{}, migrated])},
            "spec": {"drivers": drivers},
        }
    if kind == "CSIDriver":
        return {
            "apiVersion": group,
            "kind": kind,
            "metadata": {"name": DRIVER},
            "spec": {"storageCapacity": chance(0.7)},
        }
    if kind == "VolumeAttachment":
        spec = {
            "attacher": DRIVER,
            "nodeName": chance.pick(NODES),
            "source": {"persistentVolumeName": chance.pick(["v", "held", "gone"])},
        }
        return {"apiVersion": group, "kind": kind, "metadata": {"name": "at"}, "spec": spec}
    made = headed(
        chance, group, kind, storageClassName=chance.pick(CLASSES[:2]), capacity=chance.pick(["1Gi", "100Gi"])
    )
    made |= chance.pick([{}, {"nodeTopology": {}}, {"nodeTopology": {"matchLabels": {"zone": "a"}}}])
    return {**made, **chance.pick([{}, {"maximumVolumeSize": "1Gi"}])}


def quota(chance: Chance) -> dict[str, Any]:
    """A ResourceQuota."""
    names = [
        *(
            "pods",
            "cpu",
            "requests.cpu",
            "limits.memory",
            "requests.memory",
            "services",
            "services.nodeports",
            "services.loadbalancers",
        ),
        *(
            "count/deployments.apps",
            "count/pods",
            "secrets",
            "requests.storage",
            "persistentvolumeclaims",
            "requests.example.com/gpu",
            "configmaps",
        ),
        *(
            "fast.storageclass.storage.k8s.io/requests.storage",
            "fast.storageclass.storage.k8s.io/persistentvolumeclaims",
            "hugepages-2Mi",
        ),
        *(
            "gpu.deviceclass.resource.k8s.io/devices",
            "requests.ephemeral-storage",
            "count/resourceclaims.resource.k8s.io",
        ),
        "gold.volumeattributesclass.storage.k8s.io/persistentvolumeclaims",
    ]
    spec: dict[str, Any] = {
        "hard": {name: chance.pick(["0", "1", "2", "5Gi"]) for name in chance.some(names, 4) or ["pods"]}
    }
    scopes = [
        "Terminating",
        "NotTerminating",
        "BestEffort",
        "NotBestEffort",
        "PriorityClass",
        "CrossNamespacePodAffinity",
        "VolumeAttributesClass",
    ]
    if chance(0.3):
        spec |= {"hard": {"pods": "1"}, "scopes": [chance.pick(scopes)]}
    if chance(0.3):
        operator = chance.pick(["In", "NotIn", "Exists", "DoesNotExist"])
        one = {
            "scopeName": chance.pick(["PriorityClass", "VolumeAttributesClass"]),
            "operator": operator,
            **({"values": ["high", "gold"]} if operator.endswith("In") else {}),
        }
        hard = {"pods": "1"} if one["scopeName"] == "PriorityClass" else {"persistentvolumeclaims": "1"}
        spec = {"hard": hard, "scopeSelector": {"matchExpressions": [one]}}
    return headed(chance, "v1", "ResourceQuota", spec=spec)


def limit_range(chance: Chance) -> dict[str, Any]:
    """A LimitRange."""
    limits: list[dict[str, Any]] = []
    for kind in chance.some(["Container", "Pod", "PersistentVolumeClaim"], 2) or ["Container"]:
        if kind == "PersistentVolumeClaim":
            limits.append({"type": kind, **chance.pick([{"max": {"storage": "2Gi"}}, {"min": {"storage": "2Gi"}}])})
            continue
        item: dict[str, Any] = {"type": kind}
        for field in chance.some(
            ["min", "max", "maxLimitRequestRatio", *(["default", "defaultRequest"] if kind == "Container" else [])], 2
        ):
            item[field] = {"cpu": chance.pick(["1", "2"])} if field == "maxLimitRequestRatio" else amounts(chance, 2)
        limits.append(item)
    return headed(chance, "v1", "LimitRange", spec={"limits": limits})


def device_class(chance: Chance) -> dict[str, Any]:
    """A DeviceClass."""
    text = chance.pick(
        [
            "true",
            'device.driver == "gpu.example.com"',
            'device.attributes["gpu.example.com"].model == "a"',
            "(",
            'device.capacity["x"].y > 1',
        ]
    )
    return {
        "apiVersion": RESOURCE,
        "kind": "DeviceClass",
        "metadata": {"name": "gpu"},
        "spec": {"selectors": [{"cel": {"expression": text}}] if chance(0.7) else []},
    }


def resource_slice(chance: Chance) -> dict[str, Any]:
    """A ResourceSlice with devices of every shape."""
    taint = [{"key": "x", "effect": chance.pick(["NoSchedule", "NoExecute", "None"]), "value": "y"}]
    more: dict[str, Any] = {
        "taints": taint, "bindsToNode": True, "bindingConditions": ["ready"], "bindingFailureConditions": ["broken"], "allowMultipleAllocations": True,
        "consumesCounters": [{"counterSet": "c", "counters": {"mem": {"value": "4Gi"}}}],
    }  # fmt: skip
    devices = []
    for number in range(chance.pick([1, 2, 2, 3])):
        attributes = {
            "model": {"string": chance.pick("ab")},
            "example.com/numa": {"int": number % 2},
            "driver": {"version": chance.pick(["1.2.3", "x"])},
            "on": {"bool": True},
        }
        device: dict[str, Any] = {
            "name": f"d{number}",
            "attributes": attributes,
            "capacity": {"memory": {"value": chance.pick(["8Gi", "1Gi"])}},
        }
        devices.append({**device, **{key: more[key] for key in chance.some(list(more), 2)}})
    places: list[dict[str, Any]] = [
        {"nodeName": chance.pick(NODES)},
        {"allNodes": True},
        {"nodeSelector": {"nodeSelectorTerms": [node_term(chance)]}},
    ]
    spec: dict[str, Any] = {
        "driver": "gpu.example.com",
        "pool": {"name": "p", "generation": chance.pick([1, 2]), "resourceSliceCount": chance.pick([1, 1, 2])},
        "devices": devices,
    }
    if chance(0.2):
        spec |= {"perDeviceNodeSelection": True, "devices": [{**one, **chance.pick(places)} for one in devices]}
    else:
        spec |= chance.pick(places)
    if chance(0.4):
        spec["sharedCounters"] = [{"name": "c", "counters": {"mem": {"value": "4Gi"}}}]
    return {"apiVersion": RESOURCE, "kind": "ResourceSlice", "metadata": {"name": chance.pick("st")}, "spec": spec}


def device_request(chance: Chance) -> dict[str, Any]:
    """What a claim asks for."""
    exact: dict[str, Any] = {"deviceClassName": chance.pick(["gpu", "gpu", "gpu", "gone"])}
    more: dict[str, Any] = {
        "count": 2, "adminAccess": True, "selectors": [{"cel": {"expression": 'device.attributes["gpu.example.com"].model == "a"'}}],
        "tolerations": [{"operator": "Exists"}], "capacity": {"requests": {"memory": chance.pick(["2Gi", "20Gi"])}},
    }  # fmt: skip
    exact |= {key: more[key] for key in chance.some(list(more), 2)}
    if chance(0.2):
        exact |= {"allocationMode": "All"}
        exact.pop("count", None)
    return (
        {"exactly": exact}
        if chance(0.7)
        else {"firstAvailable": [{"name": "x", **exact}, {"name": "y", "deviceClassName": "gpu"}]}
    )


def claim_spec(chance: Chance) -> dict[str, Any]:
    """The spec of a ResourceClaim."""
    requests = [{"name": f"r{number}", **device_request(chance)} for number in range(chance.pick([1, 1, 2, 3]))]
    constraint = {
        chance.pick(["matchAttribute", "distinctAttribute"]): chance.pick(
            ["gpu.example.com/model", "example.com/numa", "x/y"]
        ),
        **chance.pick([{}, {"requests": ["r0"]}]),
    }
    return {"devices": {"requests": requests, **({"constraints": [constraint]} if chance(0.4) else {})}}


def resource_claim(chance: Chance) -> dict[str, Any]:
    """A ResourceClaim, allocated now and then, or a template."""
    spec = claim_spec(chance)
    head: dict[str, Any] = {"apiVersion": RESOURCE, "metadata": {"name": "gpu", "namespace": "shop"}}
    if chance(0.3):
        return {**head, "kind": "ResourceClaimTemplate", "spec": {"spec": spec}}
    made = {**head, "kind": "ResourceClaim", "spec": spec}
    if chance(0.3):
        result = {
            "request": "r0",
            "driver": "gpu.example.com",
            "pool": "p",
            "device": chance.pick(["d0", "gone"]),
            **chance.pick([{}, {"adminAccess": True}, {"consumedCapacity": {"memory": "1Gi"}}]),
        }
        allocation = {
            "devices": {"results": [result]},
            **chance.pick([{}, {"nodeSelector": {"nodeSelectorTerms": [node_term(chance)]}}]),
        }
        made["status"] = {"allocation": allocation}
    if chance(0.05):
        made["metadata"] = {**head["metadata"], "deletionTimestamp": "2026-01-01T00:00:00Z"}
    return made


def account(chance: Chance) -> dict[str, Any]:
    """A ServiceAccount."""
    made = headed(chance, "v1", "ServiceAccount", chance.pick(["default", "a"]))
    more: dict[str, Any] = {
        "imagePullSecrets": [{"name": "a"}, {"name": "b"}],
        "secrets": [{"name": "a"}],
        "automountServiceAccountToken": False,
    }
    if chance(0.3):
        made["metadata"]["annotations"] = {"kubernetes.io/enforce-mountable-secrets": chance.pick(["true", "no"])}
    return {**made, **{key: more[key] for key in chance.some(list(more), 3)}}


def class_of(chance: Chance) -> dict[str, Any]:
    """A PriorityClass, RuntimeClass or IngressClass."""
    kind = chance.pick(["PriorityClass", "RuntimeClass", "IngressClass"])
    if kind == "PriorityClass":
        made = {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": kind,
            "metadata": {"name": chance.pick(["high", "low"])},
            "value": chance.pick([1000, 5]),
        }
        return {**made, **chance.pick([{}, {"globalDefault": True}, {"preemptionPolicy": "Never"}])}
    if kind == "RuntimeClass":
        place = {"nodeSelector": {"zone": "a"}, "tolerations": [{"key": "x", "operator": "Exists"}]}
        made = {"apiVersion": "node.k8s.io/v1", "kind": kind, "metadata": {"name": "gvisor"}, "handler": "h"}
        return {
            **made,
            **chance.pick([{}, {"overhead": {"podFixed": {"cpu": "10m"}}}]),
            **chance.pick([{}, {"scheduling": place}, {"scheduling": {"nodeSelector": {"disk": "x"}}}]),
        }
    metadata = {
        "name": "nginx",
        "annotations": chance.pick([{}, {"ingressclass.kubernetes.io/is-default-class": "true"}]),
    }
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": kind,
        "metadata": metadata,
        "spec": {"controller": "example.com/x"},
    }


def running(chance: Chance) -> dict[str, Any]:
    """A workload that is there already: a pod on a node, or one that has ended."""
    made = workload(chance, chance.pick(["Pod", "Pod", "Pod", *MAKERS]), chance.pick(["web", "a", "old"]), plain=0.8)
    if made["kind"] == "Pod":
        made["spec"]["nodeName"] = chance.pick(NODES)
        made["status"] = {"phase": chance.pick(["Running", "Running", "Succeeded", "Failed", "Pending"])}
        if chance(0.2):
            made["metadata"] |= {"uid": "u", "deletionTimestamp": "2026-01-01T00:00:00Z"}
        if chance(0.1):
            made["metadata"]["ownerReferences"] = [
                {
                    "apiVersion": "apps/v1",
                    "kind": chance.pick(["ReplicaSet", "Node"]),
                    "name": "web",
                    "uid": "u",
                    "controller": True,
                }
            ]
    return made


def address_range(chance: Chance) -> dict[str, Any]:
    """Objects that name ranges of addresses."""
    blocks = ["10.0.0.0/16", "10.96.0.0/12", "10.0.0.1-10.0.0.9", "fd00::/112", "x", "20.0.0.0/8"]
    flags = [f"--{flag}={chance.pick(blocks)}" for flag in ("cluster-cidr", "service-cluster-ip-range", "x")]
    return chance.pick(  # type: ignore[no-any-return]
        [
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "ServiceCIDR",
                "metadata": {"name": "k"},
                "spec": {"cidrs": chance.some(blocks, 2)},
            },
            {
                "apiVersion": "metallb.io/v1beta1",
                "kind": "IPAddressPool",
                "metadata": {"name": "p", "namespace": "m"},
                "spec": {"addresses": chance.some(blocks, 2)},
            },
            {
                "apiVersion": "crd.projectcalico.org/v1",
                "kind": "IPPool",
                "metadata": {"name": "p"},
                "spec": {"cidr": chance.pick(blocks)},
            },
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": "kube-apiserver-n", "namespace": "kube-system"},
                "spec": {"containers": [{"name": "a", "image": "x", "command": flags}]},
            },
        ]
    )


def scaler(chance: Chance) -> dict[str, Any]:
    """A HorizontalPodAutoscaler or a PodDisruptionBudget."""
    name = chance.pick(["web", "a", "b"])
    if chance(0.3):
        budget: dict[str, Any] = {
            "selector": {"matchLabels": {"app": name}},
            **chance.pick([{"minAvailable": 1}, {"maxUnavailable": "50%"}]),
        }
        return headed(chance, "policy/v1", "PodDisruptionBudget", spec=budget)
    target = {
        "apiVersion": "apps/v1",
        "kind": chance.pick(["Deployment", "StatefulSet", "ReplicaSet", "x"]),
        "name": name,
    }
    spec = {
        "scaleTargetRef": target,
        "maxReplicas": chance.pick([3, 5]),
        **chance.pick([{}, {"minReplicas": chance.pick([0, 1, 2, 9])}]),
    }
    metrics = [
        {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}
    ]
    return headed(
        chance, "autoscaling/v2", "HorizontalPodAutoscaler", spec={**spec, **chance.pick([{}, {"metrics": metrics}])}
    )


CLUSTER: list[Callable[[Chance], dict[str, Any]]] = [
    *(node, node, node, storage_class, storage_class, volume, volume, claim, claim, storage, storage, quota, quota),
    *(limit_range, device_class, resource_slice, resource_claim, account, class_of, class_of, running, running),
    address_range,
]
"""What makes an object of a cluster."""
