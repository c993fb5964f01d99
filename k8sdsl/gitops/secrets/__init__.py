"""No plaintext in Git, and the ways out: sealed for the cluster's controller, fetched by it, or encrypted with SOPS."""

from __future__ import annotations
