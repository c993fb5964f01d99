# ruff: noqa: B018, F401
"""Wrong uses: both checkers must flag each line that is marked, and no other."""

from __future__ import annotations

import k8sdsl
from k8sdsl import Overlay, Stack, blocks, k8s, patch
from k8sdsl.catalog import argo_cd, cert_manager, flux, gateway, istio, metallb, openshift, prometheus
from k8sdsl.k8s import Deploymnt  # wrong

app = {"app": "web"}
selector = k8s.LabelSelector(match_labels=app)
template = k8s.PodTemplateSpec(labels=app)

k8s.Deploymnt  # wrong
k8s.Container("web", imag="nginx")  # wrong
k8s.Container("web", image=3)  # wrong
k8s.Container("web", "nginx")  # wrong
k8s.Container()  # wrong
k8s.Container(3)  # wrong
k8s.Container("web", args="-g")  # wrong
k8s.Container("web", ports=[80])  # wrong
k8s.Container("web", ports=k8s.ContainerPort(80))  # wrong
k8s.Container("web", resources={"limits": {"cpu": "1"}})  # wrong
k8s.ContainerPort("http")  # wrong
k8s.ContainerPort(80, containerPort=80)  # wrong
k8s.DeploymentSpec(selector=selector)  # wrong
k8s.DeploymentSpec(template=template)  # wrong
k8s.DeploymentSpec(selector=selector, template=template, replicas="3")  # wrong
k8s.DeploymentSpec(selector=app, template=template)  # wrong
k8s.DeploymentSpec(selector, template)  # wrong
k8s.Deployment("web")  # wrong
k8s.Deployment("web", spec=k8s.StatefulSetSpec(selector=selector, template=template))  # wrong
k8s.ConfigMap("a", "b")  # wrong
k8s.ConfigMap("a", labels={"a": 1})  # wrong
k8s.ConfigMap("a", data={"a": 1})  # wrong
k8s.ConfigMap("a", metadata={"name": "a"})  # wrong
k8s.ConfigMap("a", dta={})  # wrong
k8s.ConfigMap("a", api_version="v1")  # wrong
k8s.PodSpec([])  # wrong
k8s.PodSpec()  # wrong
k8s.EnvVar("A", value=1)  # wrong
k8s.ServicePort("http")  # wrong
k8s.CustomResource("a", kind="A")  # wrong
k8s.PodSpec(containers=[], restart_policy="never")  # wrong
k8s.Container("web", image_pull_policy="Allways")  # wrong
k8s.ServiceSpec(type="Loadbalancer")  # wrong
k8s.ServicePort(80, protocol="tcp")  # wrong
k8s.PersistentVolumeClaimSpec(access_modes=["ReadWriteonce"])  # wrong
k8s.Toleration(effect="NoExec")  # wrong
k8s.HTTPGetAction(port=80, scheme="https")  # wrong
k8s.RoleRef(api_group="rbac.authorization.k8s.io", kind="role", name="a")  # wrong


def pod(policy: str) -> k8s.PodSpec:
    """A string is not one of three."""
    return k8s.PodSpec(containers=[], restart_policy=policy)  # wrong


web = k8s.Deployment("web", spec=k8s.DeploymentSpec(selector=selector, template=template))
web.spec.replicas = "3"  # wrong
web.spec.replica = 3  # wrong
web.spec.template.spec.container  # wrong
web.spec.template.labels  # wrong
web.foo  # wrong


@patch(k8s.StatefulSet, "web")  # wrong
def other(deployment: k8s.Deployment) -> None:
    """Another kind than the patch says."""
    deployment.spec.paused = True


@patch(k8s.Deployment, "web")
def paused(deployment: k8s.Deployment) -> None:
    """A field that is not there."""
    deployment.spec.pause = True  # wrong


Stack("web", [k8s.Container("a")])  # wrong
Stack([])  # wrong
Overlay(base=web, image={"nginx": "1"})  # wrong
Overlay(base=web, images={"nginx": 1.28})  # wrong
Overlay(base=web, replicas={"web": "3"})  # wrong
Overlay(base=web, labels={"a": 1})  # wrong
Overlay(base=web, namespace=None)  # wrong
Overlay(base=web, patches=[print])  # wrong
Overlay(web)  # wrong
k8sdsl.pipeline(3)  # wrong
k8sdsl.from_dict("a")  # wrong
k8sdsl.nothing  # wrong

blocks.nothing  # wrong
blocks.http_probe("/")  # wrong
blocks.http_probe("/", "http")  # wrong
blocks.http_probe("/", port="http", evry=10)  # wrong
blocks.http_probe("/", port="http", every="10")  # wrong
blocks.exec_probe(["true"])  # wrong
blocks.spread_over_nodes("web")  # wrong
blocks.expose("web", 80)  # wrong
blocks.expose(k8s.ConfigMap("a"), 80)  # wrong
blocks.expose(web)  # wrong
blocks.scale(web, 3)  # wrong
blocks.scale(web, 3, 17, cpu=0.7)  # wrong
blocks.claim("a")  # wrong
blocks.claim("a", "1Gi", acess="ReadWriteMany")  # wrong
blocks.mount("a")  # wrong
blocks.secret_env("A", 3)  # wrong
blocks.pods("web")  # wrong
blocks.allow_traffic("a", {}, received={80: "b"})  # wrong
scaled: k8s.Service = blocks.scale(web, 1, 2)  # wrong

issuer = cert_manager.CertificateIssuerRef(name="ca")
cert_manager.Certficate  # wrong
cert_manager.CertificateSpec(secret_name="tls")  # wrong
cert_manager.CertificateSpec(secret_name="tls", issuer_ref=issuer, dns_name=["a"])  # wrong
cert_manager.CertificateSpec(secret_name="tls", issuer_ref={"name": "ca"})  # wrong
cert_manager.CertificatePrivateKey(algorithm="ecdsa")  # wrong
cert_manager.CertificatePrivateKey(size="256")  # wrong
cert_manager.Certificate("web", spec=cert_manager.IssuerSpec())  # wrong
argo_cd.Application("web", spec=argo_cd.ApplicationSpec(project="default"))  # wrong
argo_cd.ApplicationSyncPolicyAutomated(prune="true")  # wrong
flux.KustomizationSourceRef(kind="GitRepo", name="a")  # wrong
flux.HelmReleaseSpec(interval=5)  # wrong
gateway.HTTPRouteSpec(hostnames="a.example.com")  # wrong
istio.PeerAuthenticationMtls(mode="strict")  # wrong
metallb.IPAddressPoolSpec(addresses="10.0.0.0/24")  # wrong
openshift.RouteTls(termination="Edge")  # wrong
prometheus.ServiceMonitorSpec(selector={"matchLabels": app}, endpoints=[])  # wrong
certificate = cert_manager.Certificate("web", spec=cert_manager.CertificateSpec(secret_name="a", issuer_ref=issuer))
certificate.spec.secretName = "b"  # wrong
certificate.spec.renew_before = 30  # wrong


@patch(cert_manager.Certificate, "web")
def longer(made: cert_manager.Certificate) -> None:
    """A field in the spelling of the wire."""
    made.spec.dnsNames = ["a"]  # wrong
