"""The values of scalars for the API server: the plain spellings of go-yaml v2, and their conversion to JSON.

YAML reaches the server as JSON: a float without a fraction becomes an integer, an integer beyond 64 bits a float, NaN
and infinities are errors, and every key is a string.
"""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
# No regular expressions: `re` takes as long to load as a small build takes altogether.
_DECIMAL = "0123456789"
_BASES = {"x": (16, "0123456789abcdefABCDEF"), "b": (2, "01"), "o": (8, "01234567")}
_INT64 = 1 << 63
_UINT64 = 1 << 64
_TAG = "tag:yaml.org,2002:"


class ScalarError(ValueError):
    """A scalar without a valid value; message and remedy are shown to the user."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class MergeKey:
    """The key `<<`; each one is a separate object, so a map can contain several."""

    __slots__ = ()


class PlainValues(dict[str, "Any"]):
    """Each plain scalar as a JSON value, resolved once. Raises ScalarError for NaN and infinities."""

    def __missing__(self, text: str) -> Any:
        value = self[text] = json_value(resolve(text))
        return value

    @staticmethod
    def folded(text: str) -> Any:
        """The value of folded text (`>`)."""
        return text


class PlainKeys(dict[str, "Any"]):
    """Each plain scalar as the key of a map, resolved once; a new MergeKey for `<<`."""

    def __missing__(self, text: str) -> Any:
        if text == "<<":
            return MergeKey()
        key = self[text] = key_of(resolve(text))
        return key

    @staticmethod
    def aliased(value: Any) -> str:
        """The value of an anchor as a key. Raises ScalarError for null."""
        return key_of(value)


def resolve(text: str) -> Any:
    """The value of a plain scalar in YAML: None, a boolean, an int, a float or the string itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in ".+-0123456789":
        return text
    if text.isdecimal() and text.isascii() and text[0] != "0" and len(text) < 19:
        return int(text)
    if text[0] == ".":
        return _float(text) if _is_fraction(text) else text
    digits = text.replace("_", "")
    value = _integer(digits)
    if value is not None:
        return value
    if _is_float(digits):
        return _float(text)
    prefix, binary = digits[:2], digits[2:]
    signed = prefix == "0b" and binary[:1] in {"+", "-"} and binary[1:] and not binary[1:].strip("01")
    return int(binary, 2) if signed else text


def _integer(text: str) -> int | None:
    """The integer if the text is one and it fits in Go's 64 bits; unsigned ones only without a sign."""
    sign = text[:1] if text[:1] in {"+", "-"} else ""
    digits = text.removeprefix(sign)
    if digits[:1] != "0" or digits == "0":
        if not digits.isdecimal() or not digits.isascii():
            return None
        value = int(digits) if len(digits) <= 20 else _UINT64
    else:
        prefix = digits[1].lower()
        base, allowed = _BASES.get(prefix, _BASES["o"])
        rest = digits[2:] if prefix in _BASES else digits[1:]
        if not rest or rest.strip(allowed):
            return None
        value = int(rest, base)
    if value >= (_UINT64 if not sign else _INT64 + (sign == "-")):
        return None
    return -value if sign == "-" else value


def _is_float(text: str) -> bool:
    """Whether a text without underscores is a decimal number, with or without a fraction and an exponent."""
    mantissa, mark, exponent = text.replace("E", "e").partition("e")
    whole, _, fraction = (mantissa[1:] if mantissa[:1] in {"+", "-"} else mantissa).partition(".")
    if not (whole or fraction) or whole.strip(_DECIMAL) or fraction.strip(_DECIMAL):
        return False
    return not mark or _are_digits(exponent[1:] if exponent[:1] in {"+", "-"} else exponent)


def _is_fraction(text: str) -> bool:
    """Whether a text that begins with a dot is a number; underscores stand only between two digits."""
    fraction, mark, exponent = text[1:].replace("E", "e").partition("e")
    parts = [fraction, exponent[1:] if exponent[:1] in {"+", "-"} else exponent] if mark else [fraction]
    return all(_are_digits(digits) for part in parts for digits in part.split("_"))


def _are_digits(text: str) -> bool:
    return text.isdecimal() and text.isascii()


def _float(text: str) -> float | str:
    """The float, or the string if it is out of range."""
    value = float(text.replace("_", ""))
    return text if value in {float("inf"), float("-inf")} else value


def json_value(value: Any) -> Any:
    """A resolved scalar as the server receives it through JSON. Raises ScalarError for NaN and infinities."""
    if isinstance(value, float):
        if value - value != 0:
            raise ScalarError(
                f"the value is {_infinite_name(value)}, which JSON and therefore the API server cannot represent",
                "remove it, or put it in quotes if you mean a string",
            )
        return int(value) if value.is_integer() and -_INT64 <= value < _INT64 else value
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        return float(value)
    return value


def key_of(value: Any) -> str:
    """A resolved scalar as the key of a map. Raises ScalarError for null, which cannot be a key."""
    if isinstance(value, str):
        return value
    if value is None:
        raise ScalarError("a key is null; every key must be a string", "put quotes around the key")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if value >= _INT64:
            raise ScalarError("a key is an integer of more than 64 bits", "put quotes around the key")
        return str(value)
    return _infinite_name(value) if value - value != 0 else _float32_text(value)


def _infinite_name(value: float) -> str:
    """YAML's name of NaN or an infinity."""
    return ".nan" if value != value else ".inf" if value > 0 else "-.inf"  # noqa: PLR0124 - NaN differs from itself


def _float32_text(value: float) -> str:
    """The string of a float key: the shortest digits that identify the 32-bit float, as Go's format `g` writes them."""
    from struct import error, pack, unpack

    def narrow(number: float) -> float:
        try:
            return float(unpack("f", pack("f", number))[0])
        except (OverflowError, error):
            return float("inf") if number > 0 else float("-inf")

    target = narrow(value)
    if target - target != 0:
        return _infinite_name(target)
    decimals, text = next(
        (digits, text) for digits in range(17) if narrow(float(text := f"{target:.{digits}e}")) == target
    )
    exponent = int(text.partition("e")[2])
    return f"{target:.{max(0, decimals - exponent)}f}" if -4 <= exponent < 6 else text


def tagged_value(tag: str, text: str) -> Any:
    """A scalar resolved under one of YAML's own tags. Raises ScalarError if they do not fit, and for other tags."""
    if tag in {"!", f"{_TAG}str", f"{_TAG}timestamp"}:
        return text
    kind = tag.removeprefix(_TAG)
    if kind == "binary":
        return _decoded(text)
    value = resolve(text)
    if kind == "null" and value is None:
        return None
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and type(value) is int:
        return value
    if kind == "float" and type(value) in {int, float}:
        return float(value)
    if kind in {"null", "bool", "int", "float"}:
        raise ScalarError(f"the value is not a valid {kind}", "remove the tag, or correct the value")
    raise ScalarError(f"the tag {tag} is not supported by Kubernetes", "remove the tag")


def _decoded(text: str) -> str:
    """The string of `!!binary`; bytes that are not UTF-8 become U+FFFD, as in Go's JSON."""
    from base64 import b64decode

    try:
        return b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
    except ValueError:
        raise ScalarError("the value of !!binary is not valid base64", "encode it as base64") from None
