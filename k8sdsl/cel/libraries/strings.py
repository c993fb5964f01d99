"""More functions of strings (cel-go `ext/strings.go`); positions count characters."""

from __future__ import annotations

from typing import Any

from k8sdsl.cel.errors import EvaluationError, ExhaustedError
from k8sdsl.cel.formatting import format_string
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import checked

LONGEST = 10_000_000
"""The maximum length of a string; upstream, creating a longer one would exceed the cost limit."""

_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_QUOTED = {7: "\\a", 8: "\\b", 12: "\\f", 10: "\\n", 13: "\\r", 9: "\\t", 11: "\\v", 92: "\\\\", 34: '\\"'}


def _out_of_range(position: int) -> EvaluationError:
    return EvaluationError(f"index out of range: {position}")


def _char_at(text: str, position: int) -> str:
    if not 0 <= position <= len(text):
        raise _out_of_range(position)
    return text[position : position + 1]


def _index_of(text: str, part: str, start: int = 0) -> int:
    if not part:
        return start
    if start < 0:
        raise _out_of_range(start)
    return text.find(part, start)


def _last_index_of(text: str, part: str) -> int:
    return text.rfind(part)


def _last_index_of_from(text: str, part: str, start: int) -> int:
    if not part:
        return start
    if start < 0:
        raise _out_of_range(start)
    return -1 if start >= len(text) else text.rfind(part, 0, start + len(part))


def _replace(text: str, old: str, new: str, limit: int = -1) -> str:
    count = text.count(old) if limit < 0 else min(limit, text.count(old))
    if len(text) + count * len(new) > LONGEST:
        raise ExhaustedError(f"a string of more than {LONGEST} characters")
    return text.replace(old, new, max(limit, -1))


def _split(text: str, separator: str, limit: int = -1) -> list[str]:
    if limit == 0:
        return []
    if separator:
        return text.split(separator, limit - 1 if limit > 0 else -1)
    items = list(text)
    return items if limit < 0 or limit >= len(items) else [*items[: limit - 1], "".join(items[limit - 1 :])]


def _substring(text: str, start: int) -> str:
    if not 0 <= start <= len(text):
        raise _out_of_range(start)
    return text[start:]


def _substring_to(text: str, start: int, end: int) -> str:
    if start > end:
        raise EvaluationError(f"invalid substring range. start: {start}, end: {end}")
    if start < 0 or end > len(text):
        raise _out_of_range(start if start < 0 or start > len(text) else end)
    return text[start:end]


def _join(items: list[Any], separator: str = "") -> str:
    for item in items:
        if type(checked(item)) is not str:
            raise EvaluationError("join: a member of the list is not a string")
    if sum(map(len, items)) + len(separator) * len(items) > LONGEST:
        raise ExhaustedError(f"a string of more than {LONGEST} characters")
    return separator.join(items)


def _quote(text: str) -> str:
    return f'"{text.translate(_QUOTED)}"'


def _format(template: str, args: list[Any]) -> str:
    return format_string(template, [checked(arg) for arg in args])


_BASIC = (
    Function("charAt", Overload("string_char_at_int", "string.(int) string", _char_at)),
    Function(
        "indexOf",
        Overload("string_index_of_string", "string.(string) int", _index_of),
        Overload("string_index_of_string_int", "string.(string, int) int", _index_of),
    ),
    Function(
        "lastIndexOf",
        Overload("string_last_index_of_string", "string.(string) int", _last_index_of),
        Overload("string_last_index_of_string_int", "string.(string, int) int", _last_index_of_from),
    ),
    Function("lowerAscii", Overload("string_lower_ascii", "string.() string", lambda text: text.translate(_LOWER))),
    Function(
        "replace",
        Overload("string_replace_string_string", "string.(string, string) string", _replace),
        Overload("string_replace_string_string_int", "string.(string, string, int) string", _replace),
    ),
    Function(
        "split",
        Overload("string_split_string", "string.(string) list(string)", _split),
        Overload("string_split_string_int", "string.(string, int) list(string)", _split),
    ),
    Function(
        "substring",
        Overload("string_substring_int", "string.(int) string", _substring),
        Overload("string_substring_int_int", "string.(int, int) string", _substring_to),
    ),
    Function("trim", Overload("string_trim", "string.() string", lambda text: text.strip(_SPACES))),
    Function("upperAscii", Overload("string_upper_ascii", "string.() string", lambda text: text.translate(_UPPER))),
    Function(
        "join",
        Overload("list_join", "list(string).() string", _join),
        Overload("list_join_string", "list(string).(string) string", _join),
    ),
)
STRINGS_0 = Library(*_BASIC)
STRINGS_2 = Library(
    *_BASIC,
    Function("format", Overload("string_format", "string.(list(dyn)) string", _format)),
    Function("strings.quote", Overload("strings_quote", "(string) string", _quote)),
)
