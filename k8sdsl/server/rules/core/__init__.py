"""The validation of the core group's kinds other than pods: services, volumes, nodes, quotas, data."""

from __future__ import annotations
