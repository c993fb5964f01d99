"""Elasticsearch: masters that elect, data nodes that store, and coordinators that answer clients.

The members find each other by the names of the masters: a pod of a StatefulSet has a name of its own below its
headless Service, `master-1.masters`. One file of settings serves all members, because it names every master. Members
talk to each other on port 9300 without a Service in between; clients use that of the coordinators, on port 9200.
"""

from __future__ import annotations

from os import environ

from k8sdsl import Stack, accept, k8s
from k8sdsl.blocks import (
    allow_traffic,
    claim_template,
    config_volume,
    disruption_budget,
    exec_probe,
    expose,
    field_env,
    headless,
    mount,
    pods,
    restricted_container,
    restricted_pod,
    scratch_volume,
    secret_env,
    secret_volume,
    spread_over_nodes,
    tcp_probe,
)
from k8sdsl.catalog import cert_manager
from stacks.environment import PLACEHOLDER, Storage

MEMBERS = {"app": "elasticsearch"}
COORDINATORS = {**MEMBERS, "role": "coordinator"}
# Elastic tags full versions only; the company's registry keeps the newest patch under its minor version.
IMAGE = "registry.example.com/elasticsearch:8.19"
SERVICE = "elasticsearch"
SECRET = "elastic-credentials"  # noqa: S105 - the name of the object, which holds the value
USER = 1000
HTTP, TRANSPORT = 9200, 9300

READY = 'exec curl --silent --fail --user "elastic:$ELASTIC_PASSWORD" "localhost:9200/_cluster/health?local=true"'


def elasticsearch(
    *, storage: Storage, masters: int = 3, data: int = 4, coordinators: int = 2, size: str = "50Gi", clients: list[str]
) -> Stack:
    """A cluster of these numbers of members; each data node stores `size`.

    `clients` are the namespaces whose pods may use the Service, beside those of its own.
    """
    names = [f"master-{number}" for number in range(1, masters + 1)]
    members = [
        _members("master", "masters", masters, "master", "10Gi", storage, heap=512),
        _members("data", "data-nodes", data, "data,ingest", size, storage, heap=1024),
        _members("coordinator", "coordinators", coordinators, "", "1Gi", storage, heap=512),
    ]
    for member in members[1:]:
        accept(member, "data/majority", reason="only the masters elect, and there are three of them")
    return Stack(
        "elasticsearch",
        [
            k8s.ServiceAccount("elasticsearch", automount_service_account_token=False),
            k8s.ConfigMap("elasticsearch", data={"elasticsearch.yml": settings(names)}),
            k8s.Secret(SECRET, string_data={"password": environ.get("ELASTIC_PASSWORD", PLACEHOLDER)}),
            *_certificates(),
            *members,
            *[headless(member, TRANSPORT, port_name="transport", publish_not_ready=True) for member in members],
            expose(members[-1], HTTP, "http", name=SERVICE, port_name="http"),
            *[disruption_budget(member, at_once=1) for member in members],
            *_traffic(clients),
        ],
    )


def settings(masters: list[str]) -> str:
    """`elasticsearch.yml`, the same for every member: `masters` are the names of the pods that elect."""
    hosts = "".join(f"  - {name}.masters\n" for name in masters)
    first = "".join(f"  - {name}\n" for name in masters)
    return f"""\
cluster.name: company
node.name: ${{POD_NAME}}
network.host: 0.0.0.0
discovery.seed_hosts:
{hosts}cluster.initial_master_nodes:
{first}xpack.security.enabled: true
xpack.security.http.ssl.enabled: false
xpack.security.transport.ssl.enabled: true
xpack.security.transport.ssl.verification_mode: certificate
xpack.security.transport.ssl.key: certs/tls.key
xpack.security.transport.ssl.certificate: certs/tls.crt
xpack.security.transport.ssl.certificate_authorities: certs/ca.crt
"""


