"""What the API server validates of the policy group."""

from __future__ import annotations
