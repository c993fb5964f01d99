"""What a `hydrator.metadata` file says about where an environment comes from."""

from __future__ import annotations

import json
from typing import Any

HYDRATOR = "hydrator.metadata"


def dry_revision(content: bytes | None) -> str:
    """The source revision that it names; empty where it names none or cannot be read."""
    return _text(_read(content), "drySha")


def is_of_another(ours: bytes | None, theirs: bytes | None) -> bool:
    """Whether two environments certainly come from different projects: from two repositories, or two folders of one.

    What comes from no repository is not known to be of another, so that a project may gain one later.
    """
    mine, other = _read(ours), _read(theirs)
    places = [_text(facts, "repoURL") for facts in (mine, other)]
    if all(places) and places[0] != places[1]:
        return True
    known = all(_text(facts, "drySha") for facts in (mine, other))
    return known and _text(mine, "project") != _text(other, "project")


def _read(content: bytes | None) -> dict[str, Any]:
    try:
        facts = json.loads(content or b"{}")
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _text(facts: dict[str, Any], name: str) -> str:
    value = facts.get(name, "")
    return value if isinstance(value, str) else ""
