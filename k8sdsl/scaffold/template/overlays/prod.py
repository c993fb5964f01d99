"""Production: three web servers, and a patch for what only production needs."""

from k8sdsl import Overlay, k8s, patch

from stacks.web import web


@patch(k8s.Deployment, "web")
def careful_rollout(deployment: k8s.Deployment) -> None:
    deployment.spec.min_ready_seconds = 30


overlay = Overlay(
    base=web(image="nginxinc/nginx-unprivileged:1.29", replicas=3, message="hello"),
    namespace="production",
    labels={"environment": "prod"},
    patches=[careful_rollout],
)
