"""The validation of networking.k8s.io (pkg/apis/networking/validation)."""

from __future__ import annotations
