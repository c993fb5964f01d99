"""The shop: its settings, its pods, its Service and its Ingress."""

from __future__ import annotations

from k8sdsl import Stack, k8s
from k8sdsl.blocks import env_from_config_map, expose, http_probe, ingress

APP = {"app": "shop"}


def shop(*, host: str, tag: str, replicas: int, level: str) -> Stack:
    """The parameters are what differs between environments."""
    settings = k8s.ConfigMap("shop", data={"LOG_LEVEL": level, "PUBLIC_URL": f"https://{host}"})
    container = k8s.Container(
        "shop",
        image=f"registry.example.com/shop:{tag}",
        ports=[k8s.ContainerPort(8080, name="http")],
        env_from=[env_from_config_map(settings)],
        readiness_probe=http_probe("/ready", port="http", every=10),
        resources=k8s.ResourceRequirements(requests={"cpu": "100m", "memory": "128Mi"}, limits={"memory": "128Mi"}),
    )
    servers = k8s.Deployment(
        "shop",
        labels=APP,
        spec=k8s.DeploymentSpec(
            replicas=replicas,
            selector=k8s.LabelSelector(match_labels=APP),
            template=k8s.PodTemplateSpec(labels=APP, spec=k8s.PodSpec(containers=[container])),
        ),
    )
    service = expose(servers, 80, "http")
    return Stack("shop", [settings, servers, service, ingress(host, service, ingress_class="nginx")])
