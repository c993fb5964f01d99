"""Tests of the types as checkers see them."""

from __future__ import annotations
