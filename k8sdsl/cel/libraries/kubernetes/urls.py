"""URLs (apiserver `pkg/cel/library/urls.go`), as Go's `net/url` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, unquote_plus

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import Opaque

if TYPE_CHECKING:
    from k8sdsl.semantics.go_url import GoUrl

_PATH = "$&+,/:;=@-_.~!'()*[]"
_HEX = frozenset("0123456789abcdefABCDEF")


def _parsed(text: str) -> GoUrl:
    from k8sdsl.semantics.go_url import GoUrlError, parse_url

    try:
        return parse_url(text, request=True)
    except GoUrlError as error:
        raise EvaluationError(f"URL parse error during conversion from string: {error}") from None


def _url(text: str) -> Opaque:
    from k8sdsl.semantics.go_url import GoUrlError, parse_url

    _parsed(text)
    try:
        return Opaque("kubernetes.URL", parse_url(text))
    except GoUrlError as error:
        raise EvaluationError(f"URL parse error during conversion from string: {error}") from None


def _is_url(text: str) -> bool:
    try:
        _parsed(text)
    except EvaluationError:
        return False
    return True


def _host(url: Opaque) -> str:
    host: str = url.value.host
    return _decoded(host) if "%" in host else host


def _decoded(text: str) -> str:
    return unquote(text, errors="surrogateescape")


def _hostname(url: Opaque) -> str:
    host, _ = _split_port(_host(url))
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def _port(url: Opaque) -> str:
    return _split_port(_host(url))[1]


def _split_port(host: str) -> tuple[str, str]:
    name, colon, port = host.rpartition(":")
    return (name, port) if colon and (not port or port.isdigit()) and port.isascii() else (host, "")


def _escaped_path(url: Opaque) -> str:
    """The path as written if all its characters are valid in a URL, else with the invalid ones escaped."""
    path: str = url.value.path
    written = "".join(character for character in path if character not in _PATH and character != "%")
    if all(character.isascii() and character.isalnum() for character in written):
        return path
    return quote(_decoded(path), safe="$&+,/:;=@~", errors="surrogateescape")


def _query(url: Opaque) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for part in url.value.query.split("&"):
        name, _, value = part.partition("=")
        if part and ";" not in part and _is_escaped_well(part):
            found.setdefault(unquote_plus(name, errors="surrogateescape"), []).append(
                unquote_plus(value, errors="surrogateescape")
            )
    return found


def _is_escaped_well(text: str) -> bool:
    return all(len(code) >= 2 and _HEX.issuperset(code[:2]) for code in text.split("%")[1:])


URLS = Library(
    Function("url", Overload("string_to_url", "(string) kubernetes.URL", _url)),
    Function("getScheme", Overload("url_get_scheme", "kubernetes.URL.() string", lambda url: url.value.scheme)),
    Function("getHost", Overload("url_get_host", "kubernetes.URL.() string", _host)),
    Function("getHostname", Overload("url_get_hostname", "kubernetes.URL.() string", _hostname)),
    Function("getPort", Overload("url_get_port", "kubernetes.URL.() string", _port)),
    Function("getEscapedPath", Overload("url_get_escaped_path", "kubernetes.URL.() string", _escaped_path)),
    Function("getQuery", Overload("url_get_query", "kubernetes.URL.() map(string, list(string))", _query)),
    Function("isURL", Overload("is_url_string", "(string) bool", _is_url)),
)
