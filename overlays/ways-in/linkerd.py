"""WordPress inside a mesh of Linkerd, where only the ingress controller reaches the web servers."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.entrances import LINKERD
from stacks.wordpress import shop

overlay = Overlay(base=shop(LINKERD, mesh="linkerd"), namespace="shop", cluster="../../clusters")
