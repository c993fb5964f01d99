"""What may be said against a manifest: one shelf for each judge."""

from __future__ import annotations
