"""The values of a Secret are never shown: not the value, not its length, not a hash of it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from typing import TYPE_CHECKING, Any

from k8sdsl.locations.secret_values import is_secret, veiled

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


class Hidden:
    """A value that is compared and never shown."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hidden) and self._value == other._value

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return "(hidden)"


def masked(tree: Tree) -> Tree:
    """The object with its secret values hidden; `stringData` of a Secret is `data`, as the server has it."""
    hidden: Tree = veiled(tree, Hidden)
    if not is_secret(tree):
        return hidden
    values = _decoded(tree.get("data")) | _plain(tree.get("stringData"))
    hidden = {key: value for key, value in hidden.items() if key not in {"data", "stringData"}}
    return {**hidden, "data": {key: Hidden(value) for key, value in values.items()}} if values else hidden


def _decoded(data: Any) -> dict[str, object]:
    if not isinstance(data, dict):
        return {} if data is None else {"(all)": data}
    return {key: _bytes(value) for key, value in data.items()}


def _bytes(value: object) -> object:
    try:
        return b64encode(b64decode(value, validate=False)) if isinstance(value, str) else value
    except (Error, ValueError):
        return value


def _plain(data: Any) -> dict[str, object]:
    if not isinstance(data, dict):
        return {} if data is None else {"(all)": data}
    return {key: b64encode(str(value).encode("utf-8", "surrogatepass")) for key, value in data.items()}
