"""What the administrators install before any team deploys: storage, the way in, agents on the nodes, monitoring."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.ingress import address_pool, ingress_controller
from stacks.monitoring import monitoring
from stacks.nodes import nodes
from stacks.storage import storage

ADDRESS = "192.168.1.50"  # app.example.com and all other names of the company's DNS point here

overlay = Overlay(
    base=[
        Overlay(base=storage(), namespace="storage"),
        Overlay(base=nodes(), namespace="node-agents"),
        Overlay(base=monitoring(), namespace="monitoring"),
        Overlay(base=ingress_controller(address=ADDRESS, email="platform@example.com"), namespace="ingress-nginx"),
        Overlay(base=address_pool(ADDRESS), namespace="metallb-system"),
    ],
    cluster="../clusters/company.yaml",
)
