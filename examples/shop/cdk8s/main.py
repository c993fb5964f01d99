"""The shop as a cdk8s application: `python main.py` writes `rendered/dev.k8s.yaml` and `rendered/prod.k8s.yaml`."""

# pyright: reportMissingImports=false, reportAttributeAccessIssue=false
from cdk8s import App, Chart
from cdk8s_plus_34 import k8s
from constructs import Construct

APP = {"app": "shop"}


class Shop(Chart):
    """One environment."""

    def __init__(
        self, scope: Construct, name: str, *, namespace: str, replicas: int, tag: str, level: str, host: str
    ) -> None:
        labels = {"environment": name}
        super().__init__(scope, name, namespace=namespace, disable_resource_name_hashes=True, labels=labels)
        shop = k8s.ObjectMeta(name="shop")
        k8s.KubeConfigMap(
            self, "config", metadata=shop, data={"LOG_LEVEL": level, "PUBLIC_URL": f"https://{host}"}
        )
        k8s.KubeService(
            self,
            "service",
            metadata=shop,
            spec=k8s.ServiceSpec(
                selector=APP,
                ports=[k8s.ServicePort(port=80, target_port=k8s.IntOrString.from_string("http"))],
            ),
        )
        http = k8s.IntOrString.from_string("http")
        memory = k8s.Quantity.from_string("128Mi")
        container = k8s.Container(
            name="shop",
            image=f"registry.example.com/shop:{tag}",
            ports=[k8s.ContainerPort(container_port=8080, name="http")],
            env_from=[k8s.EnvFromSource(config_map_ref=k8s.ConfigMapEnvSource(name="shop"))],
            readiness_probe=k8s.Probe(http_get=k8s.HttpGetAction(path="/ready", port=http), period_seconds=10),
            resources=k8s.ResourceRequirements(
                requests={"cpu": k8s.Quantity.from_string("100m"), "memory": memory}, limits={"memory": memory}
            ),
        )
        k8s.KubeDeployment(
            self,
            "deployment",
            metadata=k8s.ObjectMeta(name="shop", labels=APP),
            spec=k8s.DeploymentSpec(
                replicas=replicas,
                selector=k8s.LabelSelector(match_labels=APP),
                template=k8s.PodTemplateSpec(
                    metadata=k8s.ObjectMeta(labels=APP), spec=k8s.PodSpec(containers=[container])
                ),
            ),
        )
        service = k8s.IngressServiceBackend(name="shop", port=k8s.ServiceBackendPort(number=80))
        path = k8s.HttpIngressPath(path="/", path_type="Prefix", backend=k8s.IngressBackend(service=service))
        rule = k8s.IngressRule(host=host, http=k8s.HttpIngressRuleValue(paths=[path]))
        k8s.KubeIngress(
            self, "ingress", metadata=shop, spec=k8s.IngressSpec(ingress_class_name="nginx", rules=[rule])
        )


app = App(outdir="rendered")
Shop(app, "dev", namespace="development", replicas=1, tag="2.2", level="debug", host="dev.example.com")
Shop(app, "prod", namespace="production", replicas=3, tag="2.1", level="info", host="shop.example.com")
app.synth()
