"""How a scalar is written so that every YAML reader gives the same value back.

The readers that count are go-yaml v2 (behind `kubectl` and the API server), go-yaml v3 (behind kustomize), YAML 1.1
as PyYAML implements it, and YAML 1.2. A string is written plain only where all of them read a string. Where quotes
are needed the choice is go-yaml v3's: double quotes round what would be read as another type, single quotes round
what has a meaning in YAML's syntax, double quotes with escapes round what cannot be printed.
"""

from __future__ import annotations

import re

_WORDS = frozenset(
    ("", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false", ".nan", ".inf", "+.inf", "-.inf", "=", "<<")
)
_LONGEST_WORD = 5

_SAFE = re.compile(r"[A-Za-z/][A-Za-z0-9_./=@$()+-]*").fullmatch
"""Text that can only be a string or one of the words."""

_NUMBER = re.compile(
    r"[-+]?(?:"
    r"0[xX][0-9a-fA-F]*|0[oO][0-7]*|0[bB][-+]?[01]*"  # go-yaml v2 reads even `0b-1`
    r"|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
    r"|[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?"  # base 60 of YAML 1.1
    r")"
).fullmatch
"""A number for at least one reader, with underscores already taken out (they are digits' separators in YAML 1.1)."""

_TIMESTAMP = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?"
"""Compiled only where something like a year is met."""

_SYNTAX = re.compile(r"""[,\[\]{}#&*!|>'"%@` ]|[-?:](?: |$)|---|\.\.\.|.*(?:: |:$| #| $)""").match
"""Text with a meaning in YAML's syntax: an indicator or space at the start, `: ` or ` #` inside, a space at the end."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]").search
_UNPRINTABLE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
"""Compiled only where a text goes beyond ASCII."""

_ESCAPES = {
    **{code: f"\\x{code:02X}" for code in (*range(0x20), *range(0x7F, 0xA0))},
    **{
        ord(char): f"\\{name}"
        for char, name in zip('\0\a\b\t\n\v\f\r\x1b"\\\x85\u2028\u2029', '0abtnvfre"\\NLP', strict=True)
    },
    **{code: f"\\u{code:04X}" for code in (0xFEFF, 0xFFFE, 0xFFFF)},
}


def reads_as_other_type(text: str) -> bool:
    """Whether some reader would take the bare text for null, a boolean, a number, a timestamp or a merge key."""
    if len(text) <= _LONGEST_WORD and text.lower() in _WORDS:
        return True
    if text[0] not in "+-.0123456789":
        return False
    if text[4:5] == "-" and re.fullmatch(_TIMESTAMP, text):
        return True
    return bool(_NUMBER(text.replace("_", "") if "_" in text else text))


def quoted(text: str) -> str:
    """The text as one line of YAML: plain where that is safe, in quotes otherwise.

    Raises ValueError for half a surrogate pair, which no encoding of YAML can hold.
    """
    if _SAFE(text):
        return f'"{text}"' if len(text) <= _LONGEST_WORD and text.lower() in _WORDS else text
    if reads_as_other_type(text) or "\n" in text or "\t" in text or unprintable(text):
        return double_quoted(text)
    if _SYNTAX(text):
        return "'" + text.replace("'", "''") + "'"
    return text


def unprintable(text: str) -> bool:
    """Whether the text holds what only double quotes can; tab and newline are left to the caller."""
    return bool(_CONTROL(text) if text.isascii() else re.search(_UNPRINTABLE, text))


def double_quoted(text: str) -> str:
    """The text in double quotes with what cannot be printed escaped; raises ValueError for half a surrogate pair."""
    text.encode()  # raises UnicodeEncodeError, a ValueError
    return f'"{text.translate(_ESCAPES)}"'


def number(value: float) -> str:
    """A number as YAML 1.1 and 1.2 both read it back.

    YAML 1.1 knows an exponent only after a decimal point, hence `1.0e+16`. Raises ValueError for an integer with more
    digits than Python is willing to write.
    """
    text = repr(value)
    if type(value) is int:
        return text
    if value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return ".nan"
    if text in {"inf", "-inf"}:
        return text.replace("inf", ".inf")
    return text.replace("e", ".0e") if "e" in text and "." not in text else text
