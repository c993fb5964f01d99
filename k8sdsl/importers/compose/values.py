"""Durations, sizes, ports, volumes and commands of Compose files, as Kubernetes writes them."""

from __future__ import annotations

import shlex
from typing import Any, NamedTuple

from k8sdsl.importers.compose.shapes import as_list, as_map, text_of
from k8sdsl.semantics.digits import whole_number

_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_SIZES = {"": "", **{unit: f"{unit.upper()}i" for unit in "kmgtp"}}

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONGEST = 30
"""Characters of the longest duration, and digits of the longest number."""
_MOST_SECONDS = 2**31 - 1
_MOST_PORTS = 1000
"""The ports of the widest range that is taken apart."""


def seconds(value: Any) -> int | None:
    """A duration such as `1m30s` in whole seconds, at least one; None if it is not a duration."""
    text = text_of(value).strip()
    total = 0.0
    while text and len(text) <= _LONGEST:
        number = text[: len(text) - len(text.lstrip("0123456789."))]
        rest = text[len(number) :]
        unit = rest[: len(rest) - len(rest.lstrip(_LETTERS))]
        amount = _number(number)
        if amount is None or (unit or "s") not in _SECONDS:
            return None
        total += amount * _SECONDS[unit or "s"]
        text = rest[len(unit) :]
    return min(max(1, round(total)), _MOST_SECONDS) if total and not text else None


def _number(text: str) -> float | None:
    """A number with a fraction, of at most as many digits as make sense."""
    whole, _, fraction = text.partition(".")
    digits = whole + fraction
    return float(text) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST else None


def size(value: Any) -> str:
    """A size such as `50M` as a quantity (`50Mi`: Compose counts in 1024); an empty string if it is none.

    `50m`, `50MB` and `50MiB` are the same (units.RAMInBytes of docker/go-units).
    """
    text = text_of(value).strip().lower()
    number = text.rstrip(_LETTERS).rstrip()
    unit = text[len(number) :].strip().removesuffix("b")
    suffix = _SIZES.get(unit[:1] if unit[1:] in {"", "i"} else unit)
    return f"{number}{suffix}" if suffix is not None and _number(number) is not None else ""


def cpus(value: Any) -> str:
    """A number of processors as a quantity: `0.5` is `500m`; an empty string if it is none."""
    amount = _number(text_of(value).strip())
    if amount is None:
        return ""
    thousandths = round(amount * 1000)
    return str(thousandths // 1000) if thousandths % 1000 == 0 else f"{thousandths}m"


def words(value: Any) -> list[str]:
    """A command as its words: a list as it is, a string as a shell would split it, without running one."""
    if isinstance(value, str):
        try:
            return shlex.split(value)
        except ValueError:
            return value.split()
    return [text_of(item) for item in as_list(value)]


class PublishedPort(NamedTuple):
    """A port of a container, and the one that it is published on (the same where none is named)."""

    target: int
    published: int
    protocol: str
    is_published: bool = True


def ports(value: Any) -> list[PublishedPort]:
    """The entries of `ports`, in short or long form, with ranges taken apart; what cannot be read is skipped."""
    found: list[PublishedPort] = []
    for entry in as_list(value):
        found += _long(as_map(entry)) if isinstance(entry, dict) else _short(text_of(entry))
    return list(dict.fromkeys(found))


def exposed(value: Any) -> list[PublishedPort]:
    """The entries of `expose`."""
    return [port._replace(is_published=False) for entry in as_list(value) for port in _short(text_of(entry))]


def _long(entry: dict[str, Any]) -> list[PublishedPort]:
    target, published = text_of(entry.get("target", "")), entry.get("published")
    protocol = text_of(entry.get("protocol") or "tcp")
    return _short(
        f"{text_of(published)}:{target}/{protocol}" if published not in (None, "") else f"{target}/{protocol}"
    )


def _short(text: str) -> list[PublishedPort]:
    address, _, protocol = text.partition("/")
    *before, container = address.rsplit(":", 2) if address.count(":") < 3 else ["", *address.rsplit(":", 2)[1:]]
    targets = _range(container)
    published = _range(before[-1]) if before else []
    if len(published) != len(targets):
        published = published[:1] if published and len(targets) == 1 else targets
    kind = protocol.upper() or "TCP"
    return [PublishedPort(target, outside, kind) for target, outside in zip(targets, published, strict=True)]


def _range(text: str) -> list[int]:
    start, dash, end = text.strip().partition("-")
    first, last = whole_number(start, 5), whole_number(end if dash else start, 5)
    if first is None or last is None or last - first > _MOST_PORTS:
        return []
    return list(range(first, last + 1))


class Mount(NamedTuple):
    """What a container mounts: `kind` is `volume`, `bind` or `tmpfs`; `limit` is the size of the latter."""

    kind: str
    source: str
    target: str
    read_only: bool = False
    sub_path: str = ""
    limit: str = ""


def mounts(service: dict[str, Any]) -> list[Mount]:
    """The entries of `volumes` and `tmpfs`, in short or long form; of those at one place, the last counts."""
    found = []
    for entry in as_list(service.get("volumes")):
        if isinstance(entry, dict):
            found.append(_long_mount(entry))
        else:
            found.append(_short_mount(text_of(entry)))
    found += [_memory(text_of(entry)) for entry in as_list(service.get("tmpfs"))]
    return list({mount.target: mount for mount in found if mount.target}.values())


def _long_mount(entry: dict[str, Any]) -> Mount:
    return Mount(
        text_of(entry.get("type") or "volume"),
        text_of(entry.get("source") or ""),
        text_of(entry.get("target") or ""),
        read_only=entry.get("read_only") is True,
        sub_path=text_of(as_map(entry.get("volume")).get("subpath") or ""),
        limit=size(as_map(entry.get("tmpfs")).get("size", "")),
    )


def _memory(text: str) -> Mount:
    """An entry of `tmpfs`: a path with options, such as `/run:size=64m`."""
    target, _, options = text.partition(":")
    limits = (option.removeprefix("size=") for option in options.split(",") if option.startswith("size="))
    return Mount("tmpfs", "", target, limit=size(next(limits, "")))


def _short_mount(text: str) -> Mount:
    parts = _without_drives(text)
    if len(parts) == 1:
        return Mount("volume", "", parts[0])
    source, target, *options = parts
    read_only = "ro" in (options[0].split(",") if options else [])
    is_path = source.startswith((".", "/", "~")) or source[1:3] in {":\\", ":/"}
    return Mount("bind" if is_path else "volume", source, target, read_only)


def _without_drives(text: str) -> list[str]:
    """The parts between colons, with the drives of Windows paths (`C:/data`) kept in one piece."""
    parts: list[str] = []
    for part in text.split(":"):
        if parts and len(parts[-1]) == 1 and parts[-1].isalpha() and part[:1] in {"\\", "/"}:
            parts[-1] += f":{part}"
        else:
            parts.append(part)
    return parts


def dns_name(text: str) -> str:
    """A name of Compose as the name of an object: lowercase letters, digits and `-`, at most 63 characters."""
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-")
    return name[:63].strip("-") or "service"
