"""The rendered tree of files: layout, index, writing."""

from __future__ import annotations
