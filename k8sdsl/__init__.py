"""Kubernetes infrastructure as typed Python."""

from __future__ import annotations
