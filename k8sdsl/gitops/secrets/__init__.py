"""No plaintext in Git: Secrets are sealed for the cluster's controller, fetched by it, or encrypted with SOPS."""

from __future__ import annotations
