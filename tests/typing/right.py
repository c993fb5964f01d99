"""Right uses: neither checker may have anything to say about them."""

from __future__ import annotations

import datetime as dt
from typing import assert_type

import k8sdsl
from k8sdsl import Overlay, Stack, Target, blocks, from_dict, k8s, patch
from k8sdsl.api import autoscaling_v1, core_v1
from k8sdsl.catalog import argo_cd, cert_manager, istio, prometheus
from k8sdsl.k8s import Deployment

app = {"app": "web"}

container = k8s.Container(
    "web",
    image="nginx:1.27",
    args=["-g", "daemon off;"],
    ports=[k8s.ContainerPort(80), k8s.ContainerPort(9113, name="metrics", protocol="TCP")],
    env=[
        k8s.EnvVar("A", value="b"),
        k8s.EnvVar(
            "PASSWORD", value_from=k8s.EnvVarSource(secret_key_ref=k8s.SecretKeySelector(name="web", key="password"))
        ),
    ],
    resources=k8s.ResourceRequirements(requests={"cpu": "100m", "memory": 1024}, limits={"cpu": 0.5}),
    readiness_probe=k8s.Probe(http_get=k8s.HTTPGetAction(path="/", port="http"), period_seconds=10),
    liveness_probe=k8s.Probe(tcp_socket=k8s.TCPSocketAction(port=80)),
    volume_mounts=[k8s.VolumeMount("/data", name="data", read_only=True)],
)
web = k8s.Deployment(
    "web",
    namespace="prod",
    labels=app,
    annotations={"a": "b"},
    spec=k8s.DeploymentSpec(
        replicas=3,
        selector=k8s.LabelSelector(match_labels=app),
        template=k8s.PodTemplateSpec(
            labels=app,
            spec=k8s.PodSpec(
                containers=[container],
                volumes=[k8s.Volume("data", empty_dir=k8s.EmptyDirVolumeSource(medium="Memory", size_limit="1Gi"))],
                termination_grace_period_seconds=30,
            ),
        ),
    ),
)
assert_type(web, k8s.Deployment)
assert_type(web.spec, k8s.DeploymentSpec)
assert_type(web.spec.replicas, int | None)
assert_type(web.spec.template.spec, k8s.PodSpec)
assert_type(web.metadata.name, str | None)
assert_type(k8s.Deployment.from_dict(web.to_dict()), k8s.Deployment)
assert_type(from_dict(web.to_dict()), k8sdsl.Resource)
assert_type(container.ports, list[k8s.ContainerPort] | None)

named = k8s.Container(name="web")
nameless = k8s.ObjectMeta(labels=app)
meta = k8s.ConfigMap(metadata=k8s.ObjectMeta("a", creation_timestamp=dt.datetime.now(dt.UTC)), data={"a": "b"})


def batch(
    policy: k8s.RestartPolicy = "Never", access: list[k8s.PersistentVolumeAccessMode] | None = None
) -> k8s.PodSpec:
    """A parameter has the values of the field."""
    k8s.PersistentVolumeClaimSpec(access_modes=access or ["ReadWriteOnce"])
    return k8s.PodSpec(containers=[], restart_policy=policy, dns_policy="Default")


secret = k8s.Secret("s", data={"a": b"bytes", "b": "YmFzZQ=="}, string_data={"c": "d"})
service = k8s.Service("web", spec=k8s.ServiceSpec(selector=app, ports=[k8s.ServicePort(80, target_port="http")]))
policy = k8s.NetworkPolicy(
    "web",
    spec=k8s.NetworkPolicySpec(
        pod_selector=k8s.LabelSelector(), ingress=[k8s.NetworkPolicyIngressRule(from_=[k8s.NetworkPolicyPeer()])]
    ),
)
rolling = k8s.DeploymentStrategy(
    type="RollingUpdate", rolling_update=k8s.RollingUpdateDeployment(max_surge="25%", max_unavailable=0)
)
schema = k8s.JSONSchemaProps(type="object", not_=k8s.JSONSchemaProps(type="integer"), items=[k8s.JSONSchemaProps()])
older = autoscaling_v1.HorizontalPodAutoscaler(
    "web",
    spec=autoscaling_v1.HorizontalPodAutoscalerSpec(
        max_replicas=3, scale_target_ref=autoscaling_v1.CrossVersionObjectReference(kind="Deployment", name="web")
    ),
)
same: core_v1.Pod = k8s.Pod("a", spec=k8s.PodSpec(containers=[]))
issuer = k8s.CustomResource("web", api_version="cert-manager.io/v1", kind="Issuer", spec={"selfSigned": {}})


@patch(k8s.StatefulSet, "mariadb")
def galera(database: k8s.StatefulSet) -> None:
    """Three of them."""
    database.spec.replicas = 3
    database.spec.template.spec.containers[0].image = "mariadb:11.4"


@patch(Deployment, label_selector="app=web", allow_no_match=True)
def paused(deployment: Deployment) -> None:
    """For a while."""
    deployment.spec.paused = True


stack = Stack("web", [web, service, None, meta.to_dict(), "more.yaml"])
overlay = Overlay(
    base=[stack, service, "manifests/"],
    namespace="prod",
    labels={"env": "prod"},
    annotations={"a": "b"},
    images={"nginx": "1.28"},
    replicas={"web": 5},
    patches=[
        galera,
        paused,
        "patches/memory.yaml",
        {"kind": "Deployment"},
        web,
        k8sdsl.JsonPatch([{"op": "remove", "path": "/spec/replicas"}], target=Target(kind="Deployment")),
    ],
    name_prefix="eu-",
    name_suffix="-1",
)
nested = Overlay(base=overlay, labels=k8sdsl.Labels({"a": "b"}, include_selectors=True))


