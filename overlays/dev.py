"""Development: one replica of everything, on the slow storage, without backups, with the errors of WordPress shown."""

from __future__ import annotations

from k8sdsl import JsonPatch, Overlay, Target
from stacks.administration import administration
from stacks.environment import Credentials, Storage
from stacks.wordpress import wordpress

STORAGE = Storage(blocks="slow", files="slow-shared")

overlay = Overlay(
    base=[
        administration(
            namespace="development",
            storage=STORAGE,
            shares={"wordpress": "10Gi", "backups": "20Gi"},
            quota={
                "pods": "10",
                "requests.cpu": "2",
                "requests.memory": "4Gi",
                "limits.memory": "8Gi",
                "requests.storage": "50Gi",
                "services.loadbalancers": "0",
                "services.nodeports": "0",
            },
            largest_container="2Gi",
            keep_data=False,
        ),
        wordpress(
            host="development.example.com",
            storage=STORAGE,
            credentials=Credentials.from_environment(),
            tls_secret="wordpress-tls",  # noqa: S106 - a name
        ),
    ],
    namespace="development",
    cluster="../clusters/company.yaml",
    labels={"environment": "dev"},
    patches=[
        "patches/wordpress-debug.yaml",
        JsonPatch(
            [{"op": "add", "path": "/spec/suspend", "value": True}],
            target=Target(kind="CronJob", name="backup-mariadb"),
        ),
    ],
)
