"""Plain trees to KYAML, the unambiguous dialect that `kubectl get -o kyaml` prints since Kubernetes 1.34.

Every document starts with `---`, maps and lists have braces and brackets with trailing commas, string values are in
double quotes, and keys are unquoted unless a reader could mistake them for another type. Text of several lines keeps
its lines by escaped line ends. Answers for `sigs.k8s.io/yaml/kyaml`; unlike there, keys stay in the tree's order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.emitters import MAX_DEPTH, UnemittableError, rendered, scalar
from k8sdsl.yaml.scalar import double_quoted, reads_as_other_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_GO_WORDS = frozenset(("t", "f", "nan", "inf", "infinity"))
"""Words that Go's own parsers of booleans and floats accept, although no YAML reader does."""

_LINE_END = "\\n\\"
_NO_LINE_END = "\\"
"""A line end of the text, and one that is only in the file; both are followed by a real one."""

_LONGEST_SIMPLE_KEY = 1000
"""Readers give up on `key:` beyond 1,024 characters; such keys are written as `? key`."""


def emit(documents: Iterable[Any]) -> str:
    """The documents as one stream of KYAML.

    Raises EmitError for what YAML cannot represent: a tree that contains itself or has more than 300 levels, keys that
    are not strings, values that are not plain, an unpaired surrogate.
    """
    keys = _KyamlKeys()

    def render(tree: Any) -> str:
        parts = ["---\n"]
        _value(tree, "\n", 0, parts.append, keys)
        parts.append("\n")
        return "".join(parts)

    return "".join([rendered(tree, render) for tree in documents])


class _KyamlKeys(dict[str, str]):
    """Each key as it is written before its value, computed once."""

    def __missing__(self, key: str) -> str:
        if type(key) is not str:
            raise UnemittableError
        text = key if _stands_bare(key) else double_quoted(key)
        self[key] = f"{text}: " if len(text) <= _LONGEST_SIMPLE_KEY else f"? {text} : "
        return self[key]


def _stands_bare(key: str) -> bool:
    """Whether a key needs no quotes: letters, digits and `_` anywhere, `-./` inside, and not a word of another type."""
    inner = key[1:-1].replace("-", "a").replace(".", "a").replace("/", "a") if len(key) > 2 else ""
    if not f"{key[:1]}{inner}{key[-1:]}".replace("_", "a").isalnum():
        return False
    return not (reads_as_other_type(key) or key.lower() in _GO_WORDS)


def _value(value: Any, pad: str, depth: int, write: Callable[[str], None], keys: _KyamlKeys) -> None:
    """Writes one value; `pad` is a line end with the indentation of the line that the value begins on."""
    if depth > MAX_DEPTH:
        raise UnemittableError
    kind = type(value)
    if kind is str:
        write(_folded(value, pad) if "\n" in value else double_quoted(value))
    elif kind is dict and value:
        deeper = pad + "  "
        lead = "{" + deeper
        for key, item in value.items():
            write(lead + keys[key])
            _value(item, deeper, depth + 1, write, keys)
            lead = "," + deeper
        write(f",{pad}}}")
    elif kind is list and value:
        _sequence(value, pad, depth, write, keys)
    else:
        write(scalar(value))


def _sequence(items: list[Any], pad: str, depth: int, write: Callable[[str], None], keys: _KyamlKeys) -> None:
    """Writes a list: maps and lists compactly, lists with scalars one item per line."""
    close = all(isinstance(item, (dict, list)) for item in items)
    deeper = pad if close else pad + "  "
    lead = "[" if close else "[" + deeper
    for item in items:
        write(lead)
        _value(item, deeper, depth + 1, write, keys)
        lead = ", " if close else "," + deeper
    write("]" if close else f",{pad}]")


def _folded(text: str, pad: str) -> str:
    """Text of several lines in double quotes, one line per line, indented by one column from the closing quote."""
    pad += "  "
    lines = [double_quoted(line)[1:-1] for line in text.removesuffix("\n").split("\n")]
    body = _LINE_END.join([pad + ("\\" if line[:1] == " " else " ") + line for line in lines])
    end = _LINE_END if text[-1] == "\n" else _NO_LINE_END
    return f'"{_NO_LINE_END}{body}{end}{pad}"'
