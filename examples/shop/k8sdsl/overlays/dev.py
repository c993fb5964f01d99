"""Development: one server of the next version, which logs everything."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.shop import shop

overlay = Overlay(
    base=shop(host="dev.example.com", tag="2.2", replicas=1, level="debug"),
    namespace="development",
    labels={"environment": "dev"},
)
