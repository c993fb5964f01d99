"""WordPress through a Route of OpenShift."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.entrances import ROUTE
from stacks.environment import Credentials, Storage
from stacks.platform import team
from stacks.wordpress import wordpress

QUOTA = {"pods": "20", "requests.cpu": "4", "requests.memory": "8Gi", "limits.memory": "16Gi"}

overlay = Overlay(
    base=[
        team("shop", quota=QUOTA, isolated=False),
        wordpress(
            host="shop.example.com",
            storage=Storage(blocks="block-fast", files="shared"),
            credentials=Credentials.from_environment(),
            tls_secret="shop-tls",  # noqa: S106 - a name
            entrance=ROUTE,
        ),
    ],
    namespace="shop",
    cluster="../../clusters",
)
