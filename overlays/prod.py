"""Production: web servers that follow the load, three databases, fast storage, images of our own registry."""

from __future__ import annotations

from k8sdsl import Overlay, k8s, patch
from stacks.administration import administration
from stacks.environment import Credentials, Storage
from stacks.wordpress import wordpress

STORAGE = Storage(blocks="fast-replicated", files="replicated-shared")
REGISTRY = "registry.example.com"


@patch(k8s.StatefulSet, "mariadb")
def room_for_the_database(database: k8s.StatefulSet) -> None:
    """A database is fast while its working set fits into memory."""
    for container in database.spec.template.spec.containers:
        container.resources = k8s.ResourceRequirements(requests={"cpu": "1", "memory": "4Gi"}, limits={"memory": "4Gi"})


overlay = Overlay(
    base=[
        administration(
            namespace="production",
            storage=STORAGE,
            shares={"wordpress": "100Gi", "backups": "200Gi"},
            quota={
                "pods": "40",
                "requests.cpu": "16",
                "requests.memory": "40Gi",
                "limits.memory": "64Gi",
                "requests.storage": "1Ti",
                "services.loadbalancers": "0",
                "services.nodeports": "0",
            },
            largest_container="8Gi",
            keep_data=True,
        ),
        wordpress(
            host="app.example.com",
            replicas=3,
            max_replicas=17,
            database_replicas=3,
            content_size="100Gi",
            database_size="100Gi",
            backup_size="200Gi",
            storage=STORAGE,
            credentials=Credentials.from_environment(),
            tls_secret="wordpress-tls",  # noqa: S106 - a name
            time_zone="Europe/Madrid",
        ),
    ],
    namespace="production",
    cluster="../clusters/company.yaml",
    labels={"environment": "prod"},
    images={
        "wordpress": f"{REGISTRY}/wordpress:6.8",
        "mariadb": f"{REGISTRY}/mariadb:11.8",
        "busybox": f"{REGISTRY}/busybox:1.37",
    },
    patches=[room_for_the_database, "patches/wordpress-memory.yaml"],
)
