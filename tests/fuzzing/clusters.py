"""Objects of a cluster and objects for it: `simulate`, `check`, `forecast`, `connections`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import k8sdsl
from k8sdsl.errors import K8sdslError
from tests.cluster.clusters import (
    apart,
    claim,
    deployment,
    limit_range,
    namespace,
    node,
    pod,
    quota,
    scaler,
    spread,
    storage_class,
    tainted,
    volume,
)
from tests.fuzzing.chance import refuse_leaks
from tests.fuzzing.entry import Entry
from tests.fuzzing.objects import secret
from tests.fuzzing.sets import named
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

KNOWN = (
    "Node",
    "ResourceQuota",
    "LimitRange",
    "PersistentVolume",
    "StorageClass",
    "PriorityClass",
    "RuntimeClass",
    "CSINode",
    "CSIDriver",
)
CLUSTER = [
    *(
        node("n", labels={"zone": "a"}),
        node("m", labels={"zone": "b"}, taints=tainted("x")),
        quota(pods="3", requests_cpu="2"),
    ),
    *(
        limit_range(max={"cpu": "1"}),
        volume("v", "5Gi"),
        volume("w", "1Gi", "fast"),
        storage_class("fast"),
        namespace("shop"),
    ),
    *(MINIMAL[kind] for kind in KNOWN if kind in MINIMAL),
]
KINDS = (
    "Service",
    "NetworkPolicy",
    "DaemonSet",
    "StatefulSet",
    "Job",
    "CronJob",
    "ReplicaSet",
    "Ingress",
    "Secret",
    "ServiceAccount",
)
WORKLOAD = [
    *(
        namespace("shop", enforce="restricted"),
        deployment("web", 2, "100m", affinity=apart("web")),
        scaler("web", 2, 5),
    ),
    *(claim("data", "1Gi"), deployment("spread", 3, "1", topologySpreadConstraints=spread("spread"))),
    pod("db", "100m", volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]),
    *(MINIMAL[kind] for kind in KINDS if kind in MINIMAL),
]


def make(chance: Chance) -> tuple[list[Any], list[Any]]:
    """What the cluster holds, and what is created in it."""
    cluster = [chance.mutated(tree) for tree in chance.some(CLUSTER, 6)]
    workload = [chance.mutated(named(chance, tree) if chance(0.3) else tree) for tree in chance.some(WORKLOAD, 6)]
    return cluster, [*workload, secret(chance)] if chance(0.1) else workload


def judge(given: tuple[list[Any], list[Any]]) -> None:
    """Asks everything that a cluster is for."""
    cluster, workload = given
    shown: list[str] = []
    with suppress(K8sdslError):
        shown += [str(finding) for answer in k8sdsl.simulate(cluster, workload).answers for finding in answer.findings]
    with suppress(K8sdslError):
        shown += [f"{finding} {finding.remedy}" for finding in k8sdsl.check(workload, cluster=cluster)]
    with suppress(K8sdslError):
        shown.append(k8sdsl.forecast(workload, cluster=cluster))
    with suppress(K8sdslError):
        k8sdsl.connections(workload)
    refuse_leaks(*shown)


ENTRY = Entry(make, judge)
