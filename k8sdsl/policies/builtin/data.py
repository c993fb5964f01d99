"""Policies about systems that keep data, and about their volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.policies.builtin.replicas import autoscaler_of, replicas_of
from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import objects_of, workloads, workloads_of
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.tree import list_of, map_of, maps, maps_in

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects, Workload

DATA_SYSTEMS = frozenset(
    {
        *("cassandra", "cockroach", "couchdb", "elasticsearch", "etcd", "influxdb", "kafka", "mariadb"),
        *("mariadb-galera", "mongo", "mongodb", "mssql", "mysql", "neo4j", "opensearch", "oracle", "percona"),
        *("postgres", "postgresql", "postgis", "rabbitmq", "solr", "zookeeper"),
    }
)
"""Images of systems that keep data, by the last part of their name."""

_POD = "spec.template.spec"
_FIRST = f"{_POD}.containers[0]"
_DATABASE = {f"{_FIRST}.image": "mariadb:11.8"}
_CLAIM_VOLUME = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
_MOUNT = {"name": "data", "mountPath": "/var/lib/mysql"}


def data_system(image: str) -> str:
    """The system that keeps data which an image is of; an empty string for any other."""
    name = image.rpartition("/")[2].partition("@")[0].partition(":")[0]
    return name if name in DATA_SYSTEMS else ""


def _database(workload: Workload) -> Container | None:
    return next((c for c in workload.containers if not c.is_init and data_system(c.image)), None)


@policy(
    "data/stateful-set",
    "A system that keeps data runs in a StatefulSet.",
    of=workloads_of("Deployment", "DaemonSet", "ReplicaSet"),
    reason="Its pods need their own names and volumes, and must be replaced one by one.",
    remedy="declare a StatefulSet with `volumeClaimTemplates`",
    bad=_DATABASE,
    good={},
    sets=("notes",),
)
def stateful_set(workload: Workload, _objects: Objects) -> Breaches:
    """Yields databases in workloads of other kinds."""
    database = _database(workload)
    if database is not None:
        yield database.at("image"), f"`{database.image}` keeps data, and runs in a {workload.kind}"


@policy(
    "data/majority",
    "A cluster that keeps data has 1 pod, or an odd number from 3 on.",
    of=workloads_of("StatefulSet"),
    reason="Two pods have no majority if the connection between them breaks.",
    remedy="set `replicas: 3`",
    kind="StatefulSet",
    bad={**_DATABASE, "spec.replicas": 2},
    good={**_DATABASE, "spec.replicas": 3},
    sets=("notes",),
)
def majority(workload: Workload, _objects: Objects) -> Breaches:
    """Yields clusters of an even number of pods."""
    count = replicas_of(workload)
    if _database(workload) is not None and count > 0 and count % 2 == 0:
        yield "spec.replicas", f"{count} pods have no majority left if half of them fail"


@policy(
    "data/volume",
    "A system that keeps data stores it on a claim.",
    of=workloads,
    reason="Data inside a container or on its node is lost with the container or node.",
    remedy="add `volumeClaimTemplates`, and mount the claim where the program keeps its data",
    kind="StatefulSet",
    bad=_DATABASE,
    good={
        **_DATABASE,
        "spec.volumeClaimTemplates": [{"metadata": {"name": "data"}}],
        f"{_FIRST}.volumeMounts": [_MOUNT],
    },
    sets=("recommended", "notes"),
)
def volume(workload: Workload, _objects: Objects) -> Breaches:
    """Yields databases that mount no claim."""
    database = _database(workload)
    if database is None:
        return
    templates = maps(workload.spec.get("volumeClaimTemplates"))
    names = {str(map_of(template.get("metadata")).get("name")) for template in templates}
    kept = ("persistentVolumeClaim", "ephemeral")
    names |= {str(v.get("name")) for v in maps(workload.pod.get("volumes")) if any(source in v for source in kept)}
    if not any(str(mount.get("name")) in names for mount in maps(database.tree.get("volumeMounts"))):
        yield database.at("volumeMounts"), f"the data of `{database.image}` is lost when the pod is deleted"


@policy(
    "data/fixed-volume",
    "A claim and a volume are bound by class and size, not by name.",
    of=objects_of("PersistentVolumeClaim", "PersistentVolume"),
    reason="A volume that is tied to one claim cannot be replaced; if it is lost, the claim waits for it forever.",
    remedy="remove `volumeName` or `claimRef`, and use `storageClassName` or a `selector`",
    kind="PersistentVolumeClaim",
    bad={"spec.volumeName": "volume-1"},
    good={"spec.storageClassName": "fast"},
    sets=("notes",),
    severity=Severity.NOTE,
)
def fixed_volume(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields claims and volumes that name each other."""
    spec = map_of(manifest.tree.get("spec"))
    for field in ("volumeName", "claimRef"):
        if spec.get(field):
            yield f"spec.{field}", f"`{field}` ties the claim to one volume"


