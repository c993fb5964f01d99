"""Facts of a schema for the documentation: defaults, bounds and formats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_BOUNDS = (
    ("minimum", "At least {}."),
    ("maximum", "At most {}."),
    ("minLength", "At least {} characters."),
    ("maxLength", "At most {} characters."),
    ("minItems", "At least {} items."),
    ("maxItems", "At most {} items."),
    ("minProperties", "At least {} entries."),
    ("maxProperties", "At most {} entries."),
)
_LONGEST = 80


def facts_of(schema: Tree) -> tuple[str, ...]:
    """Sentences about the default, the bounds, the format and the pattern of a schema."""
    facts = []
    if "default" in schema:
        text = _shown(schema["default"])
        facts += [f"Default: {text}."] if text else []
    facts += [said.format(schema[key]) for key, said in _BOUNDS if type(schema.get(key)) in {int, float}]
    form, pattern = schema.get("format"), schema.get("pattern")
    if isinstance(form, str) and not form.startswith("int"):
        facts.append(f"Format: {form}.")
    if isinstance(pattern, str) and len(pattern) <= _LONGEST:
        facts.append(f"Pattern: {pattern}")
    if schema.get("nullable") is True:
        facts.append("May be null.")
    return tuple(facts)


def _shown(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return ""
    return text if len(text) <= _LONGEST else ""
