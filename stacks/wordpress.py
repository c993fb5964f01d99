"""WordPress for one environment: Apache and PHP, MariaDB, the backup, and the allowed connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl import Stack
from stacks.backup import backup
from stacks.entrances import INGRESS, Entrance
from stacks.environment import Credentials, Storage
from stacks.mariadb import mariadb
from stacks.platform import team
from stacks.traffic import traffic
from stacks.web import web

if TYPE_CHECKING:
    from stacks.platform import Mesh


def wordpress(
    *,
    host: str,
    replicas: int = 1,
    max_replicas: int | None = None,
    database_replicas: int = 1,
    content_size: str = "10Gi",
    database_size: str = "10Gi",
    backup_size: str = "20Gi",
    storage: Storage | None = None,
    credentials: Credentials | None = None,
    tls_secret: str | None = None,
    entrance: Entrance = INGRESS,
    time_zone: str | None = None,
) -> Stack:
    """The whole application under one host name.

    With `max_replicas` the number of web servers follows their load, from `replicas` on. `tls_secret` names the
    Secret with the certificate of the host; it is issued and renewed elsewhere.
    """
    storage = storage or Storage()
    credentials = credentials or Credentials()
    return Stack(
        "wordpress",
        [
            web(
                host=host,
                replicas=replicas,
                max_replicas=max_replicas,
                size=content_size,
                storage=storage,
                salt=credentials.salt,
                tls_secret=tls_secret,
                entrance=entrance,
            ),
            mariadb(replicas=database_replicas, size=database_size, storage=storage, credentials=credentials),
            backup(size=backup_size, storage=storage, time_zone=time_zone),
            traffic(galera=database_replicas > 1, proxy=entrance.proxy),
        ],
    )


def shop(entrance: Entrance, *, mesh: Mesh | None = None) -> list[Stack]:
    """The application in the namespace of a team, behind one way in: what the overlays in `ways-in/` compare."""
    quota = {"pods": "20", "requests.cpu": "4", "requests.memory": "8Gi", "limits.memory": "16Gi"}
    return [
        team("shop", quota=quota, mesh=mesh, isolated=False),
        wordpress(
            host="shop.example.com",
            storage=Storage(blocks="block-fast", files="shared"),
            credentials=Credentials.from_environment(),
            tls_secret="shop-tls",  # noqa: S106 - a name
            entrance=entrance,
        ),
    ]
