"""Pods that use every field that the product reads, with values that mostly are valid, and the kinds that make pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fuzzing.chance import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.fuzzing.chance import Chance

KEYS = ["app", "zone", "kubernetes.io/hostname", "topology.kubernetes.io/zone", "disk"]
OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"]
PORTS = [80, 8080, 443, 22, 53, 65535, 0]
PROBES: list[Any] = [
    {"httpGet": {"path": "/", "port": 80}},
    {"httpGet": {"path": "/", "port": "http", "host": "127.0.0.1"}, "periodSeconds": 5, "failureThreshold": 30},
    {"tcpSocket": {"port": 8080}, "initialDelaySeconds": 300},
    {"tcpSocket": {"port": "none", "host": "10.0.0.1"}},
    {"grpc": {"port": 443}},
    {"exec": {"command": ["true"]}, "timeoutSeconds": 1, "terminationGracePeriodSeconds": 5},
    {},
]
RESOURCES: list[Any] = [
    {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "128Mi"}},
    {"limits": {"cpu": "2", "memory": "64Mi"}},
    {"requests": {"cpu": "8"}},
    {"requests": {"cpu": "1500m", "memory": "1e9"}},
    {"limits": {"cpu": "1", "ephemeral-storage": "1Gi"}},
    {"requests": {"example.com/gpu": "1"}, "limits": {"example.com/gpu": "1"}},
    {"requests": {"hugepages-2Mi": "2Mi"}, "limits": {"hugepages-2Mi": "2Mi", "cpu": 1, "memory": 1}},
    {},
]
WRONG: list[Any] = [
    {"requests": {"memory": "10Mi"}, "limits": {"memory": "5Mi"}},
    {"limits": {"memory": "1M", "cpu": "x"}},
    {"claims": [{"name": "gpu"}]},
]
SECURITY: dict[str, list[Any]] = {
    "privileged": [True, False],
    "allowPrivilegeEscalation": [True, False],
    "capabilities": [
        {"drop": ["ALL"]},
        {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]},
        {"add": ["SYS_ADMIN", "CHOWN"]},
        {"add": ["ALL"]},
        {"drop": ["NET_RAW"]},
        {"add": ["NET_RAW", 5], "drop": "ALL"},
    ],
    "seLinuxOptions": [{"type": "container_t"}, {"type": "x", "user": "u", "role": "r"}, {}],
    "runAsUser": [0, 1000, 10001],
    "runAsGroup": [0, 1000],
    "runAsNonRoot": [True, False],
    "readOnlyRootFilesystem": [True, False],
    "procMount": ["Default", "Unmasked"],
    "seccompProfile": [
        {"type": "RuntimeDefault"},
        {"type": "Unconfined"},
        {"type": "Localhost", "localhostProfile": "p"},
        {},
    ],
    "appArmorProfile": [
        {"type": "RuntimeDefault"},
        {"type": "Unconfined"},
        {"type": "Localhost", "localhostProfile": "p"},
    ],
    "windowsOptions": [{"hostProcess": True}, {"hostProcess": False, "gmsaCredentialSpecName": "x"}],
}
POD_SECURITY: dict[str, list[Any]] = {
    **{
        key: SECURITY[key]
        for key in (
            "seLinuxOptions",
            "runAsUser",
            "runAsNonRoot",
            "seccompProfile",
            "windowsOptions",
            "appArmorProfile",
        )
    },
    "fsGroup": [0, 1000],
    "supplementalGroups": [[0], [1000]],
    "sysctls": [
        [{"name": "net.ipv4.tcp_syncookies", "value": "1"}],
        [{"name": "kernel.msgmax", "value": "1"}, {"name": "net.ipv4.tcp_rmem", "value": "1"}],
    ],
}
VARIABLES: list[Any] = [
    {"name": "A", "value": "b"},
    {"name": "A", "value": "$(B) $(A) $$(C)"},
    {"name": "URL", "value": "http://web:80/x"},
    {"name": "HOST", "value": "web.shop.svc.cluster.local:8080"},
    {"name": "DB_PASSWORD", "value": "hunter"},
    {"name": "AWS_SECRET_ACCESS_KEY", "value": "$(A)"},
    {"name": "B", "valueFrom": {"secretKeyRef": {"name": "a", "key": "p"}}},
    {"name": "B", "valueFrom": {"secretKeyRef": {"name": "b", "key": "p", "optional": True}}},
    {"name": "B", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "a"}}},
    {"name": "N", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
    {"name": "N", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "containerName": "main"}}},
    {"name": "1-x", "value": "é"},
    {"name": "E", "valueFrom": {}},
]
MOUNTS: list[Any] = [
    {"name": "data", "mountPath": "/data"},
    {"name": "data", "mountPath": "/data", "readOnly": True, "subPath": "x"},
    {"name": "v0", "mountPath": "/etc"},
    {"name": "v0", "mountPath": "/var/run/docker.sock", "mountPropagation": "Bidirectional"},
    {"name": "v1", "mountPath": "/var/log"},
    {"name": "gone", "mountPath": "/", "subPathExpr": "$(A)"},
]
SOURCES: list[Any] = [
    *({"persistentVolumeClaim": {"claimName": name}} for name in ["data", "a", "b", "gone"]),
    {"persistentVolumeClaim": {"claimName": "data", "readOnly": True}},
    *(
        {"hostPath": {"path": path, "type": kind}}
        for path, kind in [
            ("/", ""),
            ("/var/run/docker.sock", "Socket"),
            ("/var/log", "Directory"),
            ("/proc", ""),
            ("/data", "DirectoryOrCreate"),
        ]
    ),
    *(
        {"emptyDir": value}
        for value in [{}, {"medium": "Memory"}, {"sizeLimit": "1Gi", "medium": "Memory"}, {"sizeLimit": "x"}]
    ),
    *({"configMap": {"name": name}} for name in NAMES[:2]),
    {"configMap": {"name": "a", "items": [{"key": "a", "path": "x"}], "optional": True}},
    *({"secret": {"secretName": name}} for name in NAMES[:2]),
    {
        "projected": {
            "sources": [
                {"configMap": {"name": "a"}},
                {"secret": {"name": "b"}},
                {"serviceAccountToken": {"path": "t"}},
                {"downwardAPI": {}},
            ]
        }
    },
    {"downwardAPI": {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
    {"csi": {"driver": "ebs.csi.aws.com"}},
    {
        "ephemeral": {
            "volumeClaimTemplate": {
                "spec": {
                    "accessModes": ["ReadWriteOnce"],
                    "resources": {"requests": {"storage": "1Gi"}},
                    "storageClassName": "fast",
                }
            }
        }
    },
    {"gcePersistentDisk": {"pdName": "d", "readOnly": True}},
    {"gcePersistentDisk": {"pdName": "d"}},
    {"awsElasticBlockStore": {"volumeID": "vol-1"}},
    {"iscsi": {"targetPortal": "a", "iqn": "iqn.2001-04.com.example:a", "lun": 0, "readOnly": True}},
    {"rbd": {"monitors": ["m"], "image": "i", "pool": "p"}},
    {"rbd": {"monitors": ["m", "n"], "image": "i", "pool": "p", "readOnly": True}},
    {"nfs": {"server": "s", "path": "/"}},
    {"image": {"reference": "a/b:1"}},
]
CONTAINER: dict[str, list[Any]] = {
    "image": ["nginx", "nginx:latest", "nginx:1.28", "a.example.com/b@sha256:" + "0" * 64, "", "redis:7", "x:$(A)"],
    "imagePullPolicy": ["Always", "IfNotPresent", "Never"],
    "command": [["sh", "-c", "exec run"], ["sudo", "x"], ["sleep", "infinity"], ["/bin/sh", "-c", "run &"], ["sshd"]],
    "args": [["--listen=:8080", "--db=http://web:80"], ["$(A)"], ["--password=x"], ["--port", "22"]],
    "ports": [
        [{"containerPort": 80, "name": "http"}],
        [{"containerPort": 80}, {"containerPort": 80, "protocol": "UDP"}],
        [{"containerPort": 22, "hostPort": 22}],
        [{"containerPort": 8080, "hostPort": 80, "hostIP": "10.0.0.1", "name": "web"}],
        [{"containerPort": 8080, "hostPort": 80, "hostIP": "::", "protocol": "SCTP"}],
        [],
    ],
    "resources": [*RESOURCES, *WRONG],
    "livenessProbe": PROBES,
    "readinessProbe": PROBES,
    "startupProbe": PROBES,
    "lifecycle": [
        {"preStop": {"exec": {"command": ["sleep", "5"]}}},
        {"preStop": {"sleep": {"seconds": 60}}},
        {"postStart": {"httpGet": {"port": 80, "host": "h"}}},
        {"preStop": {"tcpSocket": {"port": 80, "host": "h"}}, "stopSignal": "SIGUSR1"},
    ],
    "envFrom": [
        [{"configMapRef": {"name": "a"}}],
        [{"secretRef": {"name": "b", "optional": True}, "prefix": "X_"}],
        [{}],
    ],
    "restartPolicy": ["Always"],
    "stdin": [True],
    "tty": [True],
    "terminationMessagePolicy": ["FallbackToLogsOnError", "File"],
    "volumeDevices": [[{"name": "data", "devicePath": "/dev/x"}]],
    "resizePolicy": [[{"resourceName": "cpu", "restartPolicy": "NotRequired"}]],
}


def selector(chance: Chance) -> Any:
    """A selector of labels."""
    operator = chance.pick(OPERATORS)
    values = {"values": [chance.pick(NAMES)]} if operator in {"In", "NotIn"} else {}
    return chance.pick(
        [
            {"matchLabels": {"app": chance.pick(NAMES)}},
            {"matchLabels": {"app": "web"}},
            {"matchExpressions": [{"key": chance.pick(["app", "zone"]), "operator": operator, **values}]},
            {},
            None,
        ]
    )


def requirement(chance: Chance) -> Any:
    """A requirement on the labels of nodes."""
    operator = chance.pick([*OPERATORS, "Gt", "Lt"])
    made: Any = {"key": chance.pick(KEYS), "operator": operator}
    if operator in {"In", "NotIn"}:
        made["values"] = [chance.pick(["a", "b", "1", "5", "n", "web"])]
    elif operator in {"Gt", "Lt"}:
        made["values"] = ["3"]
    return made


def node_term(chance: Chance) -> Any:
    """A term of a selector of nodes."""
    fields = [{"key": "metadata.name", "operator": chance.pick(["In", "NotIn"]), "values": [chance.pick("nmx")]}]
    return {
        "matchExpressions": chance.many(lambda: requirement(chance), 2),
        **({"matchFields": fields} if chance(0.2) else {}),
    }


def pod_term(chance: Chance) -> Any:
    """A term of an affinity to pods."""
    term: Any = {"topologyKey": chance.pick(KEYS[1:4]), "labelSelector": selector(chance)}
    if chance(0.3):
        term["namespaces"] = chance.some(["shop", "a", "default"])
    if chance(0.3):
        term["namespaceSelector"] = chance.pick(
            [{}, {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}, {"matchLabels": {"team": "a"}}]
        )
    if chance(0.1):
        term[chance.pick(["matchLabelKeys", "mismatchLabelKeys"])] = ["pod-template-hash", "app"]
    return term


def affinity(chance: Chance) -> Any:
    """An affinity of every kind."""
    made: dict[str, Any] = {}
    for field in chance.some(["podAffinity", "podAntiAffinity"], 2):
        made[field] = {
            "requiredDuringSchedulingIgnoredDuringExecution": chance.many(lambda: pod_term(chance), 2),
            "preferredDuringSchedulingIgnoredDuringExecution": chance.many(
                lambda: {"weight": 1, "podAffinityTerm": pod_term(chance)}, 1
            ),
        }
    if chance(0.5):
        made["nodeAffinity"] = {
            "preferredDuringSchedulingIgnoredDuringExecution": chance.many(
                lambda: {"weight": 5, "preference": node_term(chance)}, 1
            ),
            **(
                {
                    "requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [node_term(chance), node_term(chance)]
                    }
                }
                if chance(0.7)
                else {}
            ),
        }
    return made


def spread(chance: Chance) -> Any:
    """A constraint on how pods are spread."""
    made: Any = {
        "topologyKey": chance.pick(KEYS[1:4]),
        "maxSkew": chance.pick([1, 2]),
        "labelSelector": selector(chance),
    }
    made["whenUnsatisfiable"] = chance.pick(["DoNotSchedule", "DoNotSchedule", "ScheduleAnyway"])
    more = {
        "minDomains": 2,
        "nodeAffinityPolicy": chance.pick(["Honor", "Ignore"]),
        "nodeTaintsPolicy": chance.pick(["Honor", "Ignore"]),
        "matchLabelKeys": ["app"],
    }
    return {**made, **{key: more[key] for key in chance.some(list(more), 2)}}


def toleration(chance: Chance) -> Any:
    """A toleration."""
    made = chance.pick(
        [
            {"operator": "Exists"},
            {"key": "x", "operator": "Exists"},
            {"key": "x", "value": "y"},
            {"key": "x", "operator": "Equal"},
            {"key": "n", "operator": chance.pick(["Gt", "Lt"]), "value": "5"},
        ]
    )
    return {**made, **chance.pick([{}, {"effect": "NoSchedule"}, {"effect": "NoExecute", "tolerationSeconds": 5}])}


POD: dict[str, list[Any]] = {
    **{
        key: [True, False]
        for key in (
            "hostNetwork",
            "hostPID",
            "hostIPC",
            "hostUsers",
            "shareProcessNamespace",
            "automountServiceAccountToken",
            "enableServiceLinks",
            "setHostnameAsFQDN",
        )
    },
    "serviceAccountName": ["default", "a", "gone"],
    "priorityClassName": ["high", "system-cluster-critical", "gone"],
    "priority": [0, 1000],
    "preemptionPolicy": ["Never", "PreemptLowerPriority"],
    "runtimeClassName": ["gvisor", "gone"],
    "overhead": [{"cpu": "10m"}],
    "schedulerName": ["default-scheduler", "other"],
    "schedulingGates": [[{"name": "a.example.com/x"}]],
    "nodeName": ["n", "gone"],
    "nodeSelector": [{"zone": "a"}, {"disk": "ssd"}, {"kubernetes.io/hostname": "n"}],
    "restartPolicy": ["Always", "Never", "OnFailure"],
    "terminationGracePeriodSeconds": [0, 30, 600],
    "activeDeadlineSeconds": [5],
    "dnsPolicy": ["Default", "None", "ClusterFirstWithHostNet"],
    "dnsConfig": [{"nameservers": ["1.1.1.1"], "options": [{"name": "ndots", "value": "5"}]}],
    "imagePullSecrets": [[{"name": "a"}], [{"name": "gone"}], []],
    "hostAliases": [[{"ip": "127.0.0.1", "hostnames": ["a"]}]],
    "hostname": ["h"],
    "subdomain": ["web"],
    "os": [{"name": "linux"}, {"name": "windows"}],
    "resourceClaims": [
        [{"name": "gpu", "resourceClaimName": "gpu"}],
        [{"name": "gpu", "resourceClaimTemplateName": "gpu"}],
        [{"name": "gpu", "resourceClaimName": "gone"}],
    ],
    "resources": RESOURCES[:4],
    "securityContext": [],
    "affinity": [],
    "topologySpreadConstraints": [],
    "tolerations": [],
}
MADE: dict[str, Callable[[Chance], Any]] = {
    "securityContext": lambda chance: some_of(chance, POD_SECURITY, 5),
    "affinity": affinity,
    "topologySpreadConstraints": lambda chance: chance.many(lambda: spread(chance), 2),
    "tolerations": lambda chance: chance.many(lambda: toleration(chance), 2),
}


def some_of(chance: Chance, fields: dict[str, list[Any]], most: int) -> dict[str, Any]:
    """Some fields of a table, each with one of its values."""
    return {key: chance.copied(chance.pick(fields[key])) for key in chance.some(list(fields), most)}


def container(chance: Chance, name: str) -> dict[str, Any]:
    """A container; most of its fields are absent."""
    made = {"name": name, "image": "nginx:1.28", **some_of(chance, CONTAINER, 5)}
    if chance(0.5):
        made["securityContext"] = some_of(chance, SECURITY, 8)
    if chance(0.5):
        made["env"] = chance.copied(chance.some(VARIABLES, 4))
    if chance(0.5):
        made["volumeMounts"] = chance.copied(chance.some(MOUNTS, 3))
    return made


def pod_spec(chance: Chance, fields: int = 4, *, plain: float = 0.3, keys: Sequence[str] = ()) -> dict[str, Any]:
    """The spec of a pod, with some of the `keys`; `plain` is the probability of containers that have resources only."""
    is_plain = chance(plain)
    if is_plain:
        containers = [{"name": "main", "image": "nginx:1.28", "resources": chance.copied(chance.pick(RESOURCES))}]
    else:
        containers = [container(chance, name) for name in ("main", "side", "main")[: chance.pick([1, 1, 2, 2, 3])]]
    made: dict[str, Any] = {"containers": containers}
    if chance(0.2):
        resources = chance.copied(chance.pick(RESOURCES))
        more = chance.pick([{}, {"restartPolicy": "Always"}])
        plain_init = {"name": "init", "image": "nginx:1.28", "resources": resources, **more}
        made["initContainers"] = [plain_init if is_plain else container(chance, "init")]
    if not is_plain and chance(0.05):
        made["ephemeralContainers"] = [container(chance, "debug")]
    for key in chance.some(keys or list(POD), fields):
        make = MADE.get(key)
        made[key] = make(chance) if make else chance.copied(chance.pick(POD[key]))
    if chance(0.5):
        names = ["data", "v0", "v1"]
        made["volumes"] = [{"name": name, **chance.copied(chance.pick(SOURCES))} for name in chance.some(names, 3)]
    return made


def template(chance: Chance, app: str, **options: Any) -> dict[str, Any]:
    """The template of pods with a label."""
    metadata: Any = {"labels": {"app": app, **chance.pick([{}, {}, {"zone": "a", "x": "y"}])}}
    if chance(0.2):
        key = chance.pick(
            [
                "container.apparmor.security.beta.kubernetes.io/main",
                "seccomp.security.alpha.kubernetes.io/pod",
                "kubernetes.io/config.seccomp.security.alpha.kubernetes.io",
            ]
        )
        metadata["annotations"] = {key: chance.pick(["runtime/default", "unconfined", "localhost/x"]), "a": "b"}
    return {"metadata": metadata, "spec": pod_spec(chance, **options)}


def workload(chance: Chance, kind: str, name: str, namespace: str | None = "shop", **options: Any) -> dict[str, Any]:
    """An object that makes pods, or is one."""
    metadata = {"name": name, **({"namespace": namespace} if namespace else {}), "labels": {"app": name}}
    pod = template(chance, name, **options)
    spec: dict[str, Any] = {"selector": {"matchLabels": {"app": name}}, "template": pod}
    if kind == "Pod":
        return {"apiVersion": "v1", "kind": kind, "metadata": {**metadata, **pod["metadata"]}, "spec": pod["spec"]}
    if kind in {"Job", "CronJob"}:
        pod["spec"]["restartPolicy"] = "Never"
        job = {"template": pod, **some_of(chance, JOB, 4)}
        cron = {"jobTemplate": {"spec": job}, "schedule": "0 * * * *", **some_of(chance, CRON, 3)}
        return {
            "apiVersion": "batch/v1",
            "kind": kind,
            "metadata": metadata,
            "spec": cron if kind == "CronJob" else job,
        }
    pod["spec"].pop("restartPolicy", None)
    if kind in {"Deployment", "ReplicaSet", "StatefulSet"}:
        spec["replicas"] = chance.pick([0, 1, 1, 2, 3, 5])
    if kind == "Deployment":
        spec |= some_of(chance, DEPLOYMENT, 2)
    if kind == "StatefulSet":
        spec |= {"serviceName": chance.pick([name, "a", "gone"]), **some_of(chance, STATEFUL_SET, 4)}
    if kind == "DaemonSet":
        spec |= some_of(chance, DAEMON_SET, 1)
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata, "spec": spec}


MAKERS = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"]
JOB: dict[str, list[Any]] = {
    "parallelism": [0, 1, 3],
    "completions": [1, 3],
    "completionMode": ["Indexed", "NonIndexed"],
    "suspend": [True, False],
    "backoffLimit": [0, 6],
    "activeDeadlineSeconds": [60],
    "ttlSecondsAfterFinished": [60],
    "podFailurePolicy": [
        {"rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}]}
    ],
}
CRON: dict[str, list[Any]] = {
    "concurrencyPolicy": ["Forbid", "Replace", "Allow"],
    "startingDeadlineSeconds": [5, 200],
    "suspend": [True],
    "successfulJobsHistoryLimit": [0, 3],
}
DEPLOYMENT: dict[str, list[Any]] = {
    "strategy": [
        {"type": "Recreate"},
        {"rollingUpdate": {"maxUnavailable": 0, "maxSurge": "25%"}},
        {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "100%"}},
    ],
    "paused": [True],
    "minReadySeconds": [10],
    "revisionHistoryLimit": [0, 2],
    "progressDeadlineSeconds": [30],
}
STATEFUL_SET: dict[str, list[Any]] = {
    "podManagementPolicy": ["Parallel", "OrderedReady"],
    "updateStrategy": [{"type": "OnDelete"}, {"rollingUpdate": {"partition": 1, "maxUnavailable": 1}}],
    "ordinals": [{"start": 5}],
    "volumeClaimTemplates": [
        [
            {
                "metadata": {"name": name},
                "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **kind},
            }
        ]
        for name in ("data", "v0")
        for kind in ({}, {"storageClassName": "fast"}, {"storageClassName": ""})
    ],
    "persistentVolumeClaimRetentionPolicy": [{"whenScaled": "Delete"}],
}
DAEMON_SET: dict[str, list[Any]] = {
    "updateStrategy": [{"type": "OnDelete"}, {"rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}}]
}
