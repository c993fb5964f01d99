"""Typed objects and their conversion to and from plain trees."""

from __future__ import annotations
