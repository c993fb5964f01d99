"""Writes scalars so that every YAML reader returns the same value.

The relevant readers are go-yaml v2 (behind `kubectl` and the API server), go-yaml v3 (behind kustomize), YAML 1.1 as
PyYAML implements it, and YAML 1.2. A string is written plain only where all of them read a string. If quotes are
needed, they are those of go-yaml v3: double quotes around strings that would be read as another type, single quotes
around strings with a meaning in YAML's syntax, double quotes with escapes around unprintable characters.
"""

from __future__ import annotations

import re

_WORDS = frozenset(
    ("", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false", ".nan", ".inf", "+.inf", "-.inf", "=", "<<")
)
_LONGEST_WORD = 5

_SAFE = re.compile(r"[A-Za-z/][A-Za-z0-9_./=@$()+-]*").fullmatch
"""Text that can only be a string or one of YAML's words."""

_NUMBER = re.compile(
    r"[-+]?(?:"
    r"0[xX][0-9a-fA-F]*|0[oO][0-7]*|0[bB][-+]?[01]*"  # go-yaml v2 reads even `0b-1`
    r"|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
    r"|[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?"  # base 60 in YAML 1.1
    r")"
).fullmatch
"""A number for at least one reader, with underscores already removed (YAML 1.1 allows them between digits)."""

_TIMESTAMP = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?"
"""Compiled only when something like a year occurs."""

_SYNTAX = re.compile(r"""[,\[\]{}#&*!|>'"%@` ]|[-?:](?: |$)|---|\.\.\.|.*(?:: |:$| #| $)""").match
"""Text with a meaning in YAML's syntax: an indicator or space at the start, `: ` or ` #` inside, a space at the end."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]").search
_UNPRINTABLE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
"""Compiled only when a text is not ASCII."""

_ESCAPES = {
    **{code: f"\\x{code:02X}" for code in (*range(0x20), *range(0x7F, 0xA0))},
    **{
        ord(char): f"\\{name}"
        for char, name in zip('\0\a\b\t\n\v\f\r\x1b"\\\x85\u2028\u2029', '0abtnvfre"\\NLP', strict=True)
    },
    **{code: f"\\u{code:04X}" for code in (0xFEFF, 0xFFFE, 0xFFFF)},
}


def reads_as_other_type(text: str) -> bool:
    """Whether some reader would read the plain text as null, a boolean, a number, a timestamp or a merge key."""
    if len(text) <= _LONGEST_WORD and text.lower() in _WORDS:
        return True
    if text[0] not in "+-.0123456789":
        return False
    if text[4:5] == "-" and re.fullmatch(_TIMESTAMP, text):
        return True
    return bool(_NUMBER(text.replace("_", "") if "_" in text else text))


def quoted(text: str) -> str:
    """The text as one line of YAML: plain if that is safe, otherwise in quotes.

    Raises ValueError for half a surrogate pair, which YAML cannot represent.
    """
    if _SAFE(text):
        return f'"{text}"' if len(text) <= _LONGEST_WORD and text.lower() in _WORDS else text
    if reads_as_other_type(text) or "\n" in text or "\t" in text or unprintable(text):
        return double_quoted(text)
    if _SYNTAX(text):
        return "'" + text.replace("'", "''") + "'"
    return text


def unprintable(text: str) -> bool:
    """Whether the text needs double quotes; tabs and newlines are left to the caller."""
    return bool(_CONTROL(text) if text.isascii() else re.search(_UNPRINTABLE, text))


def double_quoted(text: str) -> str:
    """The text in double quotes with unprintable characters escaped; raises ValueError for half a surrogate pair."""
    text.encode()  # raises UnicodeEncodeError, a ValueError
    return f'"{text.translate(_ESCAPES)}"'


def number(value: float) -> str:
    """A number that YAML 1.1 and 1.2 both read back.

    YAML 1.1 allows an exponent only after a decimal point, hence `1.0e+16`. Raises ValueError for an integer with more
    digits than Python prints.
    """
    text = repr(value)
    if type(value) is int:
        return text
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return ".nan"
    if text in {"inf", "-inf"}:
        return text.replace("inf", ".inf")
    return text.replace("e", ".0e") if "e" in text and "." not in text else text
