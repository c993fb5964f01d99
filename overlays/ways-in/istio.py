"""WordPress inside a mesh of Istio, where pods accept only encrypted connections."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.entrances import ISTIO
from stacks.wordpress import shop

overlay = Overlay(base=shop(ISTIO, mesh="istio"), namespace="shop", cluster="../../clusters")
