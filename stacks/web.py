"""The web servers: WordPress in Apache and PHP, with Filebeat beside it, and the way in from outside."""

from __future__ import annotations

from hashlib import sha256

from k8sdsl import Stack, k8s
from k8sdsl.blocks import (
    claim,
    claim_volume,
    config_volume,
    disruption_budget,
    env_from_config_map,
    env_from_secret,
    expose,
    http_probe,
    mount,
    ram_volume,
    restricted_container,
    restricted_pod,
    scale,
    scratch_volume,
    secret_env,
    spread_over_nodes,
)
from stacks.entrances import INGRESS, Entrance
from stacks.environment import Storage
from stacks.mariadb import DATABASE, SECRET
from stacks.mariadb import SERVICE_PORT as MARIADB_PORT

WORDPRESS = {"app": "wordpress"}
SERVICE_PORT = 87
WWW_DATA = 33
STATIC_FILE = "/wp-includes/images/blank.gif"

# Apache writes it and Filebeat reads it, in memory only: two files, and room for one more while they are rotated.
LOG_SIZE = "100Ki"
ACCESS_LOG = 'GlobalLog "|/usr/bin/rotatelogs -n 2 /logs/access.log 32K" combined\n'

FILEBEAT_CONFIG = """\
filebeat.inputs:
  - type: filestream
    id: apache-access
    paths: ["/logs/access.log*"]
    file_identity.native: ~
output.elasticsearch:
  hosts: ["http://elasticsearch.elastic:9200"]
"""

# An init container must end: after some minutes it fails, and Kubernetes starts it again.
WAIT_FOR_DATABASE = """\
for attempt in $(seq 60); do
  nc -z -w 2 "${WORDPRESS_DB_HOST%:*}" "${WORDPRESS_DB_HOST#*:}" && exit 0
  sleep 3
done
exit 1
"""

SIGNING_KEYS = ("AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY")
SIGNING_SALTS = ("AUTH_SALT", "SECURE_AUTH_SALT", "LOGGED_IN_SALT", "NONCE_SALT")


def web(
    *,
    host: str,
    replicas: int,
    max_replicas: int | None,
    size: str,
    storage: Storage,
    salt: str,
    tls_secret: str | None,
    entrance: Entrance = INGRESS,
) -> Stack:
    """The web servers of one host, on one claim of `size`; with `max_replicas` their number follows the load."""
    content = claim("wordpress-content", size, access="ReadWriteMany", storage_class=storage.files)
    servers = _deployment(content, host, tls=tls_secret is not None)
    if max_replicas is None:
        servers.spec.replicas = replicas
    service = expose(servers, SERVICE_PORT, 80, port_name="http")
    return Stack(
        "web",
        [
            k8s.ServiceAccount("wordpress", automount_service_account_token=False),
            k8s.ConfigMap(
                "wordpress",
                data={"WORDPRESS_DB_HOST": f"mariadb:{MARIADB_PORT}", "WORDPRESS_DB_NAME": DATABASE},
            ),
            k8s.ConfigMap("wordpress-logs", data={"access-log.conf": ACCESS_LOG, "filebeat.yml": FILEBEAT_CONFIG}),
            _signing_secret(salt),
            content,
            servers,
            service,
            *entrance.objects(host, service, tls_secret),
            disruption_budget(servers, at_once=1),
            scale(servers, replicas, max_replicas, cpu=70) if max_replicas is not None else None,
        ],
    )


def _signing_secret(salt: str) -> k8s.Secret:
    """The keys that cookies are signed with: if replicas had different ones, the balancer would log visitors out."""
    return k8s.Secret(
        "wordpress-signing",
        string_data={
            f"WORDPRESS_{name}": sha256(f"{salt}/{name}".encode()).hexdigest()
            for name in (*SIGNING_KEYS, *SIGNING_SALTS)
        },
    )


