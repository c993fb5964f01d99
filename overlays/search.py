"""The company's logs: Elasticsearch and Kibana, which the Filebeat beside every web server sends to."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.elasticsearch import elasticsearch
from stacks.environment import Storage
from stacks.kibana import kibana
from stacks.platform import team

STORAGE = Storage(blocks="block-fast", files="shared")

overlay = Overlay(
    base=[
        team(
            "elastic",
            quota={
                "pods": "20",
                "requests.cpu": "8",
                "requests.memory": "32Gi",
                "limits.memory": "32Gi",
                "requests.storage": "400Gi",
            },
            largest_container="4Gi",
        ),
        elasticsearch(storage=STORAGE, clients=["production", "development"]),
        kibana(host="kibana.example.com", tls_secret="kibana-tls"),  # noqa: S106 - a name
    ],
    namespace="elastic",
    cluster="../clusters",
)
