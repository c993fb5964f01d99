"""Policies about which kind of workload runs what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.policies.builtin.data import data_system
from k8sdsl.policies.policy import Fix, policy
from k8sdsl.policies.subjects import containers, objects_of, workloads, workloads_of
from k8sdsl.tree import list_of
from k8sdsl.yaml.editing import ABSENT

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects, Workload

_POD = "spec.template.spec"
_FIRST = f"{_POD}.containers[0]"
_RUNS_ON = ("Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "Pod")
_ENDS = frozenset(
    {"mysqldump", "mariadb-dump", "pg_dump", "pg_dumpall", "mongodump", "tar", "rsync", "cp", "curl", "wget"}
)
_STAYS = frozenset(
    {
        *("while", "until", "for", "infinity", "-f", "exec", "crond", "cron", "wait"),
        *("nginx", "httpd", "mysqld", "mariadbd", "postgres", "mongod", "redis-server", "java", "php-fpm"),
    }
)


@policy(
    "workloads/bare-pod",
    "Pods and ReplicaSets are created by a workload instead of being declared directly.",
    of=objects_of("Pod", "ReplicaSet"),
    reason="A bare Pod is not replaced when its node fails, and nothing rolls out a new version of it.",
    remedy="declare a Deployment, StatefulSet, DaemonSet or Job with this pod as its `template`",
    kind="Pod",
    bad={},
    good={"metadata.ownerReferences": [{"kind": "ReplicaSet", "name": "web"}]},
    sets=("recommended", "notes"),
)
def bare_pod(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields Pods and ReplicaSets that nothing owns."""
    if not list_of(manifest.metadata.get("ownerReferences")):
        yield "kind", f"nothing replaces this {manifest.kind} if its node fails"


@policy(
    "workloads/bare-job",
    "A Job is created by a CronJob, unless it is meant to run only once.",
    of=objects_of("Job"),
    reason="Applying the same manifests again does not run a Job again.",
    remedy="declare a CronJob with this Job as its `jobTemplate`, or accept the finding with a reason",
    kind="Job",
    bad={},
    good={"metadata.ownerReferences": [{"kind": "CronJob", "name": "backup"}]},
    sets=("notes",),
    severity=Severity.NOTE,
)
def bare_job(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields Jobs that nothing owns."""
    if not list_of(manifest.metadata.get("ownerReferences")):
        yield "kind", "this Job runs once, when it is first applied"


@policy(
    "workloads/node-name",
    "`nodeName` is not set.",
    of=workloads,
    reason="It bypasses the scheduler: the pod is lost with its node, and fails if the node is full.",
    remedy="use `nodeSelector`, `affinity` or `tolerations`",
    bad={f"{_POD}.nodeName": "node-1"},
    good={f"{_POD}.nodeSelector": {"disk": "ssd"}},
    sets=("recommended", "notes"),
    fix=Fix(to=ABSENT),
)
def node_name(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods that name their node."""
    if workload.pod.get("nodeName"):
        yield workload.at("nodeName"), f"the pods can run only on `{workload.pod['nodeName']}`"


@policy(
    "workloads/web-and-database",
    "A database is not a container of the pod that uses it.",
    of=workloads,
    reason="They can only be scaled, updated and restarted together.",
    remedy="run the database in its own StatefulSet, and connect to it through a Service",
    bad={f"{_POD}.containers": [{"name": "web", "image": "nginx:1.28"}, {"name": "db", "image": "mariadb:11.8"}]},
    good={},
    sets=("notes",),
)
def web_and_database(workload: Workload, _objects: Objects) -> Breaches:
    """Yields databases in the same pod as other containers."""
    regular = [container for container in workload.containers if not container.is_init]
    databases = [container for container in regular if data_system(container.image)]
    if databases and any(_serves(container) for container in regular if container not in databases):
        yield databases[0].path, f"`{databases[0].image}` runs in the same pod as the program that uses it"


def _serves(container: Container) -> bool:
    """Whether a container's image is that of a web server or application."""
    name = container.image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    return name in {"nginx", "httpd", "apache", "php", "wordpress", "nextcloud", "tomcat", "node", "python", "drupal"}


def command_line(container: Container) -> str:
    """`command` and `args` of a container as one text."""
    words = [*list_of(container.tree.get("command")), *list_of(container.tree.get("args"))]
    return " ".join(str(word) for word in words)


@policy(
    "workloads/script",
    "The containers of a long-running workload do not run a script that exits.",
    of=containers,
    reason="When the script exits, the container is restarted, again and again.",
    remedy="declare a Job or CronJob for the script, or an init container",
    bad={f"{_FIRST}.command": ["sh", "-c", "mysqldump shop > /backup/shop.sql"]},
    good={f"{_FIRST}.command": ["sh", "-c", "while true; do mysqldump shop; sleep 3600; done"]},
    sets=("notes",),
)
def script(container: Container, _objects: Objects) -> Breaches:
    """Yields commands that end, in containers that are meant to keep running."""
    words = frozenset(command_line(container).replace(";", " ").split())
    if container.is_init or container.workload.kind not in _RUNS_ON:
        return
    if not _ENDS.isdisjoint(words) and _STAYS.isdisjoint(words):
        yield container.at("command"), f"the command of `{container.name}` exits, and the container is restarted"


@policy(
    "workloads/endless-init",
    "An init container runs to completion.",
    of=containers,
    reason="The containers of the pod start only after every init container has completed.",
    remedy="move the process to `containers`, or set `restartPolicy: Always` to make it a sidecar",
    bad={f"{_POD}.initContainers": [{"name": "a", "image": "busybox:1.37", "command": ["sleep", "infinity"]}]},
    good={f"{_POD}.initContainers": [{"name": "a", "image": "busybox:1.37", "command": ["sleep", "5"]}]},
    sets=("recommended", "notes"),
)
def endless_init(container: Container, _objects: Objects) -> Breaches:
    """Yields init containers whose command never ends."""
    line = command_line(container)
    loops = "while true" in line and "break" not in line and "exit" not in line
    endless = loops or "sleep infinity" in line or "tail -f" in line
    if container.is_init and endless and container.tree.get("restartPolicy") != "Always":
        yield container.at("command"), f"the init container `{container.name}` never exits"


@policy(
    "workloads/claim-template",
    "A StatefulSet has a template in `volumeClaimTemplates`.",
    of=workloads_of("StatefulSet"),
    reason="Pods that do not store data do not need their own names.",
    remedy="add `volumeClaimTemplates`, or declare a Deployment",
    kind="StatefulSet",
    bad={},
    good={"spec.volumeClaimTemplates": [{"metadata": {"name": "data"}}]},
    sets=("notes",),
    severity=Severity.NOTE,
)
def claim_template(workload: Workload, _objects: Objects) -> Breaches:
    """Yields StatefulSets whose pods have no volume of their own."""
    if not list_of(workload.spec.get("volumeClaimTemplates")):
        yield "spec.volumeClaimTemplates", "the pods do not have their own volumes"
