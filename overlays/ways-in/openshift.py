"""WordPress through a Route of OpenShift."""

from __future__ import annotations

from k8sdsl import Overlay
from stacks.entrances import ROUTE
from stacks.wordpress import shop

overlay = Overlay(base=shop(ROUTE), namespace="shop", cluster="../../clusters")
