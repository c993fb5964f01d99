"""WordPress through the Gateway API."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.entrances import GATEWAY
from stacks.wordpress import shop

overlay = Overlay(base=shop(GATEWAY), namespace="shop", cluster="../../clusters")
