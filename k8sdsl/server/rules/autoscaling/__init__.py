"""The validation of the autoscaling group."""

from __future__ import annotations
