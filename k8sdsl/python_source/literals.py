"""Values and calls as expressions of Python, laid out so that formatters leave them as they are.

What does not fit on one line has one line per part and a comma after the last, which is the same for every line length
from `WIDTH` on. Only strings may be longer, up to `LONGEST`; beyond that they are written in pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from k8sdsl.python_source.strings import columns, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 88
LONGEST = 120


class CallExpression:
    """A call with its arguments, by position and by name."""

    __slots__ = ("arguments", "name")

    def __init__(self, name: str, arguments: list[tuple[str, Any]]) -> None:
        self.name = name
        self.arguments = arguments

    def parts(self) -> list[tuple[str, Any]]:
        """The prefix of each argument, and the argument."""
        return [(f"{name}=" if name else "", value) for name, value in self.arguments]


class Code:
    """An expression that is written as it is."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Written(str):
    """A string that is written as an expression, such as one that reads it from a file, or a parameter."""

    __slots__ = ("code",)

    def __new__(cls, text: str, code: str) -> Self:
        """The string, with its expression."""
        made = super().__new__(cls, text)
        made.code = code
        return made

    code: str


class WrittenNumber(int):
    """A whole number that is written as an expression, such as a parameter."""

    code: str

    def __new__(cls, number: int, code: str) -> Self:
        """The number, with its expression."""
        made = super().__new__(cls, number)
        made.code = code
        return made


class WrittenMap(dict[str, Any]):
    """A map that is written as the variable that holds it."""

    def __init__(self, tree: dict[str, Any], code: str) -> None:
        super().__init__(tree)
        self.code = code


_WRITTEN = (Written, WrittenNumber, WrittenMap)


def rendered(value: Any, indent: int = 0, *, lead: int = 0, tail: int = 0) -> str:
    """The expression of a value: on one line if there is room, otherwise with one line per part.

    `indent` is the indentation of the line, `lead` and `tail` the columns that it needs before and after the value.
    """
    line = flat(value)
    taken = indent + lead + columns(line) + tail
    if isinstance(value, Written) and taken > WIDTH and line.endswith(")"):
        head, _, argument = line[:-1].partition("(")
        return f"{head}(\n{' ' * (indent + 4)}{argument},\n{' ' * indent})"
    if isinstance(value, _WRITTEN) or taken <= WIDTH:
        return line
    if isinstance(value, str):
        return line if taken <= LONGEST else _in_pieces(value, indent)
    head, parts, end = _exploded(value)
    if not parts:
        return line
    pad = " " * (indent + 4)
    lines = [f"{pad}{_part(name, item, indent + 4)},\n" for name, item in parts]
    return f"{head}\n{''.join(lines)}{' ' * indent}{end}"


def _part(name: str, item: Any, indent: int) -> str:
    lead = columns(name)
    if name.startswith(('"', "'")) and indent + lead > LONGEST:
        name = f"{_in_pieces(str(item[0]), indent)}: "
        item = item[1]
    elif name.startswith(('"', "'")):
        item = item[1]
    return name + rendered(item, indent, lead=lead, tail=1)


def _exploded(value: Any) -> tuple[str, list[tuple[str, Any]], str]:
    """The text before the parts of a value, the parts with their names, and the text after them."""
    if isinstance(value, CallExpression):
        return f"{value.name}(", value.parts(), ")"
    if isinstance(value, dict):
        return "{", [(f"{flat(key)}: ", (key, item)) for key, item in value.items()], "}"
    if isinstance(value, list):
        return "[", [("", item) for item in value], "]"
    if isinstance(value, tuple):
        return "(", [("", item) for item in value], ")"
    return "", [], ""


def _in_pieces(text: str, indent: int) -> str:
    """A long string in parentheses, one line per piece: those of the text, or as much as fits."""
    pad = " " * (indent + 4)
    whole = quoted(text)
    if indent + 4 + columns(whole) <= LONGEST:  # formatters join pieces that fit on one line
        return f"(\n{pad}{whole}\n{' ' * indent})"
    pieces = [f"{pad}{piece}\n" for piece in _pieces(text, max(WIDTH - indent - 6, 20), LONGEST - indent - 4)]
    return f"(\n{''.join(pieces)}{' ' * indent})"


def _pieces(text: str, room: int, most: int) -> Iterator[str]:
    """Pieces of at most `room` columns that end after a space if they can.

    An image and its digest are pieces of up to `most` columns.
    """
    lines, widest = text.splitlines(keepends=True), room
    if len(lines) == 1 and "@sha256:" in text and " " not in text:
        name, digest = text.split("@", 1)
        lines, widest = [name + "@", digest], most
    for line in lines:
        rest = line
        while columns(quoted(rest)) > widest:
            end = max(room * len(rest) // columns(quoted(rest)) - 2, 1)
            space = rest.rfind(" ", end // 2, end)
            cut = space + 1 if space > 0 else end
            while cut > 1 and columns(quoted(rest[:cut])) > room:
                cut -= 1
            yield quoted(rest[:cut])
            rest = rest[cut:]
        if rest:
            yield quoted(rest)


def flat(value: Any) -> str:
    """The expression of a value on one line."""
    if isinstance(value, _WRITTEN):
        return value.code
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Code):
        return value.text
    if isinstance(value, CallExpression):
        return f"{value.name}({', '.join(name + flat(item) for name, item in value.parts())})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flat(key)}: {flat(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flat, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(flat, value)) + ("," if len(value) == 1 else "") + ")"
    return repr(value)
