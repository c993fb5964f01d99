"""The values of literals: numbers and quoted strings (cel-go `parser/unescape.go`)."""

from __future__ import annotations

from k8sdsl.cel.errors import CompileError
from k8sdsl.cel.values import LARGEST_INT, LARGEST_UINT, SMALLEST_INT, Uint

_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34, "`": 96, "?": 63}
_LENGTHS = {"x": 2, "X": 2, "u": 4, "U": 8}
_MOST_DIGITS = 25


def integer(text: str, *, negative: bool) -> int:
    """An `int`. Raises CompileError if it has more than 64 bits."""
    value = _whole(text)
    value = -value if negative else value
    if not SMALLEST_INT <= value <= LARGEST_INT:
        raise CompileError("invalid int literal")
    return value


def unsigned(text: str) -> Uint:
    """A `uint`, without its suffix `u`. Raises CompileError if it has more than 64 bits."""
    value = _whole(text)
    if value > LARGEST_UINT:
        raise CompileError("invalid uint literal")
    return Uint(value)


def _whole(text: str) -> int:
    """A number in decimal or hexadecimal; too many digits for 64 bits make it too large."""
    digits, base = (text[2:], 16) if text.startswith("0x") else (text, 10)
    digits = digits.lstrip("0") or "0"
    return int(digits, base) if len(digits) <= _MOST_DIGITS else LARGEST_UINT + 1


def floating(text: str, *, negative: bool) -> float:
    """A `double`. Raises CompileError for one that is too large."""
    value = float(text)
    if value == float("inf"):
        raise CompileError("invalid double literal")
    return -value if negative else value


def text_of(token: str) -> str:
    """The string of a token. Raises CompileError."""
    body, raw = _body(token)
    if raw or "\\" not in body:
        return body
    return "".join(chr(code) for code, _ in _unescaped(body, is_bytes=False))


def bytes_of(token: str) -> bytes:
    """The bytes of a token, without its prefix `b`. Raises CompileError."""
    body, raw = _body(token)
    if raw or "\\" not in body:
        return body.encode("utf-8", "surrogatepass")
    made = bytearray()
    for code, is_byte in _unescaped(body, is_bytes=True):
        if is_byte:
            made.append(code)
        else:
            made += chr(code).encode("utf-8", "surrogatepass")
    return bytes(made)


def _body(token: str) -> tuple[str, bool]:
    raw = token[0] in "rR"
    token = (token[1:] if raw else token).replace("\r\n", "\n").replace("\r", "\n")
    quotes = 3 if len(token) >= 6 and token.startswith(('"""', "'''")) else 1
    return token[quotes:-quotes], raw


def _unescaped(body: str, *, is_bytes: bool) -> list[tuple[int, bool]]:
    """The code points of a string, and whether each is a raw byte."""
    found, at = [], 0
    while at < len(body):
        if body[at] != "\\":
            found.append((ord(body[at]), False))
            at += 1
            continue
        letter = body[at + 1]
        if letter in _SIMPLE:
            found.append((_SIMPLE[letter], False))
            at += 2
            continue
        length = _LENGTHS.get(letter)
        start, end, base = (at + 2, at + 2 + length, 16) if length else (at + 1, at + 4, 8)
        if is_bytes and letter in "uU":
            raise CompileError("bytes cannot be written as code points")
        code = int(body[start:end], base)
        if not is_bytes and (code > 0x10FFFF or 0xD800 <= code < 0xE000):
            raise CompileError("invalid unicode code point")
        found.append((code, is_bytes))
        at = end
    return found
