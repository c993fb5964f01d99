"""WordPress inside a mesh of Linkerd, where only the ingress controller reaches the web servers."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.entrances import LINKERD
from stacks.environment import Credentials, Storage
from stacks.platform import team
from stacks.wordpress import wordpress

QUOTA = {"pods": "20", "requests.cpu": "4", "requests.memory": "8Gi", "limits.memory": "16Gi"}

overlay = Overlay(
    base=[
        team("shop", quota=QUOTA, mesh="linkerd", isolated=False),
        wordpress(
            host="shop.example.com",
            storage=Storage(blocks="block-fast", files="shared"),
            credentials=Credentials.from_environment(),
            tls_secret="shop-tls",  # noqa: S106 - a name
            entrance=LINKERD,
        ),
    ],
    namespace="shop",
    cluster="../../clusters",
)
