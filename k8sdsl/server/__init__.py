"""The API server, offline: its verdict on one object."""

from __future__ import annotations
