"""The rules of thumb and the questions of the notes: each is found in what the notes warn about."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

import k8sdsl

POD = """
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: "nginx:1.28"}]}
"""
WORKLOAD = """
apiVersion: apps/v1
kind: %(kind)s
metadata: {name: w}
spec:
  replicas: %(replicas)s
  selector: {matchLabels: {app: w}}
  template:
    metadata: {labels: {app: w}}
    spec: %(spec)s
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: %(name)s}
spec: {type: %(type)s, selector: {app: %(name)s}, ports: [{port: %(port)s, nodePort: %(node_port)s}]}
"""
JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: j}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: "a:1.0"}]}}}
"""
CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: %(name)s}
spec: {accessModes: [ReadWriteOnce], volumeName: volumen1, resources: {requests: {storage: 1Gi}}}
"""
SCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: w}
spec:
  minReplicas: 3
  maxReplicas: 17
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: w}
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
"""
QUOTA = """
apiVersion: v1
kind: ResourceQuota
metadata: {name: q}
spec: {hard: {limits.cpu: "4"}}
"""
CONFIG = """
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {DATABASE: "10.0.0.102:3306"}
"""


def workload(spec: str, kind: str = "Deployment", replicas: int = 3) -> str:
    return WORKLOAD % {"kind": kind, "replicas": replicas, "spec": spec}


def service(name: str, kind: str, port: int, node_port: int) -> str:
    return SERVICE % {"name": name, "type": kind, "port": port, "node_port": node_port}


def one(image: str, more: str = "") -> str:
    return f'{{containers: [{{name: c, image: "{image}"{more}}}]}}'


def node(name: str, address: str) -> str:
    return yaml.safe_dump(
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name},
            "status": {"addresses": [{"type": "InternalIP", "address": address}]},
        }
    )


MOUNTED = '{volumes: [{name: v, persistentVolumeClaim: {claimName: v}}], containers: [{name: c, image: "a:1.0", '
PORTS = ", ports: [{containerPort: 80}]"
SLOW = ", livenessProbe: {initialDelaySeconds: 1200, tcpSocket: {port: 1521}}"
DUMP = ', command: [sh, -c, "mariadb-dump db > /backup/db.sql"]'
ROTATED = """{volumes: [
  {name: v, emptyDir: {medium: Memory, sizeLimit: 100Ki}}, {name: c, configMap: {name: logs}}],
  containers: [{name: a, image: "a:1.0", volumeMounts: [{name: v, mountPath: /logs}, {name: c, mountPath: /etc/x}]}]}"""
TWO_FILES = """
apiVersion: v1
kind: ConfigMap
metadata: {name: logs}
data: {access-log.conf: 'GlobalLog "|/usr/bin/rotatelogs -n 2 /logs/access.log 50K" combined'}
"""
AFFINITY = """{affinity: {nodeAffinity: {
  requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
    {matchExpressions: [{key: mips, operator: Gt, values: ["3000"]}]}]},
  preferredDuringSchedulingIgnoredDuringExecution: [
    {weight: 1, preference: {matchExpressions: [{key: mips, operator: Gt, values: ["2500"]}]}}]}},
  containers: [{name: c, image: "a:1.0"}]}"""

