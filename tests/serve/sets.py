"""A small project: a shop with an Ingress, a Secret whose value is not set, a finding, and two overlays."""

from __future__ import annotations

from tests.projects import HEAD

WEB = (
    HEAD
    + """from k8sdsl.gitops import from_environment


def web(*, host: str, replicas: int = 1) -> Stack:
    labels = {"app": "web"}
    container = k8s.Container("web", image="nginx:1.29", ports=[k8s.ContainerPort(8080, name="http")])
    return Stack(
        "web",
        [
            k8s.Deployment(
                "web",
                spec=k8s.DeploymentSpec(
                    replicas=replicas,
                    selector=k8s.LabelSelector(match_labels=labels),
                    template=k8s.PodTemplateSpec(
                        metadata=k8s.ObjectMeta(labels=labels), spec=k8s.PodSpec(containers=[container])
                    ),
                ),
            ),
            k8s.Service("web", spec=k8s.ServiceSpec(selector=labels, ports=[k8s.ServicePort(80, target_port="http")])),
            k8s.Ingress(
                "web",
                spec=k8s.IngressSpec(
                    rules=[
                        k8s.IngressRule(
                            host=host,
                            http=k8s.HTTPIngressRuleValue(
                                paths=[
                                    k8s.HTTPIngressPath(
                                        path="/",
                                        path_type="Prefix",
                                        backend=k8s.IngressBackend(
                                            service=k8s.IngressServiceBackend(
                                                name="web", port=k8s.ServiceBackendPort(number=80)
                                            )
                                        ),
                                    )
                                ]
                            ),
                        )
                    ]
                ),
            ),
            k8s.Secret("web", string_data={"password": from_environment("SHOP_PASSWORD")}),
        ],
    )
"""
)


def overlay(host: str, replicas: int, namespace: str) -> str:
    """The source of an overlay with the web stack."""
    return (
        HEAD
        + f"""from stacks.web import web

overlay = Overlay(base=[web(host="{host}", replicas={replicas})], namespace="{namespace}")
"""
    )


SHOP = {
    "stacks/web.py": WEB,
    "overlays/prod.py": overlay("shop.example.com", 3, "shop"),
    "overlays/dev.py": overlay("dev.example.com", 1, "shop-dev"),
}
