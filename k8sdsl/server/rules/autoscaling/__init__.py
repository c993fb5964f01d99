"""What the API server validates of the autoscaling group."""

from __future__ import annotations
