"""The API server, offline: what it answers to one object."""

from __future__ import annotations
