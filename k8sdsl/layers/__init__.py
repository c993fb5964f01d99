"""The shared meaning of overlays and kustomization files: layers, applied from the innermost outwards."""

from __future__ import annotations
