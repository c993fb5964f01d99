"""Addresses of other machines, and texts that hold them, without user names, passwords and tokens.

`K8sdslError`, `Finding` and everything that prints a line of a file use it, so that no message shows a credential.
"""

from __future__ import annotations

from itertools import pairwise

from k8sdsl.locations.secret_values import HIDDEN

_ENDS = frozenset("/?#\\ \t\r\n'\"`<>()[]{},;|")
"""What ends the part of an address that names the machine."""

_ENDS_OF_VALUE = frozenset("&# \t\r\n'\"`<>(){},;|")
_KEYS = ("token", "password", "passwd", "secret", "signature", "credential", "apikey", "api_key", "sshkey", "auth")
"""Words in the names of parameters whose values are credentials."""


def without_credentials(address: str) -> str:
    """An address without user name and password; the user of `ssh` is kept, as `git` names no person."""
    return credentials_hidden(address)


def credentials_hidden(text: str) -> str:
    """A text in which no address shows a user name, a password, or a parameter such as `token=...`.

    The user of an address without a scheme is kept: `user:password@host:path` becomes `user@host:path`.
    """
    if "@" in text:
        text = _passwords_hidden(text)
    if "://" not in text:
        return text
    first, *rest = text.split("://")
    parts = [first]
    for part in rest:
        parts.append(_parameters_hidden(_user_hidden(part, before=parts[-1])))
    return "://".join(parts)


def has_credentials(text: str) -> bool:
    """Whether a text has an address with a password or another credential in it."""
    return credentials_hidden(text) != text


def _passwords_hidden(text: str) -> str:
    """The text with `user@host:` for each `user:password@host:`; a digest of an image is not a machine."""
    parts = text.split("@")
    for number, (before, after) in enumerate(pairwise(parts)):
        start = next((at for at in range(len(before), 0, -1) if before[at - 1] in _ENDS), 0)
        words = before[start:].rsplit("::", 1)
        user, colon, password = words[-1].partition(":")
        host = after[: next((at for at, character in enumerate(after) if character in _ENDS), len(after))]
        is_digest = host.startswith(("sha256:", "sha512:"))
        if user and colon and password and not is_digest and (":" in host or after[len(host) :].startswith("/")):
            parts[number] = before[: len(before) - len(password) - 1]
    return "@".join(parts)


def _user_hidden(rest: str, before: str) -> str:
    """What follows `://`, without the user of a machine; `before` ends with the scheme."""
    end = next((number for number, character in enumerate(rest) if character in _ENDS), len(rest))
    user, at, host = rest[:end].rpartition("@")
    if not at:
        return rest
    keeps_user = before.endswith(("ssh", "git+ssh"))
    return (f"{user.partition(':')[0]}@" if keeps_user else "") + host + rest[end:]


def _parameters_hidden(rest: str) -> str:
    """What follows `://`, with the values of parameters hidden whose names say that they are credentials."""
    start = rest.find("?")
    if start < 0:
        return rest
    parts = [rest[: start + 1]]
    for number, part in enumerate(rest[start + 1 :].split("&")):
        name, equals, value = part.partition("=")
        if equals and any(key in name[-40:].lower() for key in _KEYS):
            end = next((at for at, character in enumerate(value) if character in _ENDS_OF_VALUE), len(value))
            value = HIDDEN + value[end:]
        parts.append(("&" if number else "") + name + equals + value)
    return "".join(parts)
