"""What the API server validates of the core group's kinds that are not pods: services, volumes, nodes, quotas, data."""

from __future__ import annotations
