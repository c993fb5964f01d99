"""Development: one of everything, on the slow storage, reachable on a port of every node."""

from __future__ import annotations

from k8sdsl import JsonPatch, Overlay, Target
from k8sdsl.blocks import addresses, allow_traffic
from stacks.administration import administration
from stacks.environment import Credentials, Storage
from stacks.web import WORDPRESS
from stacks.wordpress import wordpress

STORAGE = Storage(blocks="lento", files="lento-compartido")
OFFICE = addresses("192.168.0.0/16")

overlay = Overlay(
    base=[
        administration(
            namespace="desarrollo",
            storage=STORAGE,
            shares={"wordpress": "10Gi", "backups": "20Gi"},
            quota={
                "pods": "10",
                "requests.cpu": "2",
                "requests.memory": "4Gi",
                "limits.memory": "8Gi",
                "requests.storage": "50Gi",
                "services.loadbalancers": "0",
                "services.nodeports": "1",
            },
            largest_container="2Gi",
            keep_data=False,
        ),
        wordpress(host="desarrollo.miempresa.com", storage=STORAGE, credentials=Credentials.from_environment()),
        allow_traffic("office", WORDPRESS, received={80: OFFICE}),
    ],
    namespace="desarrollo",
    cluster="../clusters/empresa.yaml",
    labels={"entorno": "dev"},
    patches=[
        "patches/wordpress-node-port.yaml",
        JsonPatch(
            [{"op": "add", "path": "/spec/suspend", "value": True}],
            target=Target(kind="CronJob", name="backup-mariadb"),
        ),
    ],
)
