"""The way into the cluster: one LoadBalancer Service for everything, and the ingress controller behind it.

An ingress controller is two things in one pod: a reverse proxy, and a program that turns every Ingress into its
settings. It runs as pods so that Kubernetes restarts, spreads and updates it. MetalLB gives the Service an address of
the company's network, because no cloud does here; cert-manager gets certificates from a public authority.
"""

from __future__ import annotations

from k8sdsl import Stack, accept, k8s
from k8sdsl.blocks import (
    addresses,
    allow_traffic,
    disruption_budget,
    expose,
    field_env,
    http_probe,
    mount,
    restricted_container,
    restricted_pod,
    scratch_volume,
    spread_over_nodes,
)
from k8sdsl.catalog import cert_manager, metallb

NAMESPACE = "ingress-nginx"
CONTROLLER = {"app": "ingress-nginx-controller"}
CLASS = "nginx"
USER = 101


def ingress_controller(*, address: str, email: str, replicas: int = 2) -> Stack:
    """The controller behind `address`, an address of the company's network that its DNS names point to.

    `email` is where the certificate authority writes before a certificate expires.
    """
    controller = _controller(replicas)
    service = expose(
        controller,
        [k8s.ServicePort(80, name="http", target_port="http"), k8s.ServicePort(443, name="https", target_port="https")],
        type="LoadBalancer",
        annotations={"metallb.io/loadBalancerIPs": address},
    )
    service.spec.external_traffic_policy = "Local"  # the proxy sees the visitors' addresses
    return Stack(
        "ingress-controller",
        [
            k8s.Namespace(NAMESPACE, labels={"pod-security.kubernetes.io/enforce": "restricted"}),
            k8s.IngressClass(
                CLASS,
                annotations={"ingressclass.kubernetes.io/is-default-class": "true"},
                spec=k8s.IngressClassSpec(controller="k8s.io/ingress-nginx"),
            ),
            *_permissions(),
            k8s.ConfigMap("ingress-nginx-controller", data={"use-forwarded-headers": "false"}),
            controller,
            service,
            disruption_budget(controller, at_once=1),
            # Everyone may come in here, and the proxy reaches every backend whose own policy lets it in.
            allow_traffic("ingress", {}, received={(8080, 8443): addresses("0.0.0.0/0")}),
            _issuer(email),
        ],
    )


def address_pool(address: str) -> Stack:
    """Where MetalLB runs: it answers for this one address in the company's network (layer 2: by ARP)."""
    return Stack(
        "address-pool",
        [
            metallb.IPAddressPool(
                "ingress", spec=metallb.IPAddressPoolSpec(addresses=[f"{address}/32"], auto_assign=False)
            ),
            metallb.L2Advertisement("ingress", spec=metallb.L2AdvertisementSpec(ip_address_pools=["ingress"])),
        ],
    )


def _issuer(email: str) -> cert_manager.ClusterIssuer:
    """A public authority, which visitors trust: it proves the host by a request through this controller."""
    solver = cert_manager.IssuerAcmeSolver(
        http01=cert_manager.IssuerAcmeSolverHttp01(
            ingress=cert_manager.IssuerAcmeSolverHttp01Ingress(ingress_class_name=CLASS)
        )
    )
    return cert_manager.ClusterIssuer(
        "public",
        spec=cert_manager.IssuerSpec(
            acme=cert_manager.IssuerAcme(
                server="https://acme-v02.api.letsencrypt.org/directory",
                email=email,
                private_key_secret_ref=cert_manager.IssuerSecretRef(name="public-account"),
                solvers=[solver],
            )
        ),
    )


def _permissions() -> list[k8s.ServiceAccount | k8s.ClusterRole | k8s.ClusterRoleBinding | k8s.Role | k8s.RoleBinding]:
    """What the controller reads in the whole cluster, and the lease by which its replicas elect one to write status."""
    name = "ingress-nginx"
    account = k8s.Subject(kind="ServiceAccount", name=name, namespace=NAMESPACE)
    group = "rbac.authorization.k8s.io"
    read = ["get", "list", "watch"]
    return [
        k8s.ServiceAccount(name),
        accept(
            k8s.ClusterRole(
                name,
                rules=[
                    k8s.PolicyRule(
                        api_groups=[""],
                        resources=["configmaps", "endpoints", "namespaces", "nodes", "pods"],
                        verbs=read,
                    ),
                    k8s.PolicyRule(api_groups=[""], resources=["services", "secrets"], verbs=read),
                    k8s.PolicyRule(
                        api_groups=["networking.k8s.io"], resources=["ingresses", "ingressclasses"], verbs=read
                    ),
                    k8s.PolicyRule(api_groups=["networking.k8s.io"], resources=["ingresses/status"], verbs=["update"]),
                    k8s.PolicyRule(api_groups=["discovery.k8s.io"], resources=["endpointslices"], verbs=read),
                    k8s.PolicyRule(api_groups=[""], resources=["events"], verbs=["create", "patch"]),
                ],
            ),
            "access/*",
            reason="it serves the certificates of every namespace",
        ),
        k8s.ClusterRoleBinding(
            name, role_ref=k8s.RoleRef(api_group=group, kind="ClusterRole", name=name), subjects=[account]
        ),
        k8s.Role(
            name,
            rules=[
                k8s.PolicyRule(
                    api_groups=["coordination.k8s.io"], resources=["leases"], verbs=["get", "create", "update"]
                )
            ],
        ),
        k8s.RoleBinding(name, role_ref=k8s.RoleRef(api_group=group, kind="Role", name=name), subjects=[account]),
    ]


def _controller(replicas: int) -> k8s.Deployment:
    return k8s.Deployment(
        "ingress-nginx-controller",
        labels=CONTROLLER,
        spec=k8s.DeploymentSpec(
            replicas=replicas,
            selector=k8s.LabelSelector(match_labels=CONTROLLER),
            template=k8s.PodTemplateSpec(
                labels=CONTROLLER,
                spec=k8s.PodSpec(
                    containers=[_proxy()],
                    volumes=[scratch_volume("tmp", "100Mi")],
                    affinity=spread_over_nodes(CONTROLLER),
                    service_account_name="ingress-nginx",
                    enable_service_links=False,
                    termination_grace_period_seconds=300,
                    security_context=restricted_pod(USER),
                ),
            ),
        ),
    )


def _proxy() -> k8s.Container:
    return k8s.Container(
        "controller",
        image="registry.k8s.io/ingress-nginx/controller:v1.12",
        args=[
            "/nginx-ingress-controller",
            f"--controller-class=k8s.io/ingress-{CLASS}",
            f"--ingress-class={CLASS}",
            "--http-port=8080",
            "--https-port=8443",
            "--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller",
            "--election-id=ingress-nginx-leader",
            "--configmap=$(POD_NAMESPACE)/ingress-nginx-controller",
        ],
        ports=[
            k8s.ContainerPort(8080, name="http"),
            k8s.ContainerPort(8443, name="https"),
            k8s.ContainerPort(10254, name="health"),
        ],
        env=[field_env("POD_NAME", "metadata.name"), field_env("POD_NAMESPACE", "metadata.namespace")],
        resources=k8s.ResourceRequirements(requests={"cpu": "250m", "memory": "256Mi"}, limits={"memory": "512Mi"}),
        liveness_probe=http_probe("/healthz", port="health", every=10, timeout=5, within=60),
        readiness_probe=http_probe("/healthz", port="health", every=10, timeout=5, within=30),
        volume_mounts=[mount("tmp", "/tmp")],  # noqa: S108 - of the container
        security_context=restricted_container(writable=True),  # it writes its settings for nginx
    )
