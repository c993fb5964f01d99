"""Lists in annotations, which the server reads as JSON into types whose fields have no tags (`encoding/json`)."""

from __future__ import annotations

import json
from typing import Any

from k8sdsl.tree import map_of


def read_untagged(text: str, texts: tuple[str, ...], others: tuple[str, ...] = ()) -> list[dict[str, Any]] | None:
    """The entries of a list with the fields `texts`, which are strings, and `others`; None if Go cannot read it.

    The case of letters in the names of fields does not matter, null counts as absent, and other fields are ignored.
    """
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if value is None:
        return []
    if not isinstance(value, list) or not all(entry is None or isinstance(entry, dict) for entry in value):
        return None
    names: dict[str, str] = {name.lower(): name for name in (*texts, *others)}
    entries: list[dict[str, Any]] = []
    for raw in value:
        given: dict[str, Any] = {}
        for key, item in map_of(raw).items():
            if item is not None:
                given[names.get(key.lower(), key)] = item
        if any(not isinstance(given.get(name, ""), str) for name in texts):
            return None
        entries.append(given)
    return entries
