"""Kubernetes infrastructure as typed Python."""

from __future__ import annotations

from k8sdsl.errors import K8sdslError
from k8sdsl.validation import validate

__all__ = ["K8sdslError", "validate"]
