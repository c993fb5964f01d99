"""Generates typed classes and tables from JSON schemas; a development tool."""

from __future__ import annotations
