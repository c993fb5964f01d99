"""Syntax of names and values: each check returns the reason why not, or an empty string.

Answers for apimachinery `util/validation`. The reason completes a sentence whose subject is the value.
"""

from __future__ import annotations

from k8sdsl.lazy import remembered

_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGITS = frozenset("0123456789")
_LETTERS = _LOWER | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LABEL = _LOWER | _DIGITS | {"-"}
_QUALIFIED = _LETTERS | _DIGITS | {"-", "_", "."}
_ALNUM = _LETTERS | _DIGITS
_VERSION = _ALNUM | {"-"}
_PATH = _ALNUM | frozenset("/%._~!$&'()*+,;=:-")

LABEL_LENGTH, SUBDOMAIN_LENGTH = 63, 253


@remembered(8192)
def dns1123_label(value: str) -> str:
    """A name of up to 63 lowercase letters, digits and dashes that starts and ends with a letter or digit."""
    if not value or value[0] == "-" or value[-1] == "-" or not _LABEL.issuperset(value):
        return "must contain only lowercase letters, digits and '-', and must start and end with a letter or digit"
    return "" if len(value) <= LABEL_LENGTH else f"must be at most {LABEL_LENGTH} characters long"


@remembered(8192)
def dns1123_subdomain(value: str) -> str:
    """One or more such labels (of any length) joined by dots, up to 253 characters in total."""
    if len(value) > SUBDOMAIN_LENGTH:
        return f"must be at most {SUBDOMAIN_LENGTH} characters long"
    for part in value.split("."):
        if not part or part[0] == "-" or part[-1] == "-" or not _LABEL.issuperset(part):
            return (
                "must contain only lowercase letters, digits, '-' and '.', and each part between dots must start and "
                "end with a letter or digit"
            )
    return ""


@remembered(4096)
def dns1035_label(value: str) -> str:
    """As `dns1123_label`, but it must start with a letter."""
    if not value or value[0] not in _LOWER or value[-1] == "-" or not _LABEL.issuperset(value):
        return (
            "must contain only lowercase letters, digits and '-', must start with a letter and end with a letter or "
            "digit"
        )
    return "" if len(value) <= LABEL_LENGTH else f"must be at most {LABEL_LENGTH} characters long"


@remembered(1024)
def wildcard_dns1123_subdomain(value: str) -> str:
    """A subdomain after `*.`."""
    if not value.startswith("*."):
        return "must start with '*.'"
    return dns1123_subdomain(value[2:]) if len(value) <= SUBDOMAIN_LENGTH else "must be at most 253 characters long"


@remembered(8192)
def qualified_name(value: str) -> str:
    """The key of a label: a name of up to 63 characters, optionally after a subdomain and a slash."""
    prefix, slash, name = value.rpartition("/")
    if "/" in prefix:
        return "must be a name, or a prefix and a name separated by '/'"
    if slash:
        if not prefix:
            return "has an empty prefix before '/'"
        reason = dns1123_subdomain(prefix)
        if reason:
            return f"has an invalid prefix: it {reason}"
    if not name:
        return "must have a name after '/'" if slash else "must not be empty"
    if len(name) > LABEL_LENGTH:
        return f"has a name longer than {LABEL_LENGTH} characters"
    if name[0] not in _ALNUM or name[-1] not in _ALNUM or not _QUALIFIED.issuperset(name):
        return "must contain only letters, digits, '-', '_' and '.', and must start and end with a letter or digit"
    return ""


@remembered(8192)
def label_value(value: str) -> str:
    """Empty, or up to 63 letters, digits, `-`, `_` and `.` that start and end with a letter or digit."""
    if not value:
        return ""
    if len(value) > LABEL_LENGTH:
        return f"must be at most {LABEL_LENGTH} characters long"
    if value[0] not in _ALNUM or value[-1] not in _ALNUM or not _QUALIFIED.issuperset(value):
        return "must contain only letters, digits, '-', '_' and '.', and must start and end with a letter or digit"
    return ""


@remembered(4096)
def port_name(value: str) -> str:
    """An IANA service name: up to 15 lowercase letters, digits and single dashes, with at least one letter."""
    if len(value) > 15:
        return "must be at most 15 characters long"
    if not value or not _LABEL.issuperset(value):
        return "must contain only lowercase letters, digits and '-'"
    if not _LOWER.intersection(value):
        return "must contain at least one letter"
    if "--" in value:
        return "must not contain two dashes in a row"
    return "must not start or end with '-'" if value[0] == "-" or value[-1] == "-" else ""


