"""Converts names of schemas to names of Python: attributes, classes and modules.

The result is always an identifier of ASCII letters, digits and underscores that Python does not reserve, so a name in a
definition cannot inject code into a generated module.
"""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_A_WORD = re.compile(r"[^0-9A-Za-z]+")
# Words whose capitals do not mark their parts: URLs, IPv6, OpenAPIV3.
_PLURAL_ACRONYM = re.compile(r"([A-Z])([A-Z]+)s(?![a-z])")
_UNUSUAL = (("IPv4", "Ipv4"), ("IPv6", "Ipv6"), ("APIV3", "ApiV3"))

_SAME_IN_BOTH_NUMBERS = frozenset(
    (
        "aws",
        "dns",
        "ebs",
        "efs",
        "gcs",
        "https",
        "kms",
        "kubernetes",
        "nfs",
        "os",
        "series",
        "sns",
        "sqs",
        "status",
        "tls",
    )
)


def module_and_class(full_name: str) -> tuple[str, str]:
    """`io.k8s.api.core.v1.Container` is in module `core_v1` under the name `Container`."""
    *path, name = full_name.split(".")
    if re.fullmatch(r"v\d+((alpha|beta)\d+)?", path[-1]):
        return f"{path[-2]}_{path[-1]}", name
    return path[-1], name


def module_name(group: str, version: str) -> str:
    """The module of a custom group-version: `cert-manager.io/v1` is `cert_manager_io_v1`."""
    name = "_".join(_NOT_A_WORD.sub("_", part).strip("_").lower() for part in (group, version))
    return name if name[:1].isalpha() else f"group_{name}"


def python_name(wire: str) -> str:
    """The attribute for a wire name: snake case, with an underscore after a word that Python reserves."""
    plain = _plain_plurals(wire)
    for unusual, usual in _UNUSUAL:
        plain = plain.replace(unusual, usual)
    snake = _NOT_A_WORD.sub("_", _BOUNDARY.sub("_", plain)).strip("_").lower() or "field"
    if snake[0].isdigit():
        snake = f"field_{snake}"
    return f"{snake}_" if keyword.iskeyword(snake) or snake in {"self", "none", "true", "false"} else snake


def attribute_names(wires: Iterable[str], reserved: Iterable[str] = ()) -> dict[str, str]:
    """An attribute for each wire name of one type, all different: `URL` beside `url` becomes `url_2`.

    Names in `reserved` get an underscore: the type has a method or an argument of that name.
    """
    taken: set[str] = set(reserved)
    names: dict[str, str] = {}
    # A wire name that is already a valid attribute keeps it; others get a number.
    for wire in sorted(wires, key=lambda wire: (python_name(wire) != wire, wire)):
        name = python_name(wire)
        name = f"{name}_" if name in set(reserved) else name
        names[wire] = free_name(name, taken)
    return names


def class_name(wire: str) -> str:
    """A wire name as a part of the name of a class: `acmeDNS` becomes `AcmeDNS`."""
    return "".join(word[:1].upper() + word[1:] for word in _NOT_A_WORD.split(wire) if word)


def kind_class_name(kind: str) -> str:
    """The class of a kind: its name, which Python must allow."""
    name = class_name(kind) or "Kind"
    name = f"Kind{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) else name


def words_of(name: str) -> list[str]:
    """The words of the name of a class: `AccountSecretRef` has three."""
    return _BOUNDARY.sub(" ", _plain_plurals(name)).split()


def singular(wire: str) -> str:
    """The singular of a field: `solvers` becomes `solver`, `policies` `policy`."""
    last = (words_of(wire) or [""])[-1].lower()
    if len(last) < 3 or last in _SAME_IN_BOTH_NUMBERS or not wire.endswith("s") or last.endswith(("ss", "us", "is")):
        return wire
    if last.endswith("ies"):
        return f"{wire[:-3]}y"
    return wire[:-2] if last.endswith(("sses", "shes", "ches", "xes", "zes", "iases")) else wire[:-1]


def _plain_plurals(name: str) -> str:
    """`podIPs` as `podIps`, so that the plural of an acronym is one word."""
    return _PLURAL_ACRONYM.sub(lambda found: f"{found[1]}{found[2].lower()}s", name)


def free_name(name: str, taken: set[str]) -> str:
    """The name, or the name with the first free number; reserves it."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free)
    return free


def camel_case(name: str) -> str:
    """The wire name that the runtime derives from an attribute; the generator writes those that differ."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
