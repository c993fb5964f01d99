"""Arguments that are written out, and that could never be right: patterns, durations, times (cel-go `validator`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.cel.node import Node


def literal_error(node: Node, name: str) -> str:
    """What is wrong with a literal argument of a call, or an empty string."""
    position = {"matches": -1, "duration": 0, "timestamp": 0}.get(name)
    if position is None or not node.args:
        return ""
    argument = node.args[position]
    if argument.kind != "const" or type(argument.value) is not str:
        return ""
    if name == "matches":
        from k8sdsl.semantics.patterns import pattern_error

        return "invalid matches argument" if pattern_error(argument.value) else ""
    valid = _is_duration(argument.value) if name == "duration" else _is_timestamp(argument.value)
    return "" if valid else f"invalid {name} argument"


def _is_duration(text: str) -> bool:
    import re

    return re.fullmatch(r"[-+]?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+|[-+]?0", text, re.ASCII) is not None


def _is_timestamp(text: str) -> bool:
    from k8sdsl.semantics.formats import rfc3339

    return not rfc3339(text)
