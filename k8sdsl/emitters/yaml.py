"""Plain trees to a YAML stream in block style, laid out as kubectl and kustomize do.

Written for speed, as this is where the time of a large build would go: one f-string a line, and every distinct string
looked at once. Keys stay in the tree's order, lists are not indented below their key, long lines are not folded, and
what is shared is written out rather than given an anchor.
"""

from __future__ import annotations

from k8sdsl.emitters import MAX_DEPTH, UnemittableError, rendered, scalar
from k8sdsl.yaml.scalar import double_quoted, quoted, unprintable

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    from k8sdsl.yaml.outlines import Outline

    _How = tuple[dict[str, str | None], "_YamlKeys", Callable[[str, str, int], str]]

_LONGEST_FOLDED_KEY = 129
"""The greatest length of a key with its colon; go-yaml writes longer ones as `? key`."""

MOST_REMEMBERED = 20_000
_LONGEST_REMEMBERED = 200
"""How many strings are remembered at most, and of which length."""

_LONGEST_SIMPLE_KEY = 1000
"""Readers give up on `key:` beyond 1,024 characters; such keys are written as `? key`."""


def emit(documents: Iterable[Any], *, as_kustomize: bool = False, outlines: list[Outline | None] | None = None) -> str:
    """The documents as one stream with `---` between them; with `as_kustomize`, in exactly the bytes of kustomize.

    `outlines` are those of the documents, with which a large set of documents that repeat each other is written faster;
    the list is emptied on the way, because the text needs the memory.
    Raises EmitError for what YAML cannot represent: a tree that contains itself or has more than 300 levels, keys that
    are not strings, values that are not plain, an unpaired surrogate.
    """
    strings, keys, layout = _EXACT if as_kustomize else _USUAL

    def render(tree: Any, strings: dict[str, str | None] = strings) -> str:
        lines: list[str] = []
        _document(tree, (lines.append, strings, keys, layout))
        return "".join(lines)

    if outlines:
        from k8sdsl.emitters.templates import Templates

        text_of = Templates(render, strings).text
        outlines.reverse()
        return "---\n".join([text_of(outlines.pop()) or rendered(tree, render) for tree in documents])
    return "---\n".join([rendered(tree, render) for tree in documents])


def emit_document(tree: Any) -> str:
    """One document without a marker; raises EmitError as `emit` does."""
    return emit((tree,))


def _fits_block(text: str) -> bool:
    """Whether a literal block can hold a text.

    Not with a tab at its start, where readers detect the indentation, only line ends, or blanks at the end of a line.
    """
    if text[0] == "\t" or text[-1] in " \t" or not text.strip("\n"):
        return False
    return " \n" not in text and "\t\n" not in text and not unprintable(text)


class _Strings(dict[str, "str | None"]):
    """Each string as a value on its line, computed once; None for text that needs a block."""

    def __missing__(self, text: str) -> str | None:
        rendering = None if "\n" in text and _fits_block(text) else quoted(text)
        return _remember(self, text, rendering)


class _FoldedStrings(dict[str, "str | None"]):
    """Each string that is on one line at any indentation, computed once; None for any other."""

    def __missing__(self, text: str) -> str | None:
        on_one_line = " " not in text and "\n" not in text and (text.isascii() or max(text) <= "\uffff")
        return _remember(self, text, quoted(text) if on_one_line else None)


def _remember(known: dict[str, str | None], text: str, rendering: str | None) -> str | None:
    """Keeps what is known of a string for this process; what is written repeats strings, also from file to file."""
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    if len(text) <= _LONGEST_REMEMBERED:
        known[text] = rendering
    return rendering


def _laid_out(text: str, pad: str, column: int) -> str:
    from k8sdsl.emitters.folding import laid_out

    return laid_out(text, pad, column)


def _literal(text: str, pad: str, _: int = 0) -> str:
    from k8sdsl.emitters.folding import literal

    return literal(text, pad)


class _YamlKeys(dict[str, "str | None"]):
    """Each key with its colon, computed once; None for a key that is too long for this form."""

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def __missing__(self, key: str) -> str | None:
        if type(key) is not str:
            raise UnemittableError
        rendering = quoted(key) + ":"
        return _remember(self, key, rendering if len(rendering) <= self._longest else None)


_USUAL: _How = (_Strings(), _YamlKeys(_LONGEST_SIMPLE_KEY), _literal)
_EXACT: _How = (_FoldedStrings(), _YamlKeys(_LONGEST_FOLDED_KEY), _laid_out)
"""How strings and keys are written, usually and in the bytes of kustomize."""

_Out: TypeAlias = "tuple[Callable[[str], None], dict[str, str | None], _YamlKeys, Callable[[str, str, int], str]]"
"""The output for lines, the strings and keys so far, and how a string is laid out over several lines.

The last is called with the string, the padding of its key or item, and the column where it starts.
"""


def _document(tree: Any, out: _Out) -> None:
    """Writes one document."""
    write, strings, _, _ = out
    if type(tree) is dict and tree:
        _mapping(tree, "", "", 0, out)
    elif type(tree) is list and tree:
        _sequence(tree, "", "", 0, out)
    else:
        text = scalar(tree) if type(tree) is not str else double_quoted(tree) if "\n" in tree else strings[tree]
        write(f"{text}\n")


def _mapping(tree: dict[str, Any], lead: str, pad: str, depth: int, out: _Out) -> None:
    """Writes a map that is not empty; `lead` is written before its first key and `pad` before the others."""
    if depth > MAX_DEPTH:
        raise UnemittableError
    write, strings, keys, layout = out
    for key, value in tree.items():
        name = keys[key]
        if name is None:
            name = f"? {quoted(key)}\n{pad}:"
        kind = type(value)
        if kind is str:
            text = strings[value]
            if text is None:
                column = len(name) - name.rfind("\n") if name[0] == "?" else len(lead) + len(name) + 1
                text = layout(value, pad, column)
            write(f"{lead}{name} {text}\n")
        elif kind is dict and value:
            write(f"{lead}{name}\n")
            deeper = pad + "  "
            _mapping(value, deeper, deeper, depth + 1, out)
        elif kind is list and value:
            write(f"{lead}{name}\n")
            _sequence(value, pad, pad, depth + 1, out)
        else:
            write(f"{lead}{name} {scalar(value)}\n")
        lead = pad


def _sequence(items: list[Any], lead: str, pad: str, depth: int, out: _Out) -> None:
    """Writes a list that is not empty; `lead` is written before its first item and `pad` before the others."""
    if depth > MAX_DEPTH:
        raise UnemittableError
    write, strings, _, layout = out
    for value in items:
        kind = type(value)
        if kind is str:
            text = strings[value]
            write(f"{lead}- {layout(value, pad, len(lead) + 2) if text is None else text}\n")
        elif kind is dict and value:
            _mapping(value, lead + "- ", pad + "  ", depth + 1, out)
        elif kind is list and value:
            _sequence(value, lead + "- ", pad + "  ", depth + 1, out)
        else:
            write(f"{lead}- {scalar(value)}\n")
        lead = pad
