"""The validation of certificates.k8s.io (pkg/apis/certificates/validation)."""

from __future__ import annotations