@policy(
    "data/shared-claim",
    "A claim that several pods mount can be mounted on several nodes (`ReadWriteMany`).",
    of=workloads_of("Deployment", "ReplicaSet"),
    reason="A `ReadWriteOnce` claim keeps the pods on one node, or leaves them Pending.",
    remedy="use `accessModes: [ReadWriteMany]`, or a StatefulSet with `volumeClaimTemplates`",
    bad={
        "spec.replicas": 2,
        f"{_POD}.volumes": [_CLAIM_VOLUME],
        "beside": [
            {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "metadata": {"name": "data"},
                "spec": {"accessModes": ["ReadWriteOnce"]},
            }
        ],
    },
    good={"spec.replicas": 2, f"{_POD}.volumes": [_CLAIM_VOLUME]},
    sets=("recommended", "notes"),
)
def shared_claim(workload: Workload, objects: Objects) -> Breaches:
    """Yields claims for one node that several pods mount."""
    if replicas_of(workload) < 2 and autoscaler_of(workload, objects) is None:
        return
    claims = {m.name: m for m in objects.of("PersistentVolumeClaim") if m.namespace == workload.namespace}
    for index, entry in maps_in(workload.pod.get("volumes")):
        name = map_of(entry.get("persistentVolumeClaim")).get("claimName")
        claim = claims.get(str(name))
        if claim is not None and _one_node(map_of(claim.tree.get("spec"))):
            yield (
                workload.at(f"volumes[{index}].persistentVolumeClaim"),
                f"several pods mount `{name}`, but only one node can mount it",
            )


def _one_node(spec: dict[str, Any]) -> bool:
    modes = set(map(str, list_of(spec.get("accessModes"))))
    return bool(modes) and modes <= {"ReadWriteOnce", "ReadWriteOncePod"}


@policy(
    "data/logs-on-claim",
    "Logs are not kept on a claim.",
    of=workloads,
    reason="Logs that are shipped to a collector do not need persistent storage.",
    remedy="use `emptyDir: {medium: Memory, sizeLimit: 100Ki}` and a sidecar that ships the logs",
    bad={
        f"{_POD}.volumes": [{"name": "logs", "persistentVolumeClaim": {"claimName": "logs"}}],
        f"{_FIRST}.volumeMounts": [{"name": "logs", "mountPath": "/var/log/nginx"}],
    },
    good={
        f"{_POD}.volumes": [{"name": "logs", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}}],
        f"{_FIRST}.volumeMounts": [{"name": "logs", "mountPath": "/var/log/nginx"}],
    },
    sets=("notes",),
    severity=Severity.NOTE,
)
def logs_on_claim(workload: Workload, _objects: Objects) -> Breaches:
    """Yields folders for logs that are claims."""
    claims = {str(v.get("name")) for v in maps(workload.pod.get("volumes")) if "persistentVolumeClaim" in v}
    claims |= {str(map_of(t.get("metadata")).get("name")) for t in maps(workload.spec.get("volumeClaimTemplates"))}
    for container in workload.containers:
        for index, mount in maps_in(container.tree.get("volumeMounts")):
            folder = str(mount.get("mountPath", ""))
            if str(mount.get("name")) in claims and ("/log/" in f"{folder}/" or "/logs/" in f"{folder}/"):
                yield container.at(f"volumeMounts[{index}]"), f"logs under `{folder}` are kept on a claim"


@policy(
    "data/memory-volume",
    "A volume in memory has a `sizeLimit` below the memory limits of the pod.",
    of=workloads,
    reason="Its content counts as memory of the containers, and without a limit it can use up the memory of the node.",
    remedy="set `sizeLimit`: `emptyDir: {medium: Memory, sizeLimit: 1Mi}`",
    bad={f"{_POD}.volumes": [{"name": "logs", "emptyDir": {"medium": "Memory"}}]},
    good={f"{_POD}.volumes": [{"name": "logs", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}}]},
    sets=("recommended", "notes"),
)
def memory_volume(workload: Workload, _objects: Objects) -> Breaches:
    """Yields volumes in memory without a limit, or with one that the memory limits of the pod cannot hold."""
    total = sum(_limit(container) for container in workload.containers if not container.is_init)
    bounded = all(_limit(container) for container in workload.containers if not container.is_init)
    for index, entry in maps_in(workload.pod.get("volumes")):
        scratch = map_of(entry.get("emptyDir"))
        if scratch.get("medium") != "Memory":
            continue
        size = parse_quantity(str(scratch.get("sizeLimit")))
        if scratch.get("sizeLimit") is None:
            yield workload.at(f"volumes[{index}].emptyDir.sizeLimit"), "the volume can fill the memory of its node"
        elif bounded and total and size is not None and size > total:
            yield (
                workload.at(f"volumes[{index}].emptyDir.sizeLimit"),
                "the volume is larger than the pod's memory limits",
            )


def _limit(container: Container) -> Any:
    limits = map_of(map_of(container.tree.get("resources")).get("limits"))
    return parse_quantity(str(limits["memory"])) or 0 if "memory" in limits else 0
