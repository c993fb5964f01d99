"""The source revision of an environment, read from its `hydrator.metadata`."""

from __future__ import annotations

import json
from typing import Any

HYDRATOR = "hydrator.metadata"


def dry_revision(content: bytes | None) -> str:
    """The source revision that it names; empty if it names none or cannot be read."""
    return _text(_read(content), "drySha")


def _read(content: bytes | None) -> dict[str, Any]:
    try:
        facts = json.loads(content or b"{}")
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _text(facts: dict[str, Any], name: str) -> str:
    value = facts.get(name, "")
    return value if isinstance(value, str) else ""
