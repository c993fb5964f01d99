"""From JSON schemas to typed classes and tables; a development tool."""

from __future__ import annotations
