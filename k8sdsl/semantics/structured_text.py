"""Fields inside a string that holds JSON or YAML, such as a file in a ConfigMap, and their replacement.

Answers for `setValueInStructuredData` of kustomize's replacement filter. JSON is written as Go writes it, its keys in
order, on one line or indented as it was. In YAML, order and quotes stay, and comments too.
"""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.semantics.digits import whole_number
from k8sdsl.semantics.field_paths import NEW, find_all, look_up

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_HTML = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
"""What Go's encoder escapes in strings."""


def split_at_text(tree: Any, steps: list[str]) -> int:
    """How many steps of a path lead to a string that further steps go into; 0 if there is none."""
    for length in range(1, len(steps)):
        try:
            value = look_up(tree, steps[:length])
        except OverlayError:
            return 0
        if isinstance(value, str):
            return length
        if not isinstance(value, (dict, list)):
            return 0
    return 0


def with_fields(text: str, steps: list[str], change: Callable[[Any], Any], blank: Any = None) -> str | None:
    """The text with the fields at a path changed; None if it has no such field.

    `change` gets the current value, or None for a new field. With `blank`, a value of the shape of new fields, missing
    fields of JSON are created.
    """
    start = text.lstrip()[:1]
    if start and start in "{[":
        changed = _in_json(text, steps, change, blank)
        if changed is not None:
            return changed
    return _in_yaml(text, steps, change)


def _in_json(text: str, steps: list[str], change: Callable[[Any], Any], blank: Any) -> str | None:
    import json

    try:
        tree = json.loads(text)
        places = find_all(tree, steps, blank, create=blank is not None)
    except (ValueError, RecursionError, OverlayError):
        return None
    for container, key in places:
        current = container[key]
        container[key] = change(None if current is NEW else current)
    if not places:
        return None
    indent = 2 if "\n" in text and "  " in text else None
    separators = (",", ": " if indent else ":")
    written = json.dumps(tree, indent=indent, separators=separators, sort_keys=True, ensure_ascii=False)
    return written.translate(_HTML)


def _in_yaml(text: str, steps: list[str], change: Callable[[Any], Any]) -> str | None:
    """The text, laid out anew as kustomize does it; text with comments is only edited."""
    import yaml

    from k8sdsl.yaml.nodes import root_node
    from k8sdsl.yaml.resolver import resolve

    root = root_node(text)
    nodes: list[Any] = [root] if root is not None else []
    for step in steps:
        nodes = [child for node in nodes for child in _below(node, step, yaml)]
    if not nodes or not all(isinstance(node, yaml.ScalarNode) for node in nodes):
        return None
    nodes = list({id(node): node for node in nodes}.values())  # an alias leads to the node of its anchor
    made = [(node, change(node.value if node.style else resolve(node.value))) for node in nodes]
    if "#" in text:
        for node, value in sorted(made, key=lambda pair: -int(pair[0].start_mark.index)):
            text = f"{text[: node.start_mark.index]}{_written(node, value)}{text[node.end_mark.index :]}"
        return text.strip()
    for node, value in made:
        node.value = _plain(value)
        node.tag = f"tag:yaml.org,2002:{type(value).__name__}"  # str, int, bool and float are their names
    return str(yaml.serialize(root, Dumper=yaml.SafeDumper, width=1_000_000, allow_unicode=True)).strip()


def _below(node: Any, step: str, yaml: Any) -> list[Any]:
    """The nodes that a step leads to."""
    if isinstance(node, yaml.MappingNode):
        return [value for key, value in node.value if key.value == step]
    if not isinstance(node, yaml.SequenceNode):
        return []
    if step == "*":
        return list(node.value)
    position = whole_number(step)
    if position is not None:
        return list(node.value[position : position + 1])
    field, _, wanted = step[1:-1].partition("=")
    return [item for item in node.value if any(child.value == wanted for child in _below(item, field, yaml))]


def _plain(value: Any) -> str:
    return "true" if value is True else "false" if value is False else str(value)


def _written(node: Any, value: Any) -> str:
    """The new value in the style of the old one."""
    from k8sdsl.yaml.scalar import double_quoted, quoted

    text = _plain(value)
    if node.style == "'":
        return "'" + text.replace("'", "''") + "'"
    if node.style:
        return double_quoted(text)
    return quoted(text) if isinstance(value, str) else text
