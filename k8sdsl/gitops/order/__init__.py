"""The order in which objects and environments are deployed."""

from __future__ import annotations
