"""One customisation of an overlay a file: its declaration beside its function."""

from __future__ import annotations
