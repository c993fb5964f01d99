"""Oracle: a database with the three probes that the course works out.

It needs 5 to 10 minutes to start and nothing may interfere; after 20 it has failed. Once it runs it is asked every 10
seconds: after about a minute without an answer it gets no connections, but keeps running, because it may be busy with a
backup. Only if it does not answer for 10 minutes is it restarted.
"""

from __future__ import annotations

from os import environ

from k8sdsl import Stack, k8s
from k8sdsl.blocks import (
    allow_traffic,
    claim_template,
    disruption_budget,
    exec_probe,
    expose,
    headless,
    mount,
    pods,
    restricted_container,
    restricted_pod,
    secret_env,
    spread_over_nodes,
    tcp_probe,
)
from stacks.environment import PLACEHOLDER, Storage

ORACLE = {"app": "oracle"}
PORT = 1521
USER = 54321
SECRET = "oracle-credentials"  # noqa: S105 - the name of the object, which holds the value


def oracle(*, size: str = "200Gi", memory: str = "8Gi", storage: Storage, clients: str) -> Stack:
    """One server with its disk; `clients` is the namespace whose pods may connect.

    One, not three: replicas of this database need disks that several servers share and licences (RAC).
    """
    server = _server(size, memory, storage)
    return Stack(
        "oracle",
        [
            k8s.ServiceAccount("oracle", automount_service_account_token=False),
            k8s.Secret(SECRET, string_data={"password": environ.get("ORACLE_PASSWORD", PLACEHOLDER)}),
            server,
            expose(server, PORT, "oracle", port_name="oracle"),
            headless(server, PORT, "oracle", port_name="oracle"),
            disruption_budget(server, at_once=1),
            allow_traffic("oracle", ORACLE, received={PORT: pods(namespace=clients)}),
        ],
    )


def _server(size: str, memory: str, storage: Storage) -> k8s.StatefulSet:
    data = claim_template("data", size, storage_class=storage.blocks)
    return k8s.StatefulSet(
        "oracle",
        labels=ORACLE,
        spec=k8s.StatefulSetSpec(
            replicas=1,
            service_name="oracle-peers",
            selector=k8s.LabelSelector(match_labels=ORACLE),
            template=k8s.PodTemplateSpec(
                labels=ORACLE,
                spec=k8s.PodSpec(
                    containers=[_container(data, memory)],
                    affinity=spread_over_nodes(ORACLE),
                    service_account_name="oracle",
                    automount_service_account_token=False,
                    enable_service_links=False,
                    termination_grace_period_seconds=600,
                    security_context=restricted_pod(USER, files=USER),
                ),
            ),
            volume_claim_templates=[data],
        ),
    )


def _container(data: k8s.PersistentVolumeClaim, memory: str) -> k8s.Container:
    return k8s.Container(
        "oracle",
        image="registry.example.com/oracle-database:19.3",
        ports=[k8s.ContainerPort(PORT, name="oracle")],
        env=[secret_env("ORACLE_PWD", SECRET, "password")],
        resources=k8s.ResourceRequirements(requests={"cpu": "2", "memory": memory}, limits={"memory": memory}),
        startup_probe=tcp_probe("oracle", after=60, every=10, within=20 * 60),
        readiness_probe=exec_probe("/opt/oracle/checkDBStatus.sh", every=10, timeout=10, failures=6),
        liveness_probe=tcp_probe("oracle", every=30, timeout=10, within=10 * 60),
        volume_mounts=[mount(data, "/opt/oracle/oradata")],
        security_context=restricted_container(writable=True),  # the server writes its logs beside its programs
    )
