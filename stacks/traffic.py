"""The allowed connections. All others are denied: a namespace separates names, not traffic."""

from __future__ import annotations

from k8sdsl import Stack
from k8sdsl.blocks import allow_traffic, pods
from stacks.backup import BACKUP
from stacks.mariadb import MARIADB
from stacks.platform import closed
from stacks.web import WORDPRESS

GALERA_PORTS = (3306, 4444, 4567, "4567/UDP", 4568)


def traffic(*, galera: bool, proxy: str = "ingress-nginx") -> Stack:
    """The network policies of the application, with the ports of pods (80, 3306), not of Services (87, 3307).

    `proxy` is the namespace of what lets visitors in.
    """
    ingress_controller = pods(namespace=proxy)
    elasticsearch = pods(namespace="elastic")
    members = pods(MARIADB)
    return Stack(
        "traffic",
        [
            *closed(),
            allow_traffic(
                "wordpress", WORDPRESS, received={80: ingress_controller}, sent={3306: members, 9200: elasticsearch}
            ),
            allow_traffic("mariadb", MARIADB, received={3306: [pods(WORDPRESS), pods(BACKUP)]}),
            allow_traffic("galera", MARIADB, received={GALERA_PORTS: members}, sent={GALERA_PORTS: members})
            if galera
            else None,
            allow_traffic("backup-mariadb", BACKUP, sent={3306: members}),
        ],
    )
