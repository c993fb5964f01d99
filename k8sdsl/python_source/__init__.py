"""The printer of Python source that importers share."""

from __future__ import annotations