@remembered(4096)
def env_var_name(value: str) -> str:
    """Any printable ASCII except `=` (RelaxedEnvironmentVariableValidation, on by default since 1.32)."""
    if not value:
        return "must not be empty"
    if all(" " <= character <= "~" and character != "=" for character in value):
        return ""
    return "must contain only printable ASCII characters other than '='"


@remembered(4096)
def env_var_name_strict(value: str) -> str:
    """Letters, digits, `_`, `-` and `.`, not starting with a digit: what servers before 1.32 accept."""
    if not value or value[0] in _DIGITS or not _QUALIFIED.issuperset(value):
        return "must contain only letters, digits, '_', '-' and '.', and must not start with a digit"
    return "must not be '.' or start with '..'" if value == "." or value.startswith("..") else ""


@remembered(4096)
def config_map_key(value: str) -> str:
    """A key of a ConfigMap or Secret, which becomes the name of a file."""
    if len(value) > SUBDOMAIN_LENGTH:
        return f"must be at most {SUBDOMAIN_LENGTH} characters long"
    if not value or not _QUALIFIED.issuperset(value):
        return "must contain only letters, digits, '-', '_' and '.', and must not be empty"
    if value == "." or value.startswith(".."):
        return "must not be '.' or start with '..'"
    return ""


@remembered(1024)
def c_identifier(value: str) -> str:
    """Letters, digits and `_`, not starting with a digit."""
    if value and value[0] not in _DIGITS and (_ALNUM | {"_"}).issuperset(value):
        return ""
    return "must contain only letters, digits and '_', and must not start with a digit"


@remembered(1024)
def http_header_name(value: str) -> str:
    """Letters, digits and dashes."""
    return "" if value and (_ALNUM | {"-"}).issuperset(value) else "must contain only letters, digits and '-'"


@remembered(1024)
def path_segment(value: str) -> str:
    """A name that can be a segment of a URL path; kinds such as Role require only this."""
    if value in {".", ".."}:
        return f"must not be '{value}'"
    return path_segment_prefix(value)


def path_segment_prefix(value: str) -> str:
    """The beginning of a name that can be a segment of a URL path; a generated name may begin with dots."""
    for character in "/%":
        if character in value:
            return f"must not contain '{character}'"
    return ""


@remembered(1024)
def rfc3339(value: str) -> str:
    """A time such as `2006-01-02T15:04:05Z` (Go's `time.Parse(time.RFC3339, ...)`)."""
    import re

    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)([.,]\d+)?(Z|[+-]\d\d:\d\d)", value, re.ASCII)
    if match is None:
        return "must be a time such as 2006-01-02T15:04:05Z"
    year, month, day, hour, minute, second = (int(group) for group in match.groups()[:6])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= days[month - 1] and hour < 24 and minute < 60 and second < 60):
        return "is a date or time that does not exist"
    zone = match[8]
    if zone != "Z" and (int(zone[1:3]) > 24 or int(zone[4:6]) > 60):
        return "has a UTC offset that is out of range"
    return ""


def rfc3339_micro(value: str) -> str:
    """A time with all six digits of its microseconds (Go's `time.Parse(metav1.RFC3339Micro, ...)`)."""
    reason = rfc3339(value)
    if reason:
        return reason
    import re

    fraction = re.search(r"[.,](\d+)", value)
    whole = fraction is not None and len(fraction[1]) == 6
    return "" if whole else "must have six digits after the seconds, such as 2006-01-02T15:04:05.000000Z"


@remembered(1024)
def domain_prefixed_path(value: str) -> str:
    """A domain, a slash and a path of characters that URLs do not escape (IsDomainPrefixedPath)."""
    domain, slash, path = value.partition("/")
    if not slash or not domain:
        return "must have the form DOMAIN/PATH, such as example.com/name"
    if reason := dns1123_subdomain(domain):
        return f"has an invalid domain: it {reason}"
    if not path:
        return "must have a path after the domain"
    return "" if _PATH.issuperset(path) else "must contain only letters, digits and %/._~!$&'()*+,;=:- in its path"


@remembered(1024)
def fully_qualified_domain_name(value: str) -> str:
    """A domain of two labels or more, with or without the dot at the end (IsFullyQualifiedDomainName)."""
    name = value.removesuffix(".")
    if not name:
        return "must not be empty"
    if reason := dns1123_subdomain(name):
        return reason
    labels = name.split(".")
    if len(labels) < 2:
        return "must have at least two parts separated by dots"
    if max(map(len, labels)) > LABEL_LENGTH:
        return f"has a part longer than {LABEL_LENGTH} characters"
    return ""


@remembered(1024)
def semantic_version(value: str) -> str:
    """A version of three numbers, optionally with a pre-release after `-` and a build after `+` (semver.org 2.0.0)."""
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
