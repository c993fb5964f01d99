"""URLs as Go's `net/url` parses them, for fields that the API server parses so."""

from __future__ import annotations

import string
from typing import NamedTuple

_HEX = frozenset(string.hexdigits)
_HOST = frozenset(string.ascii_letters + string.digits + "-_.~!$&'()*+,;=:[]<>\"")
_USER = frozenset(string.ascii_letters + string.digits + "-._:~!$&'()*+,;=%@")
_SCHEME = frozenset(string.ascii_letters + string.digits + "+-.")


class GoUrl(NamedTuple):
    """The parts of a URL; `host` has the port with it, `user` is None if there is none."""

    scheme: str
    opaque: str
    user: str | None
    host: str
    path: str
    query: str
    fragment: str


class GoUrlError(ValueError):
    """The text is not a URL for Go; the message gives the reason."""


def parse_url(text: str, *, request: bool = False) -> GoUrl:
    """The result of `url.Parse` (`request`: `url.ParseRequestURI`, absolute, no fragment). Raises GoUrlError."""
    body, fragment = text, ""
    if not request:
        body, _, fragment = text.partition("#")
        _check_escapes(fragment)
    if any(character < " " or character == "\x7f" for character in text):
        raise GoUrlError("a URL must not contain control characters")
    if request and not text:
        raise GoUrlError("a URL must not be empty")
    if body == "*":
        return GoUrl("", "", None, "", "*", "", fragment)
    scheme, rest = _split_scheme(body)
    rest, _, query = rest.partition("?")
    if not rest.startswith("/"):
        if scheme:
            return GoUrl(scheme, rest, None, "", "", query, fragment)
        if request:
            raise GoUrlError("must be an absolute URL or start with '/'")
        if ":" in rest.split("/", 1)[0]:
            raise GoUrlError("the first part of a relative path must not contain ':'")
    user, host = None, ""
    if rest.startswith("//") and (scheme or (not request and not rest.startswith("///"))):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        user, host = _authority(authority)
    _check_escapes(rest)
    return GoUrl(scheme, "", user, host, rest, query, fragment)


def _split_scheme(text: str) -> tuple[str, str]:
    scheme, colon, rest = text.partition(":")
    if text.startswith(":"):
        raise GoUrlError("the scheme before ':' is missing")
    if not colon or not scheme[0].isalpha() or not _SCHEME.issuperset(scheme):
        return "", text
    return scheme.lower(), rest


def _authority(authority: str) -> tuple[str | None, str]:
    user, at, host = authority.rpartition("@")
    _check_host(host)
    if not at:
        return None, host
    if not _USER.issuperset(user):
        raise GoUrlError("the user information contains a character that is not allowed")
    _check_escapes(user)
    return user, host


def _check_host(host: str) -> None:
    if host.startswith("["):
        end = host.rfind("]")
        if end < 0:
            raise GoUrlError("']' is missing in the host")
        port = host[end + 1 :]
    else:
        colon = host.rfind(":")
        port = host[colon:] if colon >= 0 else ""
    if port and (port[0] != ":" or not (port[1:].isascii() and (port[1:].isdigit() or port == ":"))):
        raise GoUrlError(f"{port!r} is not a valid port")
    for index, character in enumerate(host):
        if character == "%":
            code = host[index + 1 : index + 3]
            if len(code) < 2 or not _HEX.issuperset(code) or (int(code[0], 16) < 8 and code != "25"):
                raise GoUrlError(f"'%{code}' is not a valid escape in a host")
        elif character < "\x80" and character not in _HOST:
            raise GoUrlError(f"{character!r} is not allowed in a host")


def _check_escapes(text: str) -> None:
    start = text.find("%")
    while start >= 0:
        code = text[start + 1 : start + 3]
        if len(code) < 2 or not _HEX.issuperset(code):
            raise GoUrlError(f"'%{code}' is not a valid escape")
        start = text.find("%", start + 1)