ROWS: list[tuple[str, str, list[str]]] = [
    ("M1", "workloads/bare-pod", [POD]),
    ("M2", "workloads/bare-job", [JOB]),
    ("M3", "workloads/node-name", [workload('{nodeName: nodo-con-gpu-01, containers: [{name: c, image: "a:1.0"}]}')]),
    ("M4", "spreading/anti-affinity-by-domain", [workload(one("wordpress:6.8"))]),
    ("M5", "data/stateful-set", [workload(one("mariadb:11.8"))]),
    ("M5", "data/majority", [workload(one("mariadb:11.8"), "StatefulSet", 2)]),
    (
        "M6",
        "workloads/web-and-database",
        [workload('{containers: [{name: w, image: "wordpress:6.8"}, {name: d, image: "mariadb:11.8"}]}')],
    ),
    (
        "M7",
        "workloads/script",
        [workload(one("mariadb:11.8", DUMP))],
    ),
    (
        "M8",
        "workloads/endless-init",
        [
            workload(
                '{initContainers: [{name: i, image: "a:1.0", command: [sh, -c, "while true; do sleep 1; done"]}], '
                'containers: [{name: c, image: "a:1.0"}]}'
            )
        ],
    ),
    ("M9", "images/minor-version", [workload(one("kibana:7.7.0"))]),
    ("M9", "images/minor-version", [workload(one("nginx:1"))]),
    (
        "M10",
        "traffic/readiness",
        [workload(one("a:1.0", ", ports: [{containerPort: 80}]")), service("w", "ClusterIP", 80, 0)],
    ),
    (
        "M10",
        "probes/startup",
        [workload(one("a:1.0", SLOW))],
    ),
    ("M11", "images/tag", [workload(one("wordpress"))]),
    ("M12", "addresses/in-config-map", [CONFIG]),
    ("M12, Q17", "addresses/in-variable", [workload(one("a:1.0", ', env: [{name: DB, value: "10.0.0.102:3306"}]'))]),
    ("M13", "environment/sensitive", [workload(one("a:1.0", ", env: [{name: DB_PASSWORD, value: password}]"))]),
    ("M14", "traffic/default-deny", [workload(one("a:1.0"))]),
    ("M15", "traffic/node-port-range", [service("w", "NodePort", 80, 80)]),
    ("M16", "services/node-port", [service("w", "NodePort", 87, 30080)]),
    (
        "M17",
        "traffic/one-load-balancer",
        [service(name, "LoadBalancer", 87, 30080) for name in "wx"],
    ),
    ("M18", "data/logs-on-claim", [workload(MOUNTED + "volumeMounts: [{name: v, mountPath: /var/log/apache2}]}]}")]),
    ("M19", "data/volume", [workload(one("mariadb:11.8"), "StatefulSet")]),
    ("M20", "data/fixed-volume", [CLAIM % {"name": "v"}]),
    (
        "M21",
        "data/shared-claim",
        [workload(MOUNTED + "volumeMounts: [{name: v, mountPath: /data}]}]}"), CLAIM % {"name": "v"}],
    ),
    ("M22", "replicas/fixed-beside-autoscaler", [workload(one("a:1.0")), SCALER]),
    ("M23", "autoscaling/request", [workload(one("a:1.0")), SCALER]),
    ("M24", "quotas/defaults", [QUOTA, workload(one("a:1.0"))]),
    ("M25", "workloads/claim-template", [workload(one("a:1.0"), "StatefulSet")]),
    (
        "M26",
        "data/memory-volume",
        [workload('{volumes: [{name: v, emptyDir: {medium: Memory}}], containers: [{name: c, image: "a:1.0"}]}')],
    ),
    ("M27", "traffic/through-the-controller", [workload(one("a:1.0")), service("w", "NodePort", 87, 30080)]),
    (
        "Q9",
        "set/node-port-taken",
        [service(name, "NodePort", 87, 30080) for name in ("proxy-inverso", "wp")],
    ),
    ("Q5", "logs/rotation", [workload(ROTATED), TWO_FILES]),
    ("Q11", "affinity/idle-preference", [workload(AFFINITY)]),
    (
        "Q13",
        "set/misspelt-address",
        [
            workload(one("a:1.0", ', env: [{name: DB_HOST, value: "servicio-mariadb:3307"}]')),
            service("mariadb-service", "ClusterIP", 3307, 0),
        ],
    ),
    ("Q16", "nodes/address", [node("a", "192.168.0.101"), node("b", "192.168.0.101")]),
]


def trees(texts: list[str]) -> list[dict[str, Any]]:
    found = [yaml.safe_load(text) for text in texts]
    for tree in found:
        for port in tree["spec"].get("ports", ()) if tree["kind"] == "Service" else ():
            if not port["nodePort"]:
                del port["nodePort"]
    return found


@pytest.mark.parametrize(("row", "rule", "texts"), ROWS, ids=[f"{row} {rule}" for row, rule, _ in ROWS])
def test_a_rule_of_thumb_is_found(row: str, rule: str, texts: list[str]) -> None:
    assert row
    assert rule in {finding.rule for finding in k8sdsl.check(trees(texts), policies=["notes"])}


def test_the_backups_image_has_the_tag_that_the_notes_like() -> None:
    found = k8sdsl.check(trees([workload(one("backup:1.0"))]), policies=["images/minor-version"])
    assert "images/minor-version" not in {finding.rule for finding in found}


VOLUME = """
apiVersion: v1
kind: PersistentVolume
metadata: {name: volumen1}
spec:
  capacity: {storage: %s}
  storageClassName: rapidito-redundante
  accessModes: [ReadWriteOnce]
  nfs: {server: a, path: /b}
"""
WANTED = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: pvc-datos-mariadb}
spec:
  resources: {requests: {storage: %s}}
  storageClassName: rapidito-redundante
  accessModes: [ReadWriteOnce]
"""


@pytest.mark.parametrize(
    ("row", "has", "asks", "idle"), [("Q2", "20Gi", "10Gi", "10Gi idle"), ("Q3", "100Gi", "35Gi", "65Gi idle")]
)
def test_what_a_claim_leaves_idle_is_reported(row: str, has: str, asks: str, idle: str) -> None:
    assert row
    assert idle in k8sdsl.forecast([yaml.safe_load(VOLUME % has), yaml.safe_load(WANTED % asks)])
