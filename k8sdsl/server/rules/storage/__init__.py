"""The validation of storage.k8s.io (pkg/apis/storage/validation)."""

from __future__ import annotations
