"""Kibana, as the course converts it from a Compose file: settings in a ConfigMap, passwords in a Secret."""

from __future__ import annotations

from os import environ

from k8sdsl import Stack, k8s
from k8sdsl.blocks import (
    allow_traffic,
    disruption_budget,
    env_from_config_map,
    env_from_secret,
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
from stacks.elasticsearch import COORDINATORS, HTTP, SERVICE
from stacks.environment import PLACEHOLDER

KIBANA = {"app": "kibana"}
IMAGE = "registry.example.com/kibana:8.19"
PORT, SERVICE_PORT = 5601, 8082
USER = 1000


def kibana(*, host: str, replicas: int = 2, tls_secret: str) -> Stack:
    """Kibana for one host, behind the ingress controller."""
    config = k8s.ConfigMap(
        "kibana",
        data={
            "ELASTICSEARCH_HOSTS": f"http://{SERVICE}:{HTTP}",
            "SERVER_NAME": "kibana",
            # The Compose file says `kibana`, which in a pod is the address of the Service: it must listen on its own.
            "SERVER_HOST": "0.0.0.0",  # noqa: S104 - of the pod, which a NetworkPolicy protects
            "SERVER_PUBLICBASEURL": f"https://{host}",
        },
    )
    secret = k8s.Secret(
        "kibana-credentials",
        string_data={
            "ELASTICSEARCH_USERNAME": "kibana_system",
            "ELASTICSEARCH_PASSWORD": environ.get("KIBANA_PASSWORD", PLACEHOLDER),
        },
    )
    server = _server(config, secret, replicas)
    service = expose(server, SERVICE_PORT, PORT, port_name="http")
    return Stack(
        "kibana",
        [
            k8s.ServiceAccount("kibana", automount_service_account_token=False),
            config,
            secret,
            server,
            service,
            ingress(host, service, SERVICE_PORT, ingress_class="nginx", tls_secret=tls_secret),
            disruption_budget(server, at_once=1),
            allow_traffic(
                "kibana", KIBANA, received={PORT: pods(namespace="ingress-nginx")}, sent={HTTP: pods(COORDINATORS)}
            ),
        ],
    )


def _server(config: k8s.ConfigMap, secret: k8s.Secret, replicas: int) -> k8s.Deployment:
    return k8s.Deployment(
        "kibana",
        labels=KIBANA,
        spec=k8s.DeploymentSpec(
            replicas=replicas,
            selector=k8s.LabelSelector(match_labels=KIBANA),
            template=k8s.PodTemplateSpec(
                labels=KIBANA,
                spec=k8s.PodSpec(
                    containers=[
                        k8s.Container(
                            "kibana",
                            image=IMAGE,
                            ports=[k8s.ContainerPort(PORT, name="http")],
                            env_from=[env_from_config_map(config), env_from_secret(secret)],
                            resources=k8s.ResourceRequirements(
                                requests={"cpu": "250m", "memory": "1Gi"}, limits={"memory": "1Gi"}
                            ),
                            startup_probe=http_probe("/api/status", port="http", every=10, timeout=5, within=5 * 60),
                            liveness_probe=http_probe("/login", port="http", every=30, timeout=5, within=3 * 60),
                            readiness_probe=http_probe("/api/status", port="http", every=10, timeout=5, within=30),
                            volume_mounts=[mount("data", "/usr/share/kibana/data"), mount("tmp", "/tmp")],  # noqa: S108
                            security_context=restricted_container(),
                        )
                    ],
                    volumes=[scratch_volume("data", "200Mi"), scratch_volume("tmp", "100Mi")],
                    affinity=spread_over_nodes(KIBANA),
                    service_account_name="kibana",
                    automount_service_account_token=False,
                    enable_service_links=False,
                    security_context=restricted_pod(USER, files=USER),
                ),
            ),
        ),
    )
