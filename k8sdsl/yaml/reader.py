"""Reads YAML into plain trees, as `kubectl` and the API server read it.

Answers for `sigs.k8s.io/yaml` on go-yaml v2: booleans of YAML 1.1 (`yes`, `on`, `y`), `0644` and `0o644` octal, no base
60 numbers, timestamps stay strings, keys become strings, `<<` merges. Deliberately stricter: a duplicate key is an
error unless allowed, custom tags are refused, aliases are bounded.
"""

from __future__ import annotations

from k8sdsl.errors import YamlError
from k8sdsl.locations.content import MAX_SIZE
from k8sdsl.yaml.block import block_documents
from k8sdsl.yaml.resolver import PlainKeys, PlainValues

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any, Literal, TypeAlias

    from k8sdsl.locations.source import Source
    from k8sdsl.yaml.marks import Place

    Duplicates: TypeAlias = Literal["error", "last"]

_REMEDIES = {
    "maximum nesting depth": "reduce the nesting",
    "UTF-8": "save the file as UTF-8",
    "mapping values are not allowed": "check the indentation, or put quotes around a value that contains `: `",
    "could not find expected ':'": "a key needs a colon and a space after it; check the indentation",
    "did not find expected key": "check the indentation of this line and the one before it",
    "did not find expected '-' indicator": "check the indentation of this line and the one before it",
    "a tab": "indent with spaces, not tabs",
    "a value cannot start": "put quotes around the value",
    "unknown escape character": "double the backslash, or use single quotes, in which it has no special meaning",
    "control characters are not allowed": "write the character as an escape in double quotes, or remove it",
    "invalid Unicode character": "write characters beyond U+FFFF as they are, or as \\U and eight digits",
    "expected ',' or": "close the bracket or brace, or put a comma between its items",
    "expected <document start>": "put `---` before each additional document",
    "incompatible YAML document": "remove the %YAML line",
    "unexpected end of stream": "close the open quote, bracket or brace",
}


def read_documents(text: str | bytes, *, file: str = "<text>", duplicates: Duplicates = "error") -> list[Any]:
    """The non-empty documents of a stream as plain trees.

    Raises YamlError with line and column for text that is not valid YAML or that no cluster would read.
    """
    return [tree for _, tree in numbered_documents(text, file=file, duplicates=duplicates)]


def numbered_documents(
    text: str | bytes,
    *,
    file: str = "<text>",
    duplicates: Duplicates = "error",
    dialect: tuple[PlainValues, PlainKeys] | None = None,
) -> Iterator[tuple[int, Any]]:
    """The non-empty documents, each with its position in the stream, which `line_and_column` needs.

    `dialect` resolves plain scalars if they are not read as the API server reads them.
    """
    data = encoded(text, file)
    if _MEMORIES:
        kind = None if dialect is None else type(dialect[0])
        documents = _MEMORIES[0].documents((data, duplicates, kind), lambda: _parsed(data, file, duplicates, dialect))
    else:
        documents = _parsed(data, file, duplicates, dialect)
    for index, tree in enumerate(documents):
        if tree is not None:
            yield index, tree


def repeated_keys(text: str | bytes, *, file: str = "<text>") -> list[tuple[str, Source]]:
    """The keys that the first document, valid YAML, defines again in the same map; each with its place."""
    data = encoded(text, file)
    if block_documents(data, PlainValues(), PlainKeys()) is not None:
        return []  # the fast reader refuses such texts
    from k8sdsl.yaml.builder import Builder

    builder = Builder(events(data), file, keep_last=True)
    next(builder.documents(), None)
    return builder.repeated


class Memory:
    """While it is active (`with Memory():`), equal texts are parsed once: for builds of many targets that share files.

    Each reader gets trees of its own, because a build changes them. At most `MAX_SIZE` bytes of text are remembered. Of
    two memories, the one that is active longer counts.
    """

    def __init__(self) -> None:
        self._left = MAX_SIZE
        self._texts: dict[tuple[bytes, str, type | None], bytes] = {}
        self._used: set[tuple[bytes, str, type | None]] = set()

    def begin(self) -> None:
        """Begins another build of the same targets: texts that the last one did not read are forgotten."""
        self._texts = {text: trees for text, trees in self._texts.items() if text in self._used}
        self._left = MAX_SIZE - sum(len(text[0]) for text in self._texts)
        self._used.clear()

    def __enter__(self) -> None:
        _MEMORIES.append(self)

    def __exit__(self, *_: object) -> None:
        _MEMORIES.remove(self)

    def documents(self, text: tuple[bytes, str, type | None], parse: Callable[[], Iterable[Any]]) -> Iterable[Any]:
        """The documents of a text, read by a function if the text is new; nothing is kept of a text with errors."""
        import marshal
        from contextlib import suppress

        self._used.add(text)
        known = self._texts.get(text)
        if known is not None:
            trees: list[Any] = marshal.loads(known)  # noqa: S302 - bytes that this process wrote
            return trees
        trees = list(parse())
        self._left -= len(text[0])
        if self._left >= 0:
            with suppress(ValueError):  # too deep for `marshal`
                self._texts[text] = marshal.dumps(trees)
        return trees