def owned(tree: dict[str, object]) -> None:
    """A transformer."""


generated = Overlay(
    base=overlay,
    components=[nested, "components/monitoring"],
    config_map_generator=[k8sdsl.ConfigMapGenerator("a", literals={"b": "c"}, files=["d"], behavior="merge")],
    secret_generator=[k8sdsl.SecretGenerator("a", files={"b": "c"}, type="example.com/a")],
    generator_options=k8sdsl.GeneratorOptions(immutable=True),
    replacements=[
        k8sdsl.Replacement(
            k8sdsl.ReplacementSource(target=Target(kind="ConfigMap")),
            (k8sdsl.ReplacementTarget(select=Target(), options=k8sdsl.ReplacementOptions(create=True)),),
        ),
        "replacements.yaml",
    ],
    vars=[k8sdsl.Variable("A", "v1", "ConfigMap", "a")],
    generators=[lambda: service, {"kind": "ConfigMapGenerator"}, "generators/"],
    transformers=[owned],
    validators=[lambda tree: None],  # noqa: ARG005
    configurations=[{"images": []}],
    crds=["crds.json"],
    openapi="schema.json",
    sort_options=k8sdsl.SortOrder("legacy", ("Service",)),
    build_metadata=["originAnnotations"],
    merge_custom_lists=False,
)
text: str = k8sdsl.build(overlay, kube_version="1.34")
for finding in k8sdsl.check([web.to_dict()]) + k8sdsl.validate(web.to_dict()):
    print(finding.rule, finding.source)  # noqa: T201

assert_type(blocks.http_probe("/", port="http", every=10, within=60), k8s.Probe)
assert_type(blocks.exec_probe("true", timeout=1), k8s.Probe)
assert_type(blocks.spread_over_nodes(app, required=True), k8s.Affinity)
assert_type(blocks.expose(web, 87, "http"), k8s.Service)
assert_type(blocks.ingress("a.example.com", blocks.expose(web, 87)), k8s.Ingress)
assert_type(blocks.scale(web, 3, 17, cpu=70, memory="1Gi"), k8s.HorizontalPodAutoscaler)
assert_type(blocks.claim("a", "1Gi", access=["ReadWriteOnce"]), k8s.PersistentVolumeClaim)
assert_type(blocks.mount(blocks.ram_volume("a", "1Mi"), "/a"), k8s.VolumeMount)
assert_type(blocks.env_values({"A": "b"}), list[k8s.EnvVar])
assert_type(
    blocks.allow_traffic("a", app, received={(80, "53/UDP"): [blocks.pods(app)], "http": blocks.pods()}),
    k8s.NetworkPolicy,
)


@patch(k8s.CustomResource, "web", api_version="cert-manager.io/v1", kind="Certificate")
def longer(certificate: k8s.CustomResource) -> None:
    """Its fields are whatever the wire has."""
    certificate.spec["duration"] = "2160h"
    certificate.metadata.labels = app


@k8sdsl.patch(k8s.CronJob)
def nightly(backup: k8s.CronJob) -> None:
    """Parts that every object of a kind has need no question first."""
    backup.spec.schedule = "0 2 * * *"
    backup.spec.job_template.spec.template.spec.containers[0].args = ["--all"]
    if backup.metadata.labels is not None:
        backup.metadata.labels["a"] = "b"


certificate = cert_manager.Certificate(
    "web",
    namespace="prod",
    spec=cert_manager.CertificateSpec(
        secret_name="web-tls",
        issuer_ref=cert_manager.CertificateIssuerRef(name="ca", kind="ClusterIssuer"),
        dns_names=["web.example.com"],
        private_key=cert_manager.CertificatePrivateKey(algorithm="ECDSA", rotation_policy="Always"),
    ),
)
assert_type(certificate.spec.secret_name, str)
assert_type(cert_manager.Certificate.from_dict(certificate.to_dict()), cert_manager.Certificate)
rotation: cert_manager.CertificatePrivateKeyRotationPolicy = "Never"
monitor = prometheus.ServiceMonitor(
    "web",
    spec=prometheus.ServiceMonitorSpec(
        selector=k8s.LabelSelector(match_labels=app), endpoints=[prometheus.ServiceMonitorEndpoint(port="metrics")]
    ),
)
application = argo_cd.Application(
    "web",
    spec=argo_cd.ApplicationSpec(
        project="default",
        destination=argo_cd.ApplicationDestination(server="https://kubernetes.default.svc", namespace="prod"),
        source=argo_cd.ApplicationSource(repo_url="https://git.example.com/a.git", path="prod"),
    ),
)
strict = istio.PeerAuthentication(
    "default", spec=istio.PeerAuthenticationSpec(mtls=istio.PeerAuthenticationMtls(mode="STRICT"))
)
mesh = Stack("mesh", [certificate, monitor, application, strict])


@patch(cert_manager.Certificate, "web")
def renewed(made: cert_manager.Certificate) -> None:
    """A typed custom resource is changed as any other."""
    made.spec.renew_before = "720h"
    if made.spec.private_key is not None:
        made.spec.private_key.size = 384
