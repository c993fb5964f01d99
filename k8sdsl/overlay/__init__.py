"""The Python spelling of a layer: overlays."""

from __future__ import annotations
