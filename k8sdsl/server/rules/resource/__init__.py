"""The validation of resource.k8s.io: devices and claims for them (pkg/apis/resource/validation)."""

from __future__ import annotations