def _certificates() -> list[cert_manager.Issuer | cert_manager.Certificate]:
    """A certificate authority of this cluster's own, and the certificate that members show each other."""
    return [
        cert_manager.Issuer("self-signed", spec=cert_manager.IssuerSpec(self_signed=cert_manager.IssuerSelfSigned())),
        cert_manager.Certificate(
            "elasticsearch-ca",
            spec=cert_manager.CertificateSpec(
                is_ca=True,
                common_name="elasticsearch",
                secret_name="elasticsearch-ca",  # noqa: S106 - a name
                issuer_ref=cert_manager.CertificateIssuerRef(name="self-signed", kind="Issuer"),
            ),
        ),
        cert_manager.Issuer(
            "elasticsearch",
            spec=cert_manager.IssuerSpec(ca=cert_manager.IssuerCa(secret_name="elasticsearch-ca")),  # noqa: S106 - a name
        ),
        cert_manager.Certificate(
            "elasticsearch",
            spec=cert_manager.CertificateSpec(
                common_name="elasticsearch",
                dns_names=["elasticsearch"],
                secret_name="elasticsearch-transport",  # noqa: S106 - a name
                issuer_ref=cert_manager.CertificateIssuerRef(name="elasticsearch", kind="Issuer"),
            ),
        ),
    ]


def _members(
    role: str, service: str, replicas: int, roles: str, size: str, storage: Storage, *, heap: int
) -> k8s.StatefulSet:
    """The members of one kind, with names that count from 1, each with a disk of its own."""
    labels = {**MEMBERS, "role": role}
    disk = claim_template("data", size, storage_class=storage.blocks)
    return k8s.StatefulSet(
        role,
        labels=labels,
        spec=k8s.StatefulSetSpec(
            replicas=replicas,
            service_name=service,
            ordinals=k8s.StatefulSetOrdinals(start=1),
            # All at once: the masters cannot elect one of them before a majority runs.
            pod_management_policy="Parallel",
            selector=k8s.LabelSelector(match_labels=labels),
            template=k8s.PodTemplateSpec(
                labels=labels,
                spec=k8s.PodSpec(
                    containers=[_container(disk, roles, heap)],
                    volumes=[
                        config_volume("config", "elasticsearch"),
                        secret_volume("certificates", "elasticsearch-transport"),
                        scratch_volume("tmp", "100Mi"),
                    ],
                    affinity=spread_over_nodes(labels),
                    service_account_name="elasticsearch",
                    automount_service_account_token=False,
                    enable_service_links=False,
                    termination_grace_period_seconds=120,
                    security_context=restricted_pod(USER, files=USER),
                ),
            ),
            volume_claim_templates=[disk],
        ),
    )


def _container(disk: k8s.PersistentVolumeClaim, roles: str, heap: int) -> k8s.Container:
    memory = f"{2 * heap}Mi"  # half for the heap, half for Lucene's files
    return k8s.Container(
        "elasticsearch",
        image=IMAGE,
        args=["elasticsearch", f"-Enode.roles={roles or '[]'}"],
        ports=[k8s.ContainerPort(HTTP, name="http"), k8s.ContainerPort(TRANSPORT, name="transport")],
        env=[
            field_env("POD_NAME", "metadata.name"),
            secret_env("ELASTIC_PASSWORD", SECRET, "password"),
            k8s.EnvVar("ES_JAVA_OPTS", value=f"-Xms{heap}m -Xmx{heap}m"),
        ],
        resources=k8s.ResourceRequirements(requests={"cpu": "250m", "memory": memory}, limits={"memory": memory}),
        startup_probe=tcp_probe("transport", after=10, every=10, within=10 * 60),
        liveness_probe=tcp_probe("transport", every=30, timeout=5, within=5 * 60),
        readiness_probe=exec_probe("bash", "-c", READY, every=10, timeout=5, within=60),
        volume_mounts=[
            mount(disk, "/usr/share/elasticsearch/data"),
            mount("config", "/usr/share/elasticsearch/config/elasticsearch.yml", sub_path="elasticsearch.yml"),
            mount("certificates", "/usr/share/elasticsearch/config/certs", read_only=True),
            mount("tmp", "/tmp"),  # noqa: S108 - of the container
        ],
        security_context=restricted_container(writable=True),  # its start writes the keystore beside the settings
    )


def _traffic(clients: list[str]) -> list[k8s.NetworkPolicy]:
    """Members talk to members; clients to coordinators."""
    members = pods(MEMBERS)
    return [
        allow_traffic("members", MEMBERS, received={TRANSPORT: members}, sent={TRANSPORT: members}),
        allow_traffic(
            "clients", COORDINATORS, received={HTTP: [pods({"app": "kibana"}), *[pods(namespace=c) for c in clients]]}
        ),
    ]
