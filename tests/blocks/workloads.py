"""Smallest objects to try blocks on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import k8sdsl
from k8sdsl import k8s

if TYPE_CHECKING:
    from k8sdsl.objects.typed import Resource


APP = {"app": "web"}


def web_server(**fields: Any) -> k8s.Deployment:
    """A Deployment of one container, with more fields for its pods."""
    return k8s.Deployment(
        "web",
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=APP),
            template=k8s.PodTemplateSpec(
                labels={**APP, "version": "2"},
                spec=k8s.PodSpec(containers=[k8s.Container("web", image="web:2.1")], **fields),
            ),
        ),
    )


def accepted(resource: Resource) -> dict[str, Any]:
    """The tree of an object that the API server would accept."""
    tree = resource.to_dict()
    assert k8sdsl.validate(tree) == []
    return tree


def spec_of(resource: Resource) -> dict[str, Any]:
    """The `spec` of an object that the API server would accept."""
    spec: dict[str, Any] = accepted(resource)["spec"]
    return spec


def container_of(**fields: Any) -> dict[str, Any]:
    """A container with these fields, as an accepted Deployment has it; `volumes` are its pod's."""
    web = web_server(volumes=fields.pop("volumes", []))
    web.spec.template.spec.containers = [k8s.Container("web", image="web:2.1", **fields)]
    container: dict[str, Any] = spec_of(web)["template"]["spec"]["containers"][0]
    return container
