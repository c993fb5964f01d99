"""Syntax of names and values: each check returns the reason why not, or an empty string.

Answers for apimachinery `util/validation`. The reason completes the sentence "`value` ...".
"""

from __future__ import annotations

import re
from functools import lru_cache

_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGITS = frozenset("0123456789")
_LETTERS = _LOWER | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LABEL = _LOWER | _DIGITS | {"-"}
_SUBDOMAIN = _LABEL | {"."}
_QUALIFIED = _LETTERS | _DIGITS | {"-", "_", "."}
_ALNUM = _LETTERS | _DIGITS
_VERSION = _ALNUM | {"-"}
_PATH = _ALNUM | frozenset("/%._~!$&'()*+,;=:-")

LABEL_LENGTH, SUBDOMAIN_LENGTH = 63, 253


@lru_cache(maxsize=8192)
def dns1123_label(value: str) -> str:
    """A name of up to 63 characters: lower-case letters, digits and dashes, with a letter or digit at both ends."""
    if not value or value[0] == "-" or value[-1] == "-" or not _LABEL.issuperset(value):
        return "must be lower-case letters, digits and '-', with a letter or digit at both ends"
    return "" if len(value) <= LABEL_LENGTH else f"must have no more than {LABEL_LENGTH} characters"


@lru_cache(maxsize=8192)
def dns1123_subdomain(value: str) -> str:
    """Such labels (of any length) with dots between them, up to 253 characters together."""
    if len(value) > SUBDOMAIN_LENGTH:
        return f"must have no more than {SUBDOMAIN_LENGTH} characters"
    for part in value.split("."):
        if not part or part[0] == "-" or part[-1] == "-" or not _LABEL.issuperset(part):
            return "must be lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part"
    return ""


@lru_cache(maxsize=4096)
def dns1035_label(value: str) -> str:
    """As `dns1123_label`, but it begins with a letter."""
    if not value or value[0] not in _LOWER or value[-1] == "-" or not _LABEL.issuperset(value):
        return "must be lower-case letters, digits and '-', begin with a letter and end with a letter or digit"
    return "" if len(value) <= LABEL_LENGTH else f"must have no more than {LABEL_LENGTH} characters"


@lru_cache(maxsize=1024)
def wildcard_dns1123_subdomain(value: str) -> str:
    """A subdomain behind `*.`."""
    if not value.startswith("*."):
        return "must begin with '*.'"
    return dns1123_subdomain(value[2:]) if len(value) <= SUBDOMAIN_LENGTH else "must have no more than 253 characters"


@lru_cache(maxsize=8192)
def qualified_name(value: str) -> str:
    """A key of a label: a name of up to 63 characters, and before it, if wanted, a subdomain and a slash."""
    prefix, slash, name = value.rpartition("/")
    if "/" in prefix:
        return "must be a name, or a prefix and a name with one '/' between them"
    if slash:
        if not prefix:
            return "has an empty prefix before '/'"
        reason = dns1123_subdomain(prefix)
        if reason:
            return f"has a prefix that {reason}"
    if not name:
        return "must have a name" + (" behind '/'" if slash else "")
    if len(name) > LABEL_LENGTH:
        return f"has a name of more than {LABEL_LENGTH} characters"
    if name[0] not in _ALNUM or name[-1] not in _ALNUM or not _QUALIFIED.issuperset(name):
        return "must be letters, digits, '-', '_' and '.', with a letter or digit at both ends"
    return ""


@lru_cache(maxsize=8192)
def label_value(value: str) -> str:
    """Empty, or up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends."""
    if not value:
        return ""
    if len(value) > LABEL_LENGTH:
        return f"must have no more than {LABEL_LENGTH} characters"
    if value[0] not in _ALNUM or value[-1] not in _ALNUM or not _QUALIFIED.issuperset(value):
        return "must be letters, digits, '-', '_' and '.', with a letter or digit at both ends"
    return ""


@lru_cache(maxsize=4096)
def port_name(value: str) -> str:
    """An IANA service name: up to 15 lower-case letters, digits and single dashes, with a letter among them."""
    if len(value) > 15:
        return "must have no more than 15 characters"
    if not value or not _LABEL.issuperset(value):
        return "must be lower-case letters, digits and '-'"
    if not _LOWER.intersection(value):
        return "must have at least one letter"
    if "--" in value:
        return "must not have two dashes in a row"
    return "must not begin or end with '-'" if value[0] == "-" or value[-1] == "-" else ""


@lru_cache(maxsize=4096)
def env_var_name(value: str) -> str:
    """Any printable ASCII but `=` (RelaxedEnvironmentVariableValidation, on by default since 1.32)."""
    if not value:
        return "must not be empty"
    if all(" " <= character <= "~" and character != "=" for character in value):
        return ""
    return "must be printable ASCII characters other than '='"