_MEMORIES: list[Memory] = []


def _parsed(
    data: bytes, file: str, duplicates: Duplicates, dialect: tuple[PlainValues, PlainKeys] | None
) -> Iterable[Any]:
    """Every document, read by the fast reader of plain blocks if it can; None for an empty one."""
    documents = block_documents(data, *(dialect or (PlainValues(), PlainKeys())))
    return _all_documents(data, file, duplicates, dialect) if documents is None else documents


def _all_documents(
    data: bytes, file: str, duplicates: Duplicates, dialect: tuple[PlainValues, PlainKeys] | None
) -> Iterator[Any]:
    """Every document, read by PyYAML; None for an empty one."""
    from yaml import YAMLError

    from k8sdsl.yaml.builder import Builder

    try:
        yield from Builder(events(data), file, keep_last=duplicates == "last", dialect=dialect).documents()
    except YAMLError as error:
        raise _syntax_error(error, data, file) from None
    except RecursionError:
        raise YamlError.at("values are nested too deeply", file, remedy="reduce the nesting") from None


def line_and_column(text: str | bytes, document_index: int, path: Sequence[str | int]) -> tuple[int, int] | None:
    """Line and column, from 1, of the key or list item at `path`, found by reading the text once more.

    If the path does not exist in full, the position of its last existing step. None if there is no such document, or
    the text is not valid YAML.
    """
    from yaml import YAMLError

    from k8sdsl.yaml.marks import place_of

    try:
        return place_of(events(encoded(text, "<text>")), document_index, path)
    except (YAMLError, YamlError, RecursionError):
        return None


def read_places(text: str | bytes) -> list[Place]:
    """The places of all documents, for many calls of `marks.followed`; those before the first fault."""
    from yaml import YAMLError

    from k8sdsl.yaml.marks import document_places

    places: list[Place] = []
    try:
        places.extend(document_places(events(encoded(text, "<text>"))))
    except (YAMLError, YamlError, RecursionError):
        return places
    return places


def encoded(text: str | bytes, file: str) -> bytes:
    """The text as UTF-8 without a byte order mark, and not too large."""
    try:
        data = text.encode() if isinstance(text, str) else text
    except UnicodeEncodeError as error:
        line, column = _position(error.object[: error.start].encode("utf-8", "replace"))
        problem = "the text contains an unpaired surrogate, which is not a character"
        raise YamlError.at(problem, file, line, column, remedy="decode the text as UTF-8") from None
    if len(data) > MAX_SIZE:
        problem = f"the text has {len(data):,} bytes; at most {MAX_SIZE:,} are allowed"
        raise YamlError.at(problem, file, remedy="split it into several files")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise YamlError.at("the text is UTF-16, but YAML must be UTF-8", file, remedy="save it as UTF-8")
    return data.removeprefix(b"\xef\xbb\xbf")


def events(data: bytes) -> Callable[[], Any]:
    """A function that returns the next event of the text."""
    next_event: Callable[[], Any] = loader()(data).get_event
    return next_event


def loader() -> Any:
    """PyYAML's loader on libyaml, or the one in Python if PyYAML was built without it."""
    try:
        from yaml import CSafeLoader
    except ImportError:
        from yaml import SafeLoader

        return SafeLoader
    return CSafeLoader


def _syntax_error(error: Any, data: bytes, file: str) -> YamlError:
    """Converts an error of PyYAML to a YamlError."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    else:
        line, column = _position(data[: getattr(error, "position", 0)])
    if "cannot start any token" in problem:
        character = _character(data, line, column)
        problem = "a tab is not allowed here" if character == "\t" else f"a value cannot start with `{character}`"
    context = getattr(error, "context", None)
    message = f"this is not valid YAML: {problem}" + (f", {context}" if context else "")
    remedy = next((remedy for part, remedy in _REMEDIES.items() if part in message), None)
    return YamlError.at(message, file, line, column, remedy=remedy)


def _position(before: bytes) -> tuple[int, int]:
    """Line and column, from 1, of the character after these bytes."""
    last_line = before.rpartition(b"\n")[2]
    return before.count(b"\n") + 1, len(last_line.decode("utf-8", "ignore")) + 1


def _character(data: bytes, line: int, column: int) -> str:
    """The character at a position, empty beyond the end."""
    lines = data.decode("utf-8", "replace").splitlines()
    return lines[line - 1][column - 1 : column] if line <= len(lines) else ""
