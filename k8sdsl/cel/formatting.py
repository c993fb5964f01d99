"""`'%s of %d'.format([...])` (cel-go `ext/formatting.go`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from k8sdsl.cel.conversions import format_time, to_text
from k8sdsl.cel.errors import EvaluationError, ExhaustedError
from k8sdsl.cel.values import (
    Duration,
    Opaque,
    Optional,
    Timestamp,
    Uint,
    checked,
    key_value,
    type_name,
)
from k8sdsl.cel.work import spend

PRECISION = 6
MOST_DIGITS = 1_000_000
CLAUSES = frozenset("sdfebxXo")


def clauses(template: str) -> list[tuple[str, str, int | None]]:
    """The parts of a template: the text before a clause, its letter (empty at the end), and its precision.

    Raises EvaluationError for a clause that does not exist.
    """
    found: list[tuple[str, str, int | None]] = []
    text, at = "", 0
    while at < len(template):
        percent = template.find("%", at)
        if percent < 0:
            break
        text += template[at:percent]
        at = percent + 1
        if template.startswith("%", at):
            text += "%"
            at += 1
            continue
        letter, precision, at = _clause(template, at)
        found.append((text, letter, precision))
        text = ""
    found.append((text + template[at:], "", None))
    return found


def _clause(template: str, at: int) -> tuple[str, int | None, int]:
    precision = None
    if template.startswith(".", at):
        end = at + 1
        while end < len(template) and template[end] in "0123456789":
            end += 1
        digits = template[at + 1 : end]
        if end >= len(template) or not digits or len(digits) > 9:
            raise EvaluationError("could not parse formatting clause: the precision has no end")
        precision, at = int(digits), end
    if at >= len(template):
        raise EvaluationError("unexpected end of string")
    if template[at] not in CLAUSES:
        raise EvaluationError(f"could not parse formatting clause: unrecognized formatting clause {template[at]!r}")
    return template[at], precision, at + 1


def format_string(template: str, args: list[Any]) -> str:
    """The template with its clauses replaced by the arguments. Raises EvaluationError."""
    made: list[str] = []
    at = 0
    for text, letter, precision in _checked_clauses(template, len(args)):
        made.append(text)
        if letter:
            made.append(_shown(letter, args[at], precision))
            spend(1 + len(made[-1]) // 10)
            at += 1
    return "".join(made)


def _checked_clauses(template: str, count: int) -> list[tuple[str, str, int | None]]:
    parts = clauses(template)
    if len(parts) - 1 > count:
        raise EvaluationError(f"index {count} out of range")
    return parts


def _shown(letter: str, value: Any, precision: int | None) -> str:
    if precision is not None and precision > MOST_DIGITS:
        raise ExhaustedError("a number with too many digits")
    if letter in "fe":
        return _real(letter, value, PRECISION if precision is None else precision)
    return _WRITERS[letter](value)


def _wrong(clause: str, value: Any) -> EvaluationError:
    return EvaluationError(f"error during formatting: {clause} was given {type_name(value)}")


def _text(value: Any) -> str:
    spend()
    match value:
        case list():
            return f"[{', '.join([_member(checked(item)) for item in value])}]"
        case dict():
            return _map(value)
        case None:
            return "null"
        case Opaque() | Optional():
            raise _wrong("string clause", value)
    return to_text(value)


def _map(entries: dict[Any, Any]) -> str:
    pairs = []
    for key, item in entries.items():
        name = key_value(key)
        if type(name) not in {str, bool, int, Uint}:
            raise _wrong("map key", name)
        pairs.append((_member(name), _member(checked(item))))
    return (
        "{"
        + ", ".join(
            f"{name}:{item}" for name, item in sorted(pairs, key=lambda pair: pair[0].encode("utf-8", "surrogatepass"))
        )
        + "}"
    )


def _member(value: Any) -> str:
    """A member of a list or map, as an expression would write it."""
    match value:
        case str():
            return quoted(value)
        case bytes():
            return f"b{quoted(_text(value))}"
        case Timestamp():
            return f"timestamp({quoted(format_time(value))})"
        case Duration():
            return f"duration({quoted(to_text(value))})"
        case float():
            text = _fixed(value, PRECISION)
            return text if math.isfinite(value) else quoted(text)
        case Opaque() | Optional():
            raise _wrong("no formatting function for", value)
    return _text(value)


def quoted(text: str) -> str:
    """A string as Go's `%q` writes it."""
    spend(1 + len(text) // 10)
    return '"' + "".join(map(_escaped, text)) + '"'


_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character == " " or (character.isprintable() and not character.isspace()):
        return character
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _decimal(value: Any) -> str:
    if type(value) not in {int, Uint}:
        raise _wrong("decimal clause", value)
    return str(int(value))


def _real(letter: str, value: Any, precision: int) -> str:
    if value in ("NaN", "Infinity", "-Infinity") and type(value) is str:
        value = float(value)
    if type(value) is not float:
        raise _wrong("fixed-point clause" if letter == "f" else "scientific clause", value)
    value = value or 0.0  # which has no sign
    return _localized(value, precision) if letter == "f" else _scientific(value, precision)


def _fixed(value: float, precision: int) -> str:
    if math.isfinite(value):
        return f"{value:.{precision}f}"
    return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"


def _localized(value: float, precision: int) -> str:
    """A number as `golang.org/x/text` writes it in English: groups of three digits."""
    if math.isfinite(value):
        return f"{value:,.{precision}f}"
    return "NaN" if math.isnan(value) else "∞" if value > 0 else "-∞"


def _scientific(value: float, precision: int) -> str:
    """A number with an exponent; upstream treats the precision as the minimum width."""
    if not math.isfinite(value):
        return ("NaN" if math.isnan(value) else "∞" if value > 0 else "-∞").rjust(precision)
    mantissa, _, exponent = f"{value:.{PRECISION}e}".partition("e")
    superscript = f"{'-' if exponent.startswith('-') else ''}{abs(int(exponent)):02d}".translate(_SUPERSCRIPT)
    return f"{mantissa}\u00d710{superscript}".rjust(precision)


_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _binary(value: Any) -> str:
    if type(value) is bool:
        return "1" if value else "0"
    if type(value) not in {int, Uint}:
        raise _wrong("binary clause", value)
    return format(int(value), "b")


def _hexadecimal(value: Any) -> str:
    if type(value) is str:
        value = value.encode("utf-8", "surrogatepass")
    if type(value) is bytes:
        return value.hex()
    if type(value) not in {int, Uint}:
        raise _wrong("hex clause", value)
    return format(int(value), "x")


def _octal(value: Any) -> str:
    if type(value) not in {int, Uint}:
        raise _wrong("octal clause", value)
    return format(int(value), "o")


_WRITERS: dict[str, Callable[[Any], str]] = {
    "s": _text,
    "d": _decimal,
    "b": _binary,
    "x": _hexadecimal,
    "X": lambda value: _hexadecimal(value).upper(),
    "o": _octal,
}
