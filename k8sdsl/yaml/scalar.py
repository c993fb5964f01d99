"""Writes scalars so that every YAML reader returns the same value.

The relevant readers are go-yaml v2 (behind `kubectl` and the API server), go-yaml v3 (behind kustomize), YAML 1.1 as
PyYAML implements it, and YAML 1.2. A string is written plain only where all of them read a string. If quotes are
needed, they are those of go-yaml v3: double quotes around strings that would be read as another type, single quotes
around strings with a meaning in YAML's syntax, double quotes with escapes around unprintable characters.
"""

from __future__ import annotations

_WORDS = frozenset(
    ("", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false", ".nan", ".inf", "+.inf", "-.inf", "=", "<<")
)
_LONGEST_WORD = 5

# No regular expressions: `re` takes as long to load as a small build takes altogether.
_BESIDE_LETTERS = dict.fromkeys(map(ord, "_./=@$()+-"))
_INDICATORS = frozenset(",[]{}#&*!|>'\"%@` ")

_UNPRINTABLE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
"""Compiled only when a text is not ASCII and Python does not print all of it."""

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
    return (text[4:5] == "-" and _is_timestamp(text)) or _is_number(text.replace("_", "") if "_" in text else text)


def _is_number(text: str) -> bool:
    """Whether a text is a number for at least one reader; underscores (YAML 1.1 allows them) are already removed."""
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if digits.isdecimal():
        return digits.isascii()
    if digits[:1] == "0" and digits[1:2] in _DIGITS_OF:
        base, digits = digits[1], digits[2:]
        if base in "bB" and digits[:1] in {"+", "-"}:  # go-yaml v2 reads even `0b-1`
            digits = digits[1:]
        return not digits.strip(_DIGITS_OF[base])
    if ":" in digits:  # base 60 in YAML 1.1
        first, *rest = digits.split(":")
        rest[-1], _, fraction = rest[-1].partition(".")
        return _are_digits(first) and not fraction.strip(_DECIMAL) and all(map(_is_sixtieth, rest))
    mantissa, mark, exponent = digits.replace("E", "e").partition("e")
    if mark and not _are_digits(exponent[1:] if exponent[:1] in {"+", "-"} else exponent):
        return False
    whole, _, fraction = mantissa.partition(".")
    return mantissa.strip(".") != "" and not whole.strip(_DECIMAL) and not fraction.strip(_DECIMAL)


_DECIMAL = "0123456789"
_DIGITS_OF = {
    **dict.fromkeys("xX", f"{_DECIMAL}abcdefABCDEF"),
    **dict.fromkeys("oO", "01234567"),
    **dict.fromkeys("bB", "01"),
}


def _are_digits(text: str) -> bool:
    return text.isdecimal() and text.isascii()


def _is_sixtieth(text: str) -> bool:
    return _are_digits(text) and (len(text) == 1 or (len(text) == 2 and text < "6"))


def _is_timestamp(text: str) -> bool:
    """Whether a text begins like a date and ends there or goes on like a time."""
    date = text
    for position, character in enumerate(text):
        if character in "Tt" or character.isspace():
            date = text[:position]
            if "\n" in text[position + 1 :]:
                return False
            break
    year, *rest = date.split("-")
    return len(year) == 4 and len(rest) == 2 and _are_digits(year) and all(_are_digits(n) and len(n) < 3 for n in rest)


def quoted(text: str) -> str:
    """The text as one line of YAML: plain if that is safe, otherwise in quotes.

    Raises ValueError for an unpaired surrogate, which YAML cannot represent.
    """
    if _is_safe(text):
        return f'"{text}"' if len(text) <= _LONGEST_WORD and text.lower() in _WORDS else text
    if reads_as_other_type(text) or "\n" in text or "\t" in text or unprintable(text):
        return double_quoted(text)
    if _has_meaning(text):
        return "'" + text.replace("'", "''") + "'"
    return text


def _is_safe(text: str) -> bool:
    """Whether a text can only be a string or one of YAML's words: letters, digits and a few other characters."""
    if not text.isascii() or not (text[:1].isalpha() or text[:1] == "/"):
        return False
    return text.isalnum() or (text.translate(_BESIDE_LETTERS) or "a").isalnum()


def _has_meaning(text: str) -> bool:
    """Whether one line has a meaning in YAML's syntax.

    An indicator or a space at the start, a colon or a space at the end, `: ` or ` #` inside.
    """
    first, last = text[0], text[-1]
    if first in _INDICATORS or last in ": " or ": " in text or " #" in text:
        return True
    return (first in "-?:" and text[1:2] in {"", " "}) or text.startswith(("---", "..."))


def unprintable(text: str) -> bool:
    """Whether the text needs double quotes; tabs and newlines are left to the caller."""
    if text.isprintable():
        return False
    rest = text.replace("\n", "").replace("\t", "")
    if rest.isascii() or rest.isprintable():
        return not rest.isprintable()
    import re

    return re.search(_UNPRINTABLE, rest) is not None


def double_quoted(text: str) -> str:
    """The text in double quotes with unprintable characters escaped; raises ValueError for an unpaired surrogate."""
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
