"""The validation of flowcontrol.apiserver.k8s.io (pkg/apis/flowcontrol/validation)."""

from __future__ import annotations
