"""Named formats of strings (apiserver `pkg/cel/library/format.go`)."""

from __future__ import annotations

from collections.abc import Callable

from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import NONE, Opaque, Optional
from k8sdsl.semantics import formats

_KIND = "kubernetes.NamedFormat"


def _label_prefix(check: Callable[[str], str]) -> Callable[[str], str]:
    """A check of a name to which the server appends a suffix, so that it can end with a dash (`maskTrailingDash`)."""
    return lambda text: check(f"{text[:-2]}a" if len(text) > 1 and text.endswith("-") else text)


def _of_schema(name: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        from k8sdsl.semantics.string_formats import fits_format

        return "" if fits_format(name, text) else f"does not match the {name} format"

    return check


class Format:
    """A check by its name; `size` is the length that upstream assumes for its pattern."""

    __slots__ = ("check", "name", "size")

    def __init__(self, name: str, check: Callable[[str], str], size: int) -> None:
        self.name = name
        self.check = check
        self.size = size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Format) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


_DATE_TIME_SIZE = 71
_FORMATS = {
    name: Format(name, check, size)
    for name, check, size in (
        ("dns1123Label", formats.dns1123_label, 30),
        ("dns1123Subdomain", formats.dns1123_subdomain, 60),
        ("dns1035Label", formats.dns1035_label, 30),
        ("qualifiedName", formats.qualified_name, 60),
        ("dns1123LabelPrefix", _label_prefix(formats.dns1123_label), 30),
        ("dns1123SubdomainPrefix", _label_prefix(formats.dns1123_subdomain), 60),
        ("dns1035LabelPrefix", _label_prefix(formats.dns1035_label), 30),
        ("labelValue", formats.label_value, 40),
        ("uri", _of_schema("uri"), 1_103),
        ("uuid", _of_schema("uuid"), 70),
        ("byte", _of_schema("byte"), 84),
        ("date", _of_schema("date"), _DATE_TIME_SIZE),
        ("datetime", _of_schema("date-time"), _DATE_TIME_SIZE),
    )
}


def _named(name: str) -> Optional:
    return Optional(Opaque(_KIND, _FORMATS[name])) if name in _FORMATS else NONE


def _validate(named: Opaque, text: str) -> Optional:
    reason = named.value.check(text)
    return Optional([reason]) if reason else NONE


def _constant(form: Format) -> Function:
    name = f"format.{form.name}"
    return Function(name, Overload(name, f"() {_KIND}", lambda: Opaque(_KIND, form)))


NAMED_FORMATS = Library(
    Function("validate", Overload("format-validate", f"{_KIND}.(string) optional_type(list(string))", _validate)),
    Function("format.named", Overload("format-named", f"(string) optional_type({_KIND})", _named)),
    *map(_constant, _FORMATS.values()),
)
