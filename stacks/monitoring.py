"""Monitoring: an agent on every node, and what the Prometheus operator collects from it."""

from __future__ import annotations

from k8sdsl import Stack, accept, k8s
from k8sdsl.blocks import (
    allow_traffic,
    expose,
    host_volume,
    http_probe,
    mount,
    pods,
    restricted_container,
    restricted_pod,
)
from k8sdsl.catalog import prometheus
from stacks.nodes import CHANGES_THE_NODE, EVERYWHERE
from stacks.platform import closed

EXPORTER = {"app": "node-exporter"}
PORT = 9100
FREE_DISK = "node_filesystem_avail_bytes / node_filesystem_size_bytes"


def monitoring(*, least_free_disk: float = 0.1) -> Stack:
    """The measurements of every node, and an alert for a disk with less than this part free."""
    exporter = _exporter()
    return Stack(
        "monitoring",
        [
            k8s.Namespace("monitoring", labels={"pod-security.kubernetes.io/enforce": "privileged"}),
            exporter,
            *closed(),
            allow_traffic("node-exporter", EXPORTER, received={PORT: pods({"app.kubernetes.io/name": "prometheus"})}),
            expose(exporter, PORT, "metrics", port_name="metrics", labels=EXPORTER),
            prometheus.ServiceMonitor(
                "node-exporter",
                spec=prometheus.ServiceMonitorSpec(
                    selector=k8s.LabelSelector(match_labels=EXPORTER),
                    endpoints=[prometheus.ServiceMonitorEndpoint(port="metrics", interval="30s")],
                ),
            ),
            prometheus.PrometheusRule(
                "nodes",
                spec=prometheus.PrometheusRuleSpec(
                    groups=[
                        prometheus.PrometheusRuleGroup(
                            name="disks",
                            rules=[
                                prometheus.PrometheusRuleGroupRule(
                                    alert="DiskAlmostFull",
                                    expr=f"{FREE_DISK} < {least_free_disk}",
                                    for_="15m",
                                    labels={"severity": "warning"},
                                )
                            ],
                        )
                    ]
                ),
            ),
        ],
    )


def _exporter() -> k8s.DaemonSet:
    """Reads the node's own files, without any right to change them, on every node and the control plane."""
    daemon = k8s.DaemonSet(
        "node-exporter",
        labels=EXPORTER,
        spec=k8s.DaemonSetSpec(
            selector=k8s.LabelSelector(match_labels=EXPORTER),
            template=k8s.PodTemplateSpec(
                labels=EXPORTER,
                spec=k8s.PodSpec(
                    containers=[
                        k8s.Container(
                            "node-exporter",
                            image="quay.io/prometheus/node-exporter:v1.9",
                            args=["--path.rootfs=/host"],
                            ports=[k8s.ContainerPort(PORT, name="metrics")],
                            resources=k8s.ResourceRequirements(
                                requests={"cpu": "50m", "memory": "32Mi"}, limits={"memory": "64Mi"}
                            ),
                            liveness_probe=http_probe("/", port="metrics", every=30, timeout=5),
                            readiness_probe=http_probe("/", port="metrics", every=10, timeout=5),
                            volume_mounts=[mount("root", "/host", read_only=True)],
                            security_context=restricted_container(),
                        )
                    ],
                    volumes=[host_volume("root", "/", kind="Directory")],
                    tolerations=EVERYWHERE,
                    automount_service_account_token=False,
                    enable_service_links=False,
                    security_context=restricted_pod(65534),
                ),
            ),
        ),
    )
    return accept(daemon, "host/*", reason=CHANGES_THE_NODE.replace("changes", "reads"))
