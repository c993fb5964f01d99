"""MariaDB: one server, or a Galera cluster in which every replica has all the data and accepts writes."""

from __future__ import annotations

from k8sdsl import Stack, k8s
from k8sdsl.blocks import (
    claim_template,
    config_volume,
    disruption_budget,
    env_values,
    exec_probe,
    expose,
    headless,
    mount,
    restricted_container,
    restricted_pod,
    secret_env,
    spread_over_nodes,
)
from stacks.environment import Credentials, Storage

MARIADB = {"app": "mariadb"}
IMAGE = "mariadb:11.8"
DATABASE = "wordpress"
SERVICE_PORT = 3307
MYSQL_UID = 999
SECRET = "mariadb-credentials"  # noqa: S105 - the name of the object, which holds the values

SERVER_CONFIG = """\
[mariadb]
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
max-allowed-packet = 64M
"""

GALERA_CONFIG = """\
[galera]
wsrep-on = ON
wsrep-provider = /usr/lib/galera/libgalera_smm.so
wsrep-cluster-name = wordpress
wsrep-sst-method = mariabackup
wsrep-sst-auth = mysql:
binlog-format = ROW
default-storage-engine = InnoDB
innodb-autoinc-lock-mode = 2
"""

# Replica 0 founds the cluster if there is no other replica. After an outage of all replicas MariaDB itself refuses
# that unless replica 0 stopped last (`safe_to_bootstrap` in grastate.dat): then a human decides whose data is newest.
GALERA_START = """\
#!/bin/bash
set -euo pipefail
own=$(hostname -i)
peers=$(getent ahostsv4 mariadb-peers | cut -d' ' -f1 | sort -u | grep -vxF "$own" | paste -sd, - || true)
if [[ -n "$peers" ]]; then
  exec docker-entrypoint.sh mariadbd --wsrep-cluster-address="gcomm://$peers"
elif [[ "${HOSTNAME##*-}" == 0 ]]; then
  exec docker-entrypoint.sh mariadbd --wsrep-new-cluster
fi
echo "found no other replica" >&2
exit 1
"""

# Reads a table: a replica that has lost the cluster refuses that, although it still accepts connections.
READY = (
    'MYSQL_PWD="$MARIADB_ROOT_PASSWORD" exec mariadb --user=root --execute="SELECT 1 FROM mysql.global_priv LIMIT 1"'
)


def mariadb(*, replicas: int, size: str, storage: Storage, credentials: Credentials) -> Stack:
    """The database, its configuration and credentials, and its Services.

    One replica is a single server: if it fails, Kubernetes starts it again elsewhere, with its disk. Three or more are
    a Galera cluster, which works as long as most of them run.
    """
    config = _config(galera=replicas > 1)
    server = _server(replicas, size, storage, config)
    return Stack(
        "mariadb",
        [
            k8s.ServiceAccount("mariadb", automount_service_account_token=False),
            config,
            _secret(credentials),
            server,
            expose(server, SERVICE_PORT, 3306, port_name="mysql"),
            headless(server, _peer_ports(galera=replicas > 1), publish_not_ready=True),
            disruption_budget(server, at_once=1),
        ],
    )


def _secret(credentials: Credentials) -> k8s.Secret:
    """The Secret with the credentials for the database, WordPress and the backup."""
    return k8s.Secret(
        SECRET,
        string_data={
            "user": credentials.user,
            "password": credentials.password,
            "root-password": credentials.root_password,
        },
    )


def _config(*, galera: bool) -> k8s.ConfigMap:
    config = k8s.ConfigMap("mariadb", data={"wordpress.cnf": SERVER_CONFIG})
    if galera and config.data is not None:
        config.data |= {"galera.cnf": GALERA_CONFIG, "start-galera.sh": GALERA_START}
    return config


def _server(replicas: int, size: str, storage: Storage, config: k8s.ConfigMap) -> k8s.StatefulSet:
    data = claim_template("data", size, storage_class=storage.blocks)
    return k8s.StatefulSet(
        "mariadb",
        labels=MARIADB,
        spec=k8s.StatefulSetSpec(
            replicas=replicas,
            service_name="mariadb-peers",
            selector=k8s.LabelSelector(match_labels=MARIADB),
            template=k8s.PodTemplateSpec(
                labels=MARIADB,
                spec=k8s.PodSpec(
                    containers=[_container(data, galera=replicas > 1)],
                    volumes=[config_volume("config", config)],
                    affinity=spread_over_nodes(MARIADB),
                    service_account_name="mariadb",
                    automount_service_account_token=False,
                    enable_service_links=False,
                    termination_grace_period_seconds=120,
                    security_context=restricted_pod(MYSQL_UID, files=MYSQL_UID),
                ),
            ),
            volume_claim_templates=[data],
        ),
    )


def _container(data: k8s.PersistentVolumeClaim, *, galera: bool) -> k8s.Container:
    return k8s.Container(
        "mariadb",
        image=IMAGE,
        command=["bash", "/etc/mysql/conf.d/start-galera.sh"] if galera else None,
        ports=_container_ports(galera=galera),
        env=[
            *env_values(
                {
                    "MARIADB_DATABASE": DATABASE,
                    # A user without a password that only the socket accepts, for copies between replicas.
                    "MARIADB_MYSQL_LOCALHOST_USER": "1",
                    "MARIADB_MYSQL_LOCALHOST_GRANTS": "RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR",
                }
            ),
            secret_env("MARIADB_USER", SECRET, "user"),
            secret_env("MARIADB_PASSWORD", SECRET, "password"),
            secret_env("MARIADB_ROOT_PASSWORD", SECRET, "root-password"),
        ],
        resources=k8s.ResourceRequirements(
            requests={"cpu": "250m", "memory": "512Mi"},
            limits={"memory": "1Gi"},
        ),
        # A replica that joins copies all the data first, and must not be restarted meanwhile.
        startup_probe=exec_probe("mariadb-admin", "ping", after=5, every=10, timeout=5, within=20 * 60),
        # A server that is only busy answers within ten minutes.
        liveness_probe=exec_probe("mariadb-admin", "ping", every=30, timeout=5, within=10 * 60),
        # After a minute without answers it gets no queries, but keeps running: it may be busy with a backup.
        readiness_probe=exec_probe("bash", "-c", READY, every=10, timeout=5, within=60),
        volume_mounts=[
            mount(data, "/var/lib/mysql", sub_path="mysql"),
            mount("config", "/etc/mysql/conf.d", read_only=True),
        ],
        security_context=restricted_container(writable=True),  # it writes its socket and its process number
    )


def _container_ports(*, galera: bool) -> list[k8s.ContainerPort]:
    ports = [k8s.ContainerPort(3306, name="mysql")]
    if galera:
        ports += [
            k8s.ContainerPort(4444, name="sst"),
            k8s.ContainerPort(4567, name="galera"),
            k8s.ContainerPort(4567, name="galera-udp", protocol="UDP"),
            k8s.ContainerPort(4568, name="ist"),
        ]
    return ports


def _peer_ports(*, galera: bool) -> list[k8s.ServicePort]:
    return [
        k8s.ServicePort(port.container_port, name=port.name, target_port=port.name, protocol=port.protocol)
        for port in _container_ports(galera=galera)
    ]