def _deployment(content: k8s.PersistentVolumeClaim, host: str, *, tls: bool) -> k8s.Deployment:
    """The web servers: interchangeable, and all on one claim, so that every one serves what one was given."""
    return k8s.Deployment(
        "wordpress",
        labels=WORDPRESS,
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=WORDPRESS),
            template=k8s.PodTemplateSpec(
                labels=WORDPRESS,
                spec=k8s.PodSpec(
                    init_containers=[_wait_for_database()],
                    containers=[_apache(host, tls=tls), _filebeat()],
                    volumes=[
                        claim_volume("content", content),
                        ram_volume("logs", LOG_SIZE),
                        config_volume("log-config", "wordpress-logs"),
                        scratch_volume("filebeat-data", "50Mi"),
                    ],
                    affinity=spread_over_nodes(WORDPRESS),
                    service_account_name="wordpress",
                    automount_service_account_token=False,
                    enable_service_links=False,
                    security_context=low_ports(restricted_pod(files=WWW_DATA)),
                ),
            ),
        ),
    )


def low_ports(context: k8s.PodSecurityContext) -> k8s.PodSecurityContext:
    """Lets Apache open port 80 as www-data: the ports that only root may open begin at 0, so there are none."""
    context.sysctls = [k8s.Sysctl(name="net.ipv4.ip_unprivileged_port_start", value="0")]
    return context


def _wait_for_database() -> k8s.Container:
    return k8s.Container(
        "wait-for-database",
        image="busybox:1.37",
        command=["sh", "-c", WAIT_FOR_DATABASE],
        env_from=[env_from_config_map("wordpress")],
        resources=k8s.ResourceRequirements(requests={"cpu": "10m", "memory": "16Mi"}, limits={"memory": "32Mi"}),
        security_context=restricted_container(65534),
    )


def _headers_of_ingress(host: str, *, tls: bool) -> dict[str, str]:
    """The headers that the ingress controller sends; without them WordPress redirects to its public address."""
    return {"Host": host, **({"X-Forwarded-Proto": "https"} if tls else {})}


def _apache(host: str, *, tls: bool) -> k8s.Container:
    return k8s.Container(
        "wordpress",
        image="wordpress:6.8",
        ports=[k8s.ContainerPort(80, name="http")],
        env_from=[env_from_config_map("wordpress"), env_from_secret("wordpress-signing")],
        env=[
            secret_env("WORDPRESS_DB_USER", SECRET, "user"),
            secret_env("WORDPRESS_DB_PASSWORD", SECRET, "password"),
        ],
        resources=k8s.ResourceRequirements(requests={"cpu": "250m", "memory": "256Mi"}, limits={"memory": "512Mi"}),
        # The first start copies WordPress to its directory, which can take five minutes.
        startup_probe=http_probe(STATIC_FILE, port="http", after=5, every=10, within=300),
        # A file that needs only Apache: it detects threads that hang, and a database that is down restarts nothing.
        liveness_probe=http_probe(STATIC_FILE, port="http", every=10, timeout=5, within=60),
        # A page that needs PHP and the database: a replica that cannot serve it gets no visitors, but keeps running.
        readiness_probe=http_probe(
            "/wp-login.php", port="http", headers=_headers_of_ingress(host, tls=tls), every=10, timeout=5, within=30
        ),
        volume_mounts=[
            mount("content", "/var/www/html/wp-content"),
            mount("logs", "/logs"),
            mount(
                "log-config",
                "/etc/apache2/conf-enabled/access-log.conf",
                sub_path="access-log.conf",
                read_only=True,
            ),
        ],
        # The image writes WordPress, PHP sessions and Apache's lock to its own file system, which stays writable.
        security_context=restricted_container(WWW_DATA, writable=True),
    )


def _filebeat() -> k8s.Container:
    """The sidecar: it starts, scales and ends with its Apache, on the same node, and shares its memory."""
    return k8s.Container(
        "filebeat",
        # Elastic tags full versions only; the company's registry keeps the newest patch under its minor version.
        image="registry.example.com/filebeat:8.19",
        args=["-e", "--strict.perms=false", "-c", "/etc/filebeat/filebeat.yml"],
        resources=k8s.ResourceRequirements(requests={"cpu": "50m", "memory": "128Mi"}, limits={"memory": "256Mi"}),
        volume_mounts=[
            mount("logs", "/logs", read_only=True),
            mount("log-config", "/etc/filebeat", read_only=True),
            mount("filebeat-data", "/usr/share/filebeat/data"),
        ],
        security_context=restricted_container(1000),
    )
