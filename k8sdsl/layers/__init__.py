"""What an overlay and a kustomization file both mean: layers, applied from the innermost outwards."""

from __future__ import annotations
