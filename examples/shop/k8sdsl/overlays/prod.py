"""Production: three servers."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.shop import shop

overlay = Overlay(
    base=shop(host="shop.example.com", tag="2.1", replicas=3, level="info"),
    namespace="production",
    labels={"environment": "prod"},
)
