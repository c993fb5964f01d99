"""Nextcloud: a slow starter. An upgrade can take twenty minutes, and nothing may restart it meanwhile."""

from __future__ import annotations

from k8sdsl import Stack, k8s
from k8sdsl.blocks import (
    allow_traffic,
    claim,
    claim_volume,
    disruption_budget,
    expose,
    http_probe,
    ingress,
    mount,
    pods,
    restricted_container,
    restricted_pod,
    scratch_volume,
    spread_over_nodes,
)
from stacks.environment import Storage
from stacks.web import low_ports

NEXTCLOUD = {"app": "nextcloud"}
IMAGE = "nextcloud:31.0"
PORT = 80
USER = 33


def nextcloud(*, host: str, replicas: int = 2, size: str = "100Gi", storage: Storage, tls_secret: str) -> Stack:
    """The web servers for one host, all on one claim of `size`: each serves the files that another was given."""
    files = claim("nextcloud", size, access="ReadWriteMany", storage_class=storage.files)
    servers = _servers(host, replicas, files)
    service = expose(servers, PORT, "http", port_name="http")
    return Stack(
        "nextcloud",
        [
            k8s.ServiceAccount("nextcloud", automount_service_account_token=False),
            files,
            servers,
            service,
            ingress(host, service, PORT, ingress_class="nginx", tls_secret=tls_secret),
            disruption_budget(servers, at_once=1),
            allow_traffic("nextcloud", NEXTCLOUD, received={PORT: pods(namespace="ingress-nginx")}),
        ],
    )


def _servers(host: str, replicas: int, files: k8s.PersistentVolumeClaim) -> k8s.Deployment:
    return k8s.Deployment(
        "nextcloud",
        labels=NEXTCLOUD,
        spec=k8s.DeploymentSpec(
            replicas=replicas,
            progress_deadline_seconds=3600,  # longer than the start may take, or the rollout counts as failed
            selector=k8s.LabelSelector(match_labels=NEXTCLOUD),
            template=k8s.PodTemplateSpec(
                labels=NEXTCLOUD,
                spec=k8s.PodSpec(
                    containers=[_container(host)],
                    volumes=[claim_volume("files", files), scratch_volume("tmp", "1Gi")],
                    affinity=spread_over_nodes(NEXTCLOUD),
                    service_account_name="nextcloud",
                    automount_service_account_token=False,
                    enable_service_links=False,
                    security_context=low_ports(restricted_pod(USER, files=USER)),
                ),
            ),
        ),
    )


def _container(host: str) -> k8s.Container:
    asked = {"Host": host}
    return k8s.Container(
        "nextcloud",
        image=IMAGE,
        ports=[k8s.ContainerPort(PORT, name="http")],
        env=[k8s.EnvVar("NEXTCLOUD_TRUSTED_DOMAINS", value=host)],
        resources=k8s.ResourceRequirements(requests={"cpu": "250m", "memory": "512Mi"}, limits={"memory": "1Gi"}),
        # 5 seconds of delay, then a check every 10 seconds; 300 failures in a row (50 minutes) mean a failed start. The
        # other two probes wait until this one has succeeded once.
        startup_probe=http_probe("/status.php", port="http", headers=asked, after=5, every=10, failures=300),
        liveness_probe=http_probe("/status.php", port="http", headers=asked, every=30, timeout=10, within=5 * 60),
        readiness_probe=http_probe("/status.php", port="http", headers=asked, every=10, timeout=5, within=30),
        volume_mounts=[mount("files", "/var/www/html"), mount("tmp", "/tmp")],  # noqa: S108 - of the container
        security_context=restricted_container(),
    )
