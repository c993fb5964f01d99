"""Objects of a cluster and objects for it: `simulate`, `check`, `forecast`, `connections`."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import k8sdsl
from k8sdsl import Cluster
from k8sdsl.errors import K8sdslError
from k8sdsl.tree import fault_of_bounds
from tests.fuzzing.chance import NAMES, refuse_leaks
from tests.fuzzing.entry import Entry
from tests.fuzzing.networks import NETWORK, namespace
from tests.fuzzing.nodes import (
    CLUSTER,
    NODES,
    claim,
    device_class,
    node,
    resource_claim,
    resource_slice,
    scaler,
    storage,
    storage_class,
    volume,
)
from tests.fuzzing.objects import secret
from tests.fuzzing.pods import CONTAINER, MAKERS, RESOURCES, SOURCES, workload
from tests.fuzzing.sets import named
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

Trees = list[Any]


def make(chance: Chance) -> tuple[Trees, Trees]:
    """What the cluster holds, and what is created in it; most of it is valid."""
    cluster: Trees = [node(chance) for _ in range(chance.pick([0, 1, 2, 3]))]
    cluster += chance.many(lambda: chance.pick(CLUSTER)(chance), 8)
    created: Trees = chance.many(lambda: workload(chance, chance.pick(MAKERS), chance.pick(NAMES), plain=0.7), 3)
    created += chance.many(lambda: chance.pick([*NETWORK, scaler, claim, *CLUSTER])(chance), 4)
    if chance(0.2):
        cluster += [device_class(chance), resource_slice(chance), resource_slice(chance), resource_claim(chance)]
        created += [resource_claim(chance), *(device_user(chance, name) for name in "pq")]
    if chance(0.5):
        two = [placed(chance, name) for name in ("web", "a")]
        cluster += [{**tree, "spec": {**tree["spec"], "nodeName": chance.pick(NODES)}} for tree in two]
        created += [placed(chance, name) for name in ("web", "b", "c")]
    if chance(0.5):
        cluster += [make(chance) for make in (storage, storage, storage_class, volume, volume, claim, claim)]
        created += [with_disks(chance, name) for name in ("d", "e")]
    if chance(0.3):
        created.insert(0, namespace(chance))
    if chance(0.3):
        created += chance.many(lambda: named(chance, chance.pick(list(MINIMAL.values()))), 2)
    if chance(0.3):
        cluster = [chance.mutated(tree, chance.pick([0, 1])) for tree in cluster]
        created = [chance.mutated(tree, chance.pick([0, 0, 1, 2])) for tree in created]
    if chance(0.1):
        created.append(secret(chance))
    if chance(0.1):
        cluster = [{"apiVersion": "v1", "kind": "List", "items": cluster}]
    return cluster, created


def placed(chance: Chance, name: str) -> Any:
    """A pod that is particular about the nodes and pods beside it."""
    keys = ["affinity", "affinity", "topologySpreadConstraints", "tolerations", "nodeSelector", "hostNetwork"]
    made = workload(chance, "Pod", name, fields=3, plain=1, keys=keys)
    if chance(0.5):
        made["spec"]["containers"][0]["ports"] = chance.pick([ports for ports in CONTAINER["ports"] if ports])
    return made


def with_disks(chance: Chance, name: str) -> Any:
    """A pod with claims and disks, which another may have as well; some run already."""
    made = workload(chance, "Pod", name, fields=1, plain=1, keys=["nodeSelector", "tolerations"])
    disks = [{"name": f"v{number}", **chance.copied(source)} for number, source in enumerate(chance.some(SOURCES, 3))]
    claims = [{"name": "data", "persistentVolumeClaim": {"claimName": chance.pick(["data", "a", "b"])}}]
    made["spec"]["volumes"] = [*claims, *disks] if chance(0.7) else disks
    return made


def device_user(chance: Chance, name: str) -> Any:
    """A pod that uses the devices of a claim."""
    use = chance.pick(
        [{"resourceClaimName": "gpu"}, {"resourceClaimName": "gpu"}, {"resourceClaimTemplateName": "gpu"}]
    )
    made = workload(chance, "Pod", name, fields=1, plain=1)
    made["spec"]["containers"][0]["resources"] = {"claims": [{"name": "gpu"}], **chance.pick([{}, RESOURCES[0]])}
    made["spec"]["resourceClaims"] = [{"name": "gpu", **use}]
    return made


def judge(given: tuple[Trees, Trees]) -> None:
    """Asks everything that a cluster is for."""
    cluster, created = given
    shown: list[str] = []
    with suppress(K8sdslError):
        shown += [str(finding) for answer in k8sdsl.simulate(cluster, created).answers for finding in answer.findings]
    with suppress(K8sdslError):
        given_to = None if len(created) % 5 == 0 else cluster
        shown += [f"{finding} {finding.remedy}" for finding in k8sdsl.check(created, cluster=given_to)]
    with suppress(K8sdslError):
        shown.append(k8sdsl.forecast(created, cluster=read(cluster) if len(cluster) % 4 == 0 else cluster))
    with suppress(K8sdslError):
        k8sdsl.connections([*cluster, *created])
    refuse_leaks(*shown)


def read(trees: Trees) -> Cluster:
    """The cluster as it is read from a file, or from a folder with one file per object."""
    texts = [json.dumps(tree, default=str) for tree in trees if isinstance(tree, dict) and not fault_of_bounds(tree)]
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:  # noqa: S108
        for number, text in enumerate(texts):
            (Path(name) / f"{number}.yaml").write_text(text, encoding="utf-8", errors="replace")
        return Cluster.of(name if len(texts) != 1 else f"{name}/0.yaml")


ENTRY = Entry(make, judge)
