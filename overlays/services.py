"""What other teams run: files in Nextcloud, an Oracle database, tasks, and trainings on GPUs."""

from __future__ import annotations

from k8sdsl import Overlay, Stack
from stacks.batch import batch
from stacks.environment import Storage
from stacks.gpu import training
from stacks.nextcloud import nextcloud
from stacks.oracle import oracle
from stacks.platform import team

STORAGE = Storage(blocks="block-fast", files="shared")
QUOTA = {"pods": "20", "requests.cpu": "8", "requests.memory": "32Gi", "limits.memory": "48Gi"}


def _of(namespace: str, *stacks: Stack, largest_container: str = "2Gi") -> Overlay:
    """A team's namespace, and what runs in it."""
    return Overlay(
        base=[team(namespace, quota=QUOTA, largest_container=largest_container), *stacks], namespace=namespace
    )


overlay = Overlay(
    base=[
        _of(
            "files",
            nextcloud(host="files.example.com", storage=STORAGE, tls_secret="files-tls"),  # noqa: S106 - a name
        ),
        _of("ledger", oracle(storage=STORAGE, clients="accounting"), largest_container="8Gi"),
        _of("tasks", batch(database_namespace="tasks")),
        _of("research", training(storage=STORAGE), largest_container="16Gi"),
    ],
    cluster="../clusters",
)
