"""Reads the plain block style of most manifests, without PyYAML.

Importing PyYAML takes longer than reading a small file, and its events take longer than the lines of a large one. This
reader goes through a text line by line and gives up at the first construct that is not plain block style (anchors,
tags, folded text, escapes, flow collections over several lines, unusual characters) or that is an error: the reader
that uses PyYAML then starts from the beginning. Texts that this one accepts are read exactly as by that one; a test
compares them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, TypeAlias

    from k8sdsl.yaml.resolver import PlainKeys, PlainValues

MAX_DEPTH = 60
"""The maximum nesting depth; deeper texts are left to the general reader."""

_NOT_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@`")
_LONGEST_KEY = 1000
"""Characters of a quoted key that every reader accepts before a colon: YAML allows 1,024."""

_KEY = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-")
_ODD = tuple("\r\x85\u2028\u2029\ufeff\x7f")


class _GiveUpError(Exception):
    """A construct that is not plain block style."""


def block_documents(data: bytes, values: PlainValues, keys: PlainKeys) -> list[Any] | None:
    """Every document of a text (`values[""]` for an empty one), or None if the text is not plain block style."""
    try:
        text = data.decode()
        if not (text.isascii() and text.replace("\n", "").replace("\t", "").isprintable()) and _is_odd(text):
            return None
        return _LineReader(text, values, keys).documents()
    except (_GiveUpError, ValueError):  # a text that is not UTF-8, or a scalar without a value
        return None


def _is_odd(text: str) -> bool:
    """Whether a text has characters that end lines, that libyaml refuses, or that mark the order of bytes."""
    if any(character in text for character in _ODD):
        return True
    return any(
        (ord(character) < 32 and character not in "\n\t") or 0x7F < ord(character) < 0xA0 for character in set(text)
    )


def _plain(text: str, values: PlainValues) -> Any:
    """The value of a plain scalar on one line, with or without a comment after it."""
    plain = text.partition(" #")[0].rstrip(" ")
    if plain[0] in _NOT_FIRST and not (plain[0] == "-" and plain[1:2] not in {"", " "}):
        raise _GiveUpError
    if ": " in plain or plain[-1] == ":" or "\t" in plain:
        raise _GiveUpError
    return values[plain]


class _BlockKeys(dict[str, str]):
    """The text before a colon, as a key."""

    def __init__(self, keys: PlainKeys) -> None:
        self._keys = keys

    def __missing__(self, text: str) -> str:
        if text[:1] in {'"', "'"}:
            key = _quoted(text)[0]
        elif not text or text[0] == "-" or len(text) > 256 or not _KEY.issuperset(text):
            raise _GiveUpError
        else:
            key = self._keys[text]
        if key.__class__ is not str:  # `<<`, or the key of another dialect
            raise _GiveUpError
        self[text] = key
        return key


def _quoted(text: str) -> tuple[str, str]:
    """The string in quotes that a text begins with, without escapes, and what follows it."""
    if text[0] == "'":
        inner, rest = _single_quoted(text)
    else:
        inner, end, rest = text[1:].partition('"')
        if not end or "\\" in inner:
            raise _GiveUpError
    if "\t" in inner:
        raise _GiveUpError
    return inner, rest


def _only_a_comment(rest: str) -> bool:
    """Whether only a comment follows a value."""
    return not rest or (rest[0] == " " and rest.lstrip(" ")[:1] in {"", "#"})


def _single_quoted(text: str) -> tuple[str, str]:
    """The string in single quotes, in which two of them mean one, and what follows it."""
    pieces = []
    at = 1
    while True:
        end = text.find("'", at)
        if end < 0:
            raise _GiveUpError
        pieces.append(text[at:end])
        if text[end + 1 : end + 2] != "'":
            return "'".join(pieces), text[end + 1 :]
        at = end + 2


class _Flow:
    """A flow collection on one line, of simple words and strings without escapes."""

    __slots__ = ("_at", "_keys", "_text", "_values")

    def __init__(self, text: str, values: PlainValues, keys: _BlockKeys) -> None:
        self._text = text
        self._at = 0
        self._values = values
        self._keys = keys

    def value(self) -> Any:
        """The collection; only a comment can follow it."""
        found = self._node(0)
        if not _only_a_comment(self._text[self._at :]):
            raise _GiveUpError
        return found

    def _node(self, depth: int) -> Any:
        first = self._text[self._at : self._at + 1]
        if depth > MAX_DEPTH:
            raise _GiveUpError
        if first == "[":
            return self._items(depth)
        if first == "{":
            return self._pairs(depth)
        if first == '"':
            return self._string()
        return self._values[self._word()]

    def _string(self) -> str:
        end = self._text.find('"', self._at + 1)
        inner = self._text[self._at + 1 : end]
        if end < 0 or "\\" in inner or "\t" in inner:
            raise _GiveUpError
        self._at = end + 1
        return inner

    def _word(self) -> str:
        start = self._at
        while self._text[self._at : self._at + 1] in _KEY and self._at < len(self._text):
            self._at += 1
        word = self._text[start : self._at]
        if not word or word[0] == "-":
            raise _GiveUpError
        return word

    def _items(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while not self._closes("]", first=not found):
            found.append(self._node(depth + 1))
        return found

    def _pairs(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self._closes("}", first=not found):
            quoted = self._text[self._at] == '"'
            key = self._string() if quoted else self._keys[self._word()]
            if self._text[self._at : self._at + 2] != ": " or key in found or not (quoted or key.isidentifier()):
                raise _GiveUpError
            self._at += 2
            self._skip()
            found[key] = self._node(depth + 1)
        return found

    def _closes(self, bracket: str, *, first: bool) -> bool:
        """Whether the collection ends here; otherwise moves to its next item."""
        if first:
            self._at += 1
        self._skip()
        here = self._text[self._at : self._at + 1]
        if here == bracket:
            self._at += 1
            return True
        if not first:
            if here != ",":
                raise _GiveUpError
            self._at += 1
            if self._text[self._at : self._at + 1] != " ":
                raise _GiveUpError
            self._skip()
        if self._text[self._at : self._at + 1] in {"", ",", bracket, "#"}:
            raise _GiveUpError
        return False

    def _skip(self) -> None:
        while self._text[self._at : self._at + 1] == " ":
            self._at += 1


_BLANK, _END = -2, -1
"""The columns of empty lines, and of lines that end a document."""

_SCALAR, _FRESH, _OPEN, _LITERAL, _ITEM, _NOTHING = range(6)
"""The kinds of lines: a scalar, a collection, only a key, the head of a text, an item of a list, or nothing."""

if TYPE_CHECKING:
    _BlockLine: TypeAlias = tuple[int, int, str | None, Any]


class _Lines(dict[str, tuple[int, int, "str | None", "Any"]]):
    """The meaning of each line, parsed once for repeated lines: its column, its kind, its key and its value."""

    def __init__(self, values: PlainValues, keys: PlainKeys) -> None:
        self._values = values
        self._keys = _BlockKeys(keys)

    def __missing__(self, line: str) -> _BlockLine:
        found = self[line] = self._read(line)
        return found

    def _read(self, line: str) -> _BlockLine:
        content = line.lstrip(" ")
        if not content or content[0] == "#":
            return (_BLANK, _NOTHING, None, None)
        column = len(line) - len(content)
        if column == 0 and content[0] in "-.%":
            if content.rstrip(" ") == "---":
                return (_END, _NOTHING, None, None)
            if content[0] == "%" or content.startswith(("---", "...")):
                raise _GiveUpError
        return self._entry(content.rstrip(" "), column, 0)

    def _entry(self, content: str, column: int, depth: int) -> _BlockLine:
        """A line, or the part after its dash, from a column on."""
        first = content[0]
        if first == "-" and (len(content) == 1 or content[1] == " "):
            return self._item(content, column, depth)
        if first in "\"'":
            quoted, rest = _quoted(content)
            if rest[:1] != ":":
                return (column, _SCALAR, None, quoted) if _only_a_comment(rest) else _give_up()
            key, content = content[: len(content) - len(rest)], rest
            if len(key) > _LONGEST_KEY:
                raise _GiveUpError
            return self._pair(key, content[1:], column)
        if first in "[{|":
            return self._pair_value(None, content, column)
        key, colon, rest = content.partition(": ")
        if colon:
            return self._pair(key, f" {rest}", column)
        if content[-1] == ":":
            return self._pair(content[:-1], "", column)
        return (column, _SCALAR, None, _plain(content, self._values))

    def _item(self, content: str, column: int, depth: int) -> _BlockLine:
        inner = content[1:].lstrip(" ")
        if depth > MAX_DEPTH:
            raise _GiveUpError
        if not inner or inner[0] == "#":
            return (column, _ITEM, None, None)
        return (column, _ITEM, None, self._entry(inner, column + len(content) - len(inner), depth + 1))

    def _pair(self, key: str, rest: str, column: int) -> _BlockLine:
        if rest and rest[0] != " ":
            raise _GiveUpError
        return self._pair_value(self._keys[key], rest.lstrip(" "), column)

    def _pair_value(self, name: str | None, text: str, column: int) -> _BlockLine:
        if not text or text[0] == "#":
            return (column, _OPEN, name, None)
        first = text[0]
        if first == "|":
            return (column, _LITERAL, name, text)
        if first in "\"'":
            quoted, rest = _quoted(text)
            return (column, _SCALAR, name, quoted) if _only_a_comment(rest) else _give_up()
        if first in "[{":
            return (column, _FRESH, name, _Flow(text, self._values, self._keys).value())
        return (column, _SCALAR, name, _plain(text, self._values))


def _copied(collection: Any) -> Any:
    """A collection for one of the equal lines that hold it."""
    items = collection if type(collection) is list else collection.values()
    if not any(type(item) is dict or type(item) is list for item in items):
        return collection.copy()
    from k8sdsl.tree import copy_tree

    return copy_tree(collection)


def _give_up() -> NoReturn:
    raise _GiveUpError


class _LineReader:
    """The lines of a text, and the number of the one after the current one."""

    __slots__ = ("_lines", "_next", "_nothing", "_table")

    def __init__(self, text: str, values: PlainValues, keys: PlainKeys) -> None:
        self._lines = text.split("\n")
        self._lines.append("---")
        self._next = 0
        self._table = _Lines(values, keys)
        self._nothing = values[""]

    def documents(self) -> list[Any]:
        """Every document of the text."""
        found: list[Any] = []
        last = len(self._lines)
        line = self._advance()
        if line[0] == _END and self._next < last:
            line = self._advance()
        elif line[0] == _END:
            return found
        while True:
            if line[0] == _END:
                found.append(self._nothing)
            else:
                value, line = self._block(line, 0)
                if line[0] != _END:
                    raise _GiveUpError
                found.append(value)
            if self._next >= last:
                return found
            line = self._advance()

    def _advance(self) -> _BlockLine:
        """The next line that is not empty."""
        table, lines, at = self._table, self._lines, self._next
        line = table[lines[at]]
        at += 1
        while line[0] == _BLANK:
            line = table[lines[at]]
            at += 1
        self._next = at
        return line

    def _block(self, line: _BlockLine, depth: int) -> tuple[Any, _BlockLine]:
        """The map or list that begins at a line, and the line after it."""
        if depth > MAX_DEPTH:
            raise _GiveUpError
        return self._list(line, depth) if line[1] == _ITEM else self._map(line, depth)

    def _map(self, line: _BlockLine, depth: int) -> tuple[dict[str, Any], _BlockLine]:
        """A map from its first line on, and the line after it."""
        tree: dict[str, Any] = {}
        table, lines = self._table, self._lines
        column = line[0]
        while True:
            _, kind, name, value = line
            if name is None or name in tree:  # a scalar on a line of its own, or a key that occurs twice
                raise _GiveUpError
            if kind == _SCALAR:
                tree[name] = value
                line = table[lines[self._next]]
                self._next += 1
                if line[0] == _BLANK:
                    line = self._advance()
            else:
                tree[name], line = self._value(kind, value, column, depth, beside=True)
            if line[0] != column:
                if line[0] > column:  # a scalar that goes on, or a child that is indented in two ways
                    raise _GiveUpError
                return tree, line
            if line[1] == _ITEM:
                raise _GiveUpError

    def _list(self, line: _BlockLine, depth: int) -> tuple[list[Any], _BlockLine]:
        """A list from its first line on, and the line after it."""
        if depth > MAX_DEPTH:
            raise _GiveUpError
        items: list[Any] = []
        column = line[0]
        while True:
            inner = line[3]
            if inner is None:
                item, line = self._value(_OPEN, None, column, depth, beside=False)
            elif inner[1] == _ITEM:
                item, line = self._list(inner, depth + 1)
            elif inner[2] is not None:
                item, line = self._map(inner, depth + 1)
            else:
                item, line = self._value(inner[1], inner[3], column, depth, beside=False)
            items.append(item)
            if line[0] != column or line[1] != _ITEM:
                if line[0] > column:
                    raise _GiveUpError
                return items, line

    def _value(self, kind: int, value: Any, column: int, depth: int, *, beside: bool) -> tuple[Any, _BlockLine]:
        """The value after a key or dash at a column, or in the lines below, and the line after it."""
        if kind == _SCALAR:
            return value, self._advance()
        if kind == _FRESH:
            return _copied(value), self._advance()
        if kind == _LITERAL:
            return self._literal(value, column)
        line = self._advance()
        if line[0] > column:
            return self._block(line, depth + 1)
        if beside and line[0] == column and line[1] == _ITEM:  # a list can begin at the column of its key
            return self._list(line, depth + 1)
        return self._nothing, line

    def _literal(self, header: str, indent: int) -> tuple[str, _BlockLine]:
        """A literal text (`|`, `|-` or `|+`) below a line that is indented so far, and the line after it."""
        if header not in {"|", "|-", "|+"}:
            raise _GiveUpError
        lines, start = self._lines, self._next
        end = len(lines) - 1  # the last one was added
        at, column = start, -1
        while at < end:
            line = lines[at]
            content = line.lstrip(" ")
            if content:
                if column < 0:
                    column = len(line) - len(content)
                    if column <= indent or content[0] == "\t" or any(len(blank) > column for blank in lines[start:at]):
                        raise _GiveUpError
                elif len(line) - len(content) < column:
                    break
            elif column >= 0 and len(line) > column:
                raise _GiveUpError
            at += 1
        if column < 0 or (at == end and lines[end - 1]):
            raise _GiveUpError
        text = "\n".join([line[column:] for line in lines[start:at]])
        self._next = at
        body = text.rstrip("\n")
        kept = f"{text}\n" if at < end else text
        return (f"{body}\n" if header == "|" else body if header == "|-" else kept), self._advance()
