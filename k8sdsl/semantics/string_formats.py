"""The string formats that the API server checks in custom resources (kube-openapi `strfmt`); it ignores others."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzµ")
_SPACES = frozenset(" \t\n\r\f\v")


def is_checked(name: str) -> bool:
    """Whether the server checks this format (`date-time` and `datetime` are the same)."""
    return name.replace("-", "") in _CHECKS or name in _NAMES


def fits_format(name: str, text: str) -> bool:
    """Whether `text` has the format `name`; True for a format that is not checked."""
    check = _CHECKS.get(name.replace("-", "")) or _NAMES.get(name)
    return check is None or check(text)


def is_ipv4(text: str) -> bool:
    """An IPv4 address (or an IPv6 address that ends in one); leading zeros are accepted, as upstream does."""
    return "." in text and _is_ip(text)


def is_ipv6(text: str) -> bool:
    """An IPv6 address without a zone."""
    return ":" in text and _is_ip(text)


def _is_ip(text: str) -> bool:
    import ipaddress

    if "%" in text or not text.isascii():
        return False
    if "." in text:
        head, dot, tail = text.rpartition(":")
        octets = tail.split(".")
        if len(octets) != 4 or not all(octet.isdigit() and len(octet.lstrip("0")) <= 3 for octet in octets):
            return False
        text = head + dot + ".".join(octet.lstrip("0") or "0" for octet in octets)
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_cidr(text: str) -> bool:
    """An address, a slash and the length of the prefix."""
    address, slash, length = text.partition("/")
    if not slash or not length.isdigit() or not length.isascii() or not _is_ip(address):
        return False
    return len(length) <= 3 and int(length) <= (128 if ":" in address else 32)


def is_duration(text: str) -> bool:
    """Go's `1h30m`, or numbers with units as words (`2 weeks`)."""
    return duration_nanoseconds(text) is not None


def duration_nanoseconds(text: str) -> int | None:
    """The nanoseconds of a duration (`strfmt.ParseDuration`); None if `text` is not one."""
    from k8sdsl.semantics.durations import parse_duration

    exact = parse_duration(text)
    if exact is not None:
        return exact
    total, found = 0, False
    for digits, unit in _counts(text.lower()):
        if len(digits.lstrip("0")) > _MOST_DIGITS:
            return None
        for names, nanoseconds in _UNITS:
            if unit in names or unit.startswith(names[-1]):
                total, found = total + int(digits.lstrip("0") or "0") * nanoseconds, True
    return total if found else None


_MOST_DIGITS = 18
_UNITS = (
    (("ns", "nano"), 1),
    (("us", "µs", "micro"), 1_000),
    (("ms", "milli"), 1_000_000),
    (("s", "sec"), 1_000_000_000),
    (("m", "min"), 60_000_000_000),
    (("h", "hr", "hour"), 3_600_000_000_000),
    (("d", "day"), 86_400_000_000_000),
    (("w", "wk", "week"), 604_800_000_000_000),
)


def _counts(text: str) -> Iterator[tuple[str, str]]:
    """The numbers that a word follows, with or without white space between them, and the words."""
    digits = word = ""
    spaced = False
    for character in f"{text};":
        if character in _LETTERS:
            word += character if digits else ""
            continue
        if word:
            yield digits, word
            digits = word = ""
        if character in "0123456789":
            digits = character if spaced else digits + character
            spaced = False
        elif character in _SPACES and digits:
            spaced = True
        else:
            digits, spaced = "", False


def is_date(text: str) -> bool:
    """An existing day, written as 2006-01-02."""
    import datetime as dt

    if _pattern(r"\d{4}-\d{2}-\d{2}").fullmatch(text) is None:
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return text.startswith("0000-")
    return True


def _is_date_time(text: str) -> bool:
    day, _, rest = text.lower().partition("t")
    if _pattern(r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])").match(day) is None:
        return False
    time = rest.split("t")[0]
    match = _pattern(r"(\d\d):(\d\d):(\d\d)(.\d+)?(z|([+-]\d\d:\d\d))").fullmatch(time)
    return match is not None and match[1] <= "23" and match[2] <= "59" and match[3] <= "59"


def _is_uri(text: str) -> bool:
    from k8sdsl.semantics.go_url import GoUrlError, parse_url

    try:
        parse_url(text, request=True)
    except GoUrlError:
        return False
    return True


def _is_email(text: str) -> bool:
    address = text.rpartition("<")[2].rstrip().removesuffix(">")
    local, at, domain = address.rpartition("@")
    return bool(at and local and domain) and not domain.startswith(".") and " " not in domain


