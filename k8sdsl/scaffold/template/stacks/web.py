"""A web server: its settings, its pods, its service, and how many pods may be missing at once."""

from k8sdsl import Stack, k8s
from k8sdsl.blocks import disruption_budget, env_from_config_map, expose, http_probe, spread_over_nodes


def web(*, image: str, replicas: int, message: str) -> Stack:
    """The parameters are what differs between environments."""
    app = {"app": "web"}
    settings = k8s.ConfigMap("web", data={"MESSAGE": message})
    deployment = k8s.Deployment(
        "web",
        labels=app,
        spec=k8s.DeploymentSpec(
            replicas=replicas,
            selector=k8s.LabelSelector(match_labels=app),
            template=k8s.PodTemplateSpec(labels=app, spec=_pod(image, app)),
        ),
    )
    return Stack(
        "web", [settings, deployment, expose(deployment, 80, "http"), disruption_budget(deployment, at_once=1)]
    )


def _pod(image: str, app: dict[str, str]) -> k8s.PodSpec:
    return k8s.PodSpec(
        affinity=spread_over_nodes(app),
        security_context=k8s.PodSecurityContext(run_as_non_root=True),
        containers=[
            k8s.Container(
                "web",
                image=image,
                ports=[k8s.ContainerPort(8080, name="http")],
                env_from=[env_from_config_map("web")],
                readiness_probe=http_probe("/", port="http", every=10),
                resources=k8s.ResourceRequirements(
                    requests={"cpu": "50m", "memory": "64Mi"}, limits={"memory": "64Mi"}
                ),
            )
        ],
    )
