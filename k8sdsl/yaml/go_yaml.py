"""How kustomize reads resources: with go-yaml v3, in which `yes` and `on` are strings, and dates become timestamps."""

from __future__ import annotations

from k8sdsl.yaml.resolver import MergeKey, PlainKeys, PlainValues, ScalarError, json_value, resolve

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.tree import Tree

_TEXT = frozenset(["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"])
_TIME = (
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:\.(\d+))?(Z|[-+]\d\d:\d\d)| +(\d\d?):(\d\d?):(\d\d?)(?:\.(\d+))?)?"
)


_INT64 = 1 << 63

BLANK: Any = ...
"""Represents a value that is not written at all; a value that `marshal` keeps."""


class Spelled:
    """A scalar that is written in another way than its value: a field for strings keeps the text (`1.10`)."""

    __slots__ = ("text", "value")

    def __init__(self, text: str, value: Any) -> None:
        self.text = text
        self.value = value


class ResourceValues(PlainValues):
    """Each scalar of a resource."""

    def __missing__(self, text: str) -> Any:
        if not text:
            return BLANK
        if text in _TEXT:
            self[text] = text
            return text
        value = _resolved(text)
        if type(value) is not str and as_string(value) == text:
            self[text] = value
        else:
            self[text] = value if value == text else Spelled(text, value)
        return self[text]

    @staticmethod
    def folded(text: str) -> Any:
        """The value of folded text once kustomize has written and read it, which adds or loses line ends."""
        from k8sdsl.yaml.folded_text import written_and_read

        value = written_and_read(text)
        return text if value == text else Spelled(text, value)


def _resolved(text: str) -> Any:
    """The value of a plain scalar."""
    if len(text) > 7 and text[4] == "-" and text[:4].isdigit():
        return _rfc3339(text)
    value = json_value(resolve(text))
    if type(value) is float and value >= _INT64:
        exact = resolve(text)
        if type(exact) is int:
            return exact
    return value


class PatchKeys(PlainKeys):
    """Each plain key of a patch: the string itself."""

    def __missing__(self, text: str) -> Any:
        if text == "<<":
            return MergeKey()
        self[text] = text
        return text

    @staticmethod
    def aliased(value: Any) -> str:
        """The value of an anchor as a key; kustomize refuses all but strings, and one that is not written is empty."""
        if isinstance(value, str) or value is BLANK:
            return "" if value is BLANK else value
        raise ScalarError(
            f"the key is an alias of {as_string(value)}; every key must be a string",
            "write the key itself instead of an alias",
        )


class ResourceKeys(PatchKeys):
    """Each plain key of a resource, which kustomize cannot print if it is a number, a boolean, null or a date."""

    def __missing__(self, text: str) -> Any:
        if text and text not in _TEXT and _resolved(text) != text:
            raise ScalarError(f"the key {text} is not a string", f'write "{text}", in quotes')
        return super().__missing__(text)


def as_string(value: Any) -> str:
    """A scalar of a resource for a string field, such as labels."""
    if isinstance(value, str):
        return value
    if type(value) is Spelled:
        return value.text
    if value is True or value is False:
        return "true" if value else "false"
    return "" if value is BLANK else "null" if value is None else str(value)


def must_be_quoted(text: str) -> bool:
    """Whether a string of a resource was in quotes or in a block, because it would be something else without."""
    return "\n" in text or ResourceValues()[text] != text


_UTC = frozenset((None, "Z", "+00:00", "-00:00"))


def _rfc3339(text: str) -> str:
    """A timestamp as Go writes it to JSON; the string itself if it is not one."""
    import re
    from datetime import date

    time = re.fullmatch(_TIME, text)
    if time is None:
        return text
    year, month, day = time.groups()[:3]
    clock: list[Any] = list(time.groups()[3:])
    hour, minute, second, fraction, zone = clock[:5] if clock[0] else [*clock[5:], None]
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return text
    if hour is None:
        return f"{year}-{int(month):02}-{int(day):02}T00:00:00Z"
    if int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        return text
    fraction = (fraction or "").rstrip("0")
    seconds = f"{int(second):02}{fraction and '.'}{fraction}"
    return (
        f"{year}-{int(month):02}-{int(day):02}T{int(hour):02}:{int(minute):02}:{seconds}{'Z' if zone in _UTC else zone}"
    )


def fill_blanks(node: Any, blanks: list[tuple[Tree, str]]) -> None:
    """Writes null for values that are not written, and the values of scalars with another text.

    The maps and keys of the values that are not written are added to `blanks`.
    """
    for key, value in node.items() if type(node) is dict else enumerate(node) if type(node) is list else ():
        if type(value) is dict or type(value) is list:
            fill_blanks(value, blanks)
        elif type(value) is Spelled:
            node[key] = value.value
        elif value is BLANK:
            node[key] = None
            if type(node) is dict and isinstance(key, str):
                blanks.append((node, key))