def _is_hostname(text: str) -> bool:
    """Labels of letters (of any script), digits and dashes, the last one only letters if there are several."""
    from k8sdsl.semantics.patterns import compile_pattern

    letters = r"a-zA-Z0-9\p{S}\p{L}"
    single = rf"[{letters}]((-?[{letters}]{{0,62}})?)"
    dotted = rf"([{letters}](([{letters}-]{{0,61}}[{letters}])?)(\.)){{1,}}([a-zA-Z\p{{L}}]){{2,63}}"
    if len(text) > 255:
        return False
    if _pattern(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z]([a-z0-9-]{0,61}[a-z0-9]))*").fullmatch(text):
        return True
    matches = compile_pattern(f"^({single}|{dotted})$").search(text)
    return matches and all(len(part) <= 63 for part in text.split("."))


def _is_mac(text: str) -> bool:
    lengths = (6, 8, 20)
    if _pattern(r"[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2})+").fullmatch(text):
        return (":" in text) != ("-" in text) and (len(text) + 1) // 3 in lengths
    return bool(_pattern(r"[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4})+").fullmatch(text)) and (len(text) + 1) // 5 * 2 in lengths


def _is_isbn10(text: str) -> bool:
    digits = text.replace("-", "").replace(" ", "")
    if _pattern(r"\d{9}[\dX]").fullmatch(digits) is None:
        return False
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(weight * value for weight, value in enumerate(values, start=1)) % 11 == 0


def _is_isbn13(text: str) -> bool:
    digits = text.replace("-", "").replace(" ", "")
    if _pattern(r"\d{13}").fullmatch(digits) is None:
        return False
    return sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits)) % 10 == 0


def _is_creditcard(text: str) -> bool:
    digits = _pattern(r"[^0-9]+").sub("", text)
    if not 12 <= len(digits) <= 19:
        return False
    doubled = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


def _matcher(text: str) -> Callable[[str], bool]:
    return lambda value: _pattern(text).fullmatch(value) is not None


def _is_base64(text: str) -> bool:
    # An empty string is not, because the pattern of govalidator requires a last group.
    last = "(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"
    return bool(_pattern(rf"(?:[A-Za-z0-9+/]{{4}})*{last}").fullmatch(text))


def _label(text: str) -> bool:
    from k8sdsl.semantics.formats import dns1123_label

    return not dns1123_label(text)


def _subdomain(text: str) -> bool:
    from k8sdsl.semantics.formats import dns1123_subdomain

    return not dns1123_subdomain(text)


_HEX4, _TAIL = "[0-9a-fA-F]{4}", "-?[0-9a-fA-F]{12}"
_BYTE = r"\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*"
_CHECKS: dict[str, Callable[[str], bool]] = {
    "bsonobjectid": _matcher("[0-9a-fA-F]{24}"),
    "uri": _is_uri,
    "email": _is_email,
    "hostname": _is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "cidr": is_cidr,
    "mac": _is_mac,
    "uuid": _matcher(f"[0-9a-fA-F]{{8}}(-?{_HEX4}){{3}}{_TAIL}"),
    "uuid3": _matcher(f"[0-9a-fA-F]{{8}}-?{_HEX4}-?3[0-9a-fA-F]{{3}}-?{_HEX4}{_TAIL}"),
    "uuid4": _matcher(f"[0-9a-fA-F]{{8}}-?{_HEX4}-?4[0-9a-fA-F]{{3}}-?[89abAB][0-9a-fA-F]{{3}}{_TAIL}"),
    "uuid5": _matcher(f"[0-9a-fA-F]{{8}}-?{_HEX4}-?5[0-9a-fA-F]{{3}}-?[89abAB][0-9a-fA-F]{{3}}{_TAIL}"),
    "isbn": lambda text: _is_isbn10(text) or _is_isbn13(text),
    "isbn10": _is_isbn10,
    "isbn13": _is_isbn13,
    "creditcard": _is_creditcard,
    "ssn": _matcher(r"\d{3}[- ]?\d{2}[- ]?\d{4}"),
    "hexcolor": _matcher("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
    "rgbcolor": _matcher(rf"rgb\({_BYTE},{_BYTE},{_BYTE}\)"),
    "byte": _is_base64,
    "password": lambda _: True,
    "date": is_date,
    "duration": is_duration,
    "datetime": _is_date_time,
}
_NAMES: dict[str, Callable[[str], bool]] = {"k8s-short-name": _label, "k8s-long-name": _subdomain}