@lru_cache(maxsize=4096)
def env_var_name_strict(value: str) -> str:
    """Letters, digits, `_`, `-` and `.`, not beginning with a digit: what servers before 1.32 take."""
    if not value or value[0] in _DIGITS or not _QUALIFIED.issuperset(value):
        return "must be letters, digits, '_', '-' and '.', and not begin with a digit"
    return "must not be '.' or begin with '..'" if value == "." or value.startswith("..") else ""


@lru_cache(maxsize=4096)
def config_map_key(value: str) -> str:
    """A key of a ConfigMap or Secret, which becomes the name of a file."""
    if len(value) > SUBDOMAIN_LENGTH:
        return f"must have no more than {SUBDOMAIN_LENGTH} characters"
    if not value or not _QUALIFIED.issuperset(value):
        return "must be letters, digits, '-', '_' and '.'"
    if value == "." or value.startswith(".."):
        return "must not be '.' or begin with '..'"
    return ""


@lru_cache(maxsize=1024)
def c_identifier(value: str) -> str:
    """Letters, digits and `_`, not beginning with a digit."""
    if value and value[0] not in _DIGITS and (_ALNUM | {"_"}).issuperset(value):
        return ""
    return "must be letters, digits and '_', and not begin with a digit"


@lru_cache(maxsize=1024)
def http_header_name(value: str) -> str:
    """Letters, digits and dashes."""
    return "" if value and (_ALNUM | {"-"}).issuperset(value) else "must be letters, digits and '-'"


@lru_cache(maxsize=1024)
def path_segment(value: str) -> str:
    """A name that may stand between the slashes of a URL; kinds such as Role allow no less."""
    if value in {".", ".."}:
        return f"must not be '{value}'"
    for character in "/%":
        if character in value:
            return f"must not hold '{character}'"
    return ""


@lru_cache(maxsize=1024)
def rfc3339(value: str) -> str:
    """A time such as `2006-01-02T15:04:05Z` (Go's `time.Parse(time.RFC3339, ...)`)."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)([.,]\d+)?(Z|[+-]\d\d:\d\d)", value, re.ASCII)
    if match is None:
        return "must be a time such as 2006-01-02T15:04:05Z"
    year, month, day, hour, minute, second = (int(group) for group in match.groups()[:6])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= days[month - 1] and hour < 24 and minute < 60 and second < 60):
        return "is not a day and time that exists"
    zone = match[8]
    if zone != "Z" and (int(zone[1:3]) > 24 or int(zone[4:6]) > 60):
        return "has an offset that no place has"
    return ""


def rfc3339_micro(value: str) -> str:
    """A time with all six digits of its microseconds (Go's `time.Parse(metav1.RFC3339Micro, ...)`)."""
    reason = rfc3339(value)
    if reason:
        return reason
    fraction = re.search(r"[.,](\d+)", value)
    whole = fraction is not None and len(fraction[1]) == 6
    return "" if whole else "must have six digits behind the seconds, as 2006-01-02T15:04:05.000000Z"


@lru_cache(maxsize=1024)
def domain_prefixed_path(value: str) -> str:
    """A domain, a slash and a path of letters, digits and what URLs leave as it is (IsDomainPrefixedPath)."""
    domain, slash, path = value.partition("/")
    if not slash or not domain:
        return "must be a domain and a path behind it, as example.com/name"
    if reason := dns1123_subdomain(domain):
        return f"has a domain that {reason}"
    if not path:
        return "must have a path behind the domain"
    return "" if _PATH.issuperset(path) else "must have nothing but letters, digits and %/._~!$&'()*+,;=:- in its path"


@lru_cache(maxsize=1024)
def fully_qualified_domain_name(value: str) -> str:
    """A domain of two labels or more, with or without the dot at the end (IsFullyQualifiedDomainName)."""
    name = value.removesuffix(".")
    if not name:
        return "must not be empty"
    if reason := dns1123_subdomain(name):
        return reason
    labels = name.split(".")
    if len(labels) < 2:
        return "must have two parts or more with dots between them"
    if max(map(len, labels)) > LABEL_LENGTH:
        return f"has a part of more than {LABEL_LENGTH} characters"
    return ""


@lru_cache(maxsize=1024)
def semantic_version(value: str) -> str:
    """A version of three numbers, with what may follow behind `-` and `+` (semver.org 2.0.0)."""
    rest, plus, build = value.partition("+")
    numbers, dash, before = rest.partition("-")
    parts = numbers.split(".")
    plain = len(parts) == 3 and all(_is_number(part) for part in parts)
    if plus and not all(_VERSION.issuperset(part) and part for part in build.split(".")):
        plain = False
    for part in before.split(".") if dash else ():
        if not part or not _VERSION.issuperset(part) or (_DIGITS.issuperset(part) and not _is_number(part)):
            plain = False
    return "" if plain else "must be a version such as 1.2.3 or 1.2.3-rc.1"


def _is_number(text: str) -> bool:
    return _DIGITS.issuperset(text) and (text == "0" or text[:1] not in {"", "0"})
