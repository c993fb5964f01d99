"""Changes values in a YAML or JSON text, and keeps its comments, layout and quotes.

The result is read again: a change that would also alter something else, such as one below an anchor that is used
twice, is not made.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import YamlError
from k8sdsl.tree import copy_tree
from k8sdsl.yaml.reader import numbered_documents
from k8sdsl.yaml.scalar import number, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8sdsl.tree import FieldPath

ABSENT: Any = object()
"""The value of a field that is to be removed."""

Edit = tuple[int, "FieldPath", Any]
"""A document's position in the stream, a path in it, and the new value."""

_Span = tuple[int, int, str]


def edited(text: str, changes: Sequence[Edit]) -> tuple[str, list[Edit]]:
    """The text with as many of the changes as can be made exactly, and those that were not made."""
    together = _edited(text, changes)
    if together is not None:
        return together, []
    refused = []
    for change in changes:
        made = _edited(text, [change])
        if made is None:
            refused.append(change)
        else:
            text = made
    return text, refused


def _edited(text: str, changes: Iterable[Edit]) -> str | None:
    """The text with all the changes; None if it does not read as they say."""
    try:
        expected = dict(numbered_documents(text))
        for document, path, value in changes:
            _set(expected[document], path, value)
        made = text
        for start, end, new in sorted(_Spans(text).of(changes), reverse=True):
            made = made[:start] + new + made[end:]
        return made if dict(numbered_documents(made)) == expected else None
    except (_NotPossible, YamlError, LookupError, TypeError, RecursionError):
        return None


class _NotPossible(Exception):  # noqa: N818 - never leaves this module
    """A change that cannot be written at its place."""


def _set(tree: Any, path: FieldPath, value: Any) -> None:
    *parents, last = path
    for step in parents:
        if isinstance(tree, dict) and not isinstance(step, str):
            raise _NotPossible
        if isinstance(tree, dict) and tree.get(step) is None:
            tree[step] = {}
        tree = tree[step]
    if isinstance(tree, dict) and not isinstance(last, str):
        raise _NotPossible  # an index into a list that another change has replaced
    if value is ABSENT:
        del tree[last]
    else:
        tree[last] = copy_tree(value)


