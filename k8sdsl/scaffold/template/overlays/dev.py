"""Development: one small web server."""

from k8sdsl import Overlay

from stacks.web import web

overlay = Overlay(
    base=web(image="nginxinc/nginx-unprivileged:1.29", replicas=1, message="hello from dev"),
    namespace="dev",
    labels={"environment": "dev"},
)