class _Spans:
    """Finds the parts of a text that changes replace."""

    def __init__(self, text: str) -> None:
        import yaml

        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.text = text
        try:
            self.documents = list(yaml.compose_all(text, Loader=loader))
        except yaml.YAMLError:
            raise _NotPossible from None

    def of(self, changes: Iterable[Edit]) -> Iterator[_Span]:
        """The start, the end and the new text of each part; several new keys of one map are one part."""
        added: dict[int, tuple[Any, dict[str, Any]]] = {}
        for document, path, value in changes:
            node, pair, rest = _follow(self.documents[document], path)
            if value is ABSENT:
                yield self._removal(*_parent(self.documents[document], path))
            elif not rest:
                yield self._replacement(node, pair, value)
            else:
                _set(added.setdefault(id(node), (node, {}))[1], rest, value)
        for node, keys in added.values():
            yield self._addition(node, keys)

    def _replacement(self, node: Any, pair: Any, value: Any) -> _Span:
        if node.id != "scalar" and not node.flow_style:
            raise _NotPossible
        as_json = pair is not None and pair[0].style == '"'
        return self._value(node, _flow(value, as_json=as_json))

    def _value(self, node: Any, new: str) -> _Span:
        start, end = node.start_mark.index, node.end_mark.index
        return start, end, f" {new}" if start == end else new

    def _addition(self, node: Any, keys: dict[str, Any]) -> _Span:
        if node.id == "scalar":
            if node.tag != "tag:yaml.org,2002:null":
                raise _NotPossible
            return self._value(node, _flow(keys, as_json=False))
        if node.id != "mapping":
            raise _NotPossible
        if node.flow_style:
            return self._flow_addition(node, keys)
        at = self._after(node)
        ending = "" if at == 0 or self.text[at - 1] == "\n" else "\n"
        lines = "".join(f"{line}\n" for line in _block(keys, node.value[0][0].start_mark.column))
        return at, at, ending + (lines if at < len(self.text) or not ending else lines.rstrip("\n"))

    def _flow_addition(self, node: Any, keys: dict[str, Any]) -> _Span:
        if not node.value:
            return node.start_mark.index, node.end_mark.index, _flow(keys, as_json=self.text.lstrip()[:1] == "{")
        key, last = node.value[-1]
        as_json = key.style == '"'
        separator = ", "
        if node.start_mark.line != node.end_mark.line:
            separator = ",\n" + " " * key.start_mark.column
        at = last.end_mark.index
        new = [f"{_key(name, as_json=as_json)}: {_flow(value, as_json=as_json)}" for name, value in keys.items()]
        return at, at, separator + separator.join(new)

    def _removal(self, parent: Any, index: int) -> _Span:
        pairs = parent.value
        if len(pairs) < 2:
            raise _NotPossible
        key, value = pairs[index]
        line_start = self.text.rfind("\n", 0, key.start_mark.index) + 1
        alone = not self.text[line_start : key.start_mark.index].strip()
        if not parent.flow_style and alone:
            return line_start, self._after_pair(key, value), ""
        if index + 1 < len(pairs):
            return key.start_mark.index, pairs[index + 1][0].start_mark.index, ""
        return pairs[index - 1][1].end_mark.index, value.end_mark.index, ""

    def _after(self, node: Any) -> int:
        return self._after_pair(*node.value[-1])

    def _after_pair(self, key: Any, value: Any) -> int:
        """The start of the line after an entry."""
        if value.end_mark.index < key.end_mark.index:  # an alias: its marks are those of the anchor
            raise _NotPossible
        while value.id != "scalar" and not value.flow_style and value.value:
            last = value.value[-1]
            value = last[1] if value.id == "mapping" else last
        end = value.end_mark.index
        if value.id == "scalar" and value.style in {"|", ">"}:
            return int(end)
        newline = self.text.find("\n", end)
        return len(self.text) if newline < 0 else newline + 1


def _follow(node: Any, path: FieldPath) -> tuple[Any, Any, FieldPath]:
    """The deepest existing node on a path, the pair of a map that holds it, and the rest of the path."""
    pair = None
    for done, step in enumerate(path):
        if node.id == "mapping":
            found = next((entry for entry in node.value if entry[0].value == step), None)
            if found is None:
                return node, pair, path[done:]
            pair, node = found, found[1]
        elif node.id == "sequence" and isinstance(step, int):
            node = node.value[step]
        else:
            return node, pair, path[done:]
    return node, pair, ()


def _parent(node: Any, path: FieldPath) -> tuple[Any, int]:
    """The map that holds the last step of a path, and its position there."""
    parent, _, rest = _follow(node, path[:-1])
    names = [key.value for key, _ in parent.value] if parent.id == "mapping" and not rest else []
    if path[-1] not in names:
        raise _NotPossible
    return parent, names.index(path[-1])


def _key(name: str, *, as_json: bool) -> str:
    return json.dumps(name, ensure_ascii=False) if as_json else quoted(name)


def _flow(value: Any, *, as_json: bool) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        pairs = (f"{_key(key, as_json=as_json)}: {_flow(item, as_json=as_json)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(item, as_json=as_json) for item in value)}]"
    if as_json:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return number(value) if isinstance(value, (int, float)) else quoted(value)


def _block(tree: dict[str, Any], indent: int) -> Iterator[str]:
    """The lines of new keys of a map in block style."""
    for key, value in tree.items():
        start = f"{' ' * indent}{quoted(key)}:"
        if isinstance(value, dict) and value:
            yield start
            yield from _block(value, indent + 2)
        else:
            yield f"{start} {_flow(value, as_json=False)}"
