"""YAML: what is read once is written and read again the same."""

from __future__ import annotations

import json
from collections import OrderedDict
from contextlib import suppress
from itertools import islice
from signal import Signals
from typing import TYPE_CHECKING, Any

from k8sdsl.emitters import json as json_emitter
from k8sdsl.emitters import kyaml, yaml
from k8sdsl.errors import EmitError, K8sdslError
from k8sdsl.tree import walk
from k8sdsl.yaml.editing import ABSENT, edited
from k8sdsl.yaml.go_yaml import ResourceKeys, ResourceValues
from k8sdsl.yaml.nodes import root_node
from k8sdsl.yaml.reader import Memory, line_and_column, numbered_documents, read_documents, read_places, repeated_keys
from tests.fuzzing.documents import Writer
from tests.fuzzing.entry import Entry
from tests.server.fuzzing import TEXTS
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

PIECES = [
    *("a", "b", "a: ", "b: ", "- ", "-\n", "\n", "\n  ", "\n    ", "---\n", "...\n", "&a ", "&b ", "*a", "*b", "*a : "),
    *("!!int ", "!!str ", "!!float ", "!!bool ", "!!null ", "!!binary ", "!!map ", "!!seq ", "!!set ", "!x ", "!<y> "),
    *("? ", ": ", "[", "]", "{", "}", ", ", "'", '"', "|", ">", "|+2\n", ">-\n", "|9\n", "# c\n", " #", "%YAML 1.1\n"),
    *("%TAG ! tag:x:\n", "<<: ", "<<: *a", "\t", "\\", "\\x41", "\\u00e9", "\\U0001F600", "\\ud800", "\x00", "\x85"),
    *(
        "\u2028",
        "\ufeff",
        "\ud800",
        "é",
        "😀",
        "0x1f",
        "0o17",
        "017",
        "1_000",
        "1e3",
        ".5",
        "+1",
        ".inf",
        "-.INF",
        ".nan",
    ),
    *(
        "~",
        "null",
        "yes",
        "No",
        "on",
        "y",
        "true",
        "12:30",
        "2020-01-01",
        "kind: Secret\n",
        "stringData:\n",
        "=",
        "- - ",
    ),
]
TREES = list(MINIMAL.values())
STRINGS = [
    "word " * 30,
    "it's " * 30,
    "é " * 60,
    "a\n\n b\n",
    "\n\n",
    " a\nb",
    "a\nb\n\n",
    "a \nb",
    "\ta\nb",
    "😀\nb",
    "# " * 50,
    "x" * 200 + " y",
    "a: " * 40,
]
WORDS = [text for text in TEXTS if len(text) < 100]


class Wrapped(str):
    """A string of a class of its own, as an enumeration has."""

    __slots__ = ()


SELF: list[Any] = []
SELF.append(SELF)
DEEP: Any = 1
for _ in range(320):
    DEEP = {"a": [DEEP]}
UNUSUAL = [
    *(
        Wrapped("a"),
        OrderedDict(b=1),
        float("nan"),
        float("inf"),
        "\ud800",
        {"\ud800": 1},
        {5: 1},
        ("a",),
        b"a",
        SELF,
        DEEP,
    ),
    *(
        10**5000,
        [Wrapped("b"), {"a": Wrapped("c"), "d": [None, True, Signals.SIGINT, 1.5]}],
        "\ud800" * 3,
        {None: 1},
        {Wrapped("k"): 1},
    ),
]
"""Values that only Python can hold; an emitter converts or refuses them."""


def make(chance: Chance) -> str | bytes:
    """A text of pieces of the grammar, documents in every style, or a real object, with edits."""
    kind = chance.random.random()
    if kind < 0.5:
        text = Writer(chance).stream()
        return encoded(chance, chance.edited(text) if chance(0.2) else text)
    if kind < 0.75:
        return "".join(chance.pick(PIECES if chance(0.9) else WORDS) for _ in range(chance.random.randrange(1, 40)))
    with suppress(EmitError, ValueError):
        tree = chance.mutated(chance.pick(TREES), 1)
        if isinstance(tree, dict) and chance(0.4):
            tree["data"] = {chance.pick([*STRINGS, "a"]): [chance.pick(STRINGS), {"b": chance.pick(STRINGS)}]}
        text = chance.pick([yaml.emit, kyaml.emit, json_emitter.emit])([tree])
        return encoded(chance, chance.edited(text))
    return "".join(chance.pick(PIECES) for _ in range(60))


def encoded(chance: Chance, text: str) -> str | bytes:
    """A text, or the bytes of a file that holds it in some encoding."""
    if chance(0.9):
        return text
    data = text.encode(chance.pick(["utf-8-sig", "utf-8", "utf-16", "latin-1"]), "replace")
    end: bytes = chance.pick([b"", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\r\n"])
    return data + end


def judge(given: str | bytes) -> None:
    """Reads the text in every way, and writes and reads again what it holds."""
    places = read_places(given)
    text = given if isinstance(given, str) else given.decode("utf-8", "replace")
    root_node(text)
    for path in (("a",), ("a", 0, "b"), (0, 1), ("metadata", "name"), ("<<",)):
        line_and_column(given, 0, path)
        line_and_column(given, 1, path)
    with suppress(K8sdslError):
        read_documents(given, duplicates="last")
        repeated_keys(given)
    with suppress(K8sdslError):
        list(numbered_documents(given, dialect=(ResourceValues(), ResourceKeys())))
    try:
        documents = read_documents(given)
    except K8sdslError as error:
        assert str(error)  # noqa: PT017 - the message is made here
        return
    with Memory():
        assert [repr(read_documents(given)) for _ in range(2)] == [repr(documents)] * 2
    assert len(places) >= len(documents)
    for number, tree in enumerate(documents):
        again(tree)
        changed(text, number, tree)
    unusual(documents, len(text))


def changed(text: str, number: int, tree: Any) -> None:
    """Writes other values into the text, for some of the fields of a document."""
    fields = [path for path, _ in islice(walk(tree), 1, 8)] if isinstance(tree, (dict, list)) else []
    values = [ABSENT, "x", 5, None, {"a": [1]}, [], "a\nb\n"]
    changes = [(number, path, values[(index + len(text)) % len(values)]) for index, path in enumerate(fields)]
    more = [(number, (*path, "new"), {"a": "b"}) for path in fields[:2]] + [
        (number, path, ABSENT) for path in fields[2:3]
    ]
    edited(text, [*changes, *more, (number, ("metadata", "labels"), {"a": "b"})])


def again(tree: Any) -> None:
    """Writes a tree in each form and reads it."""
    with suppress(EmitError):
        yaml.emit([tree], as_kustomize=True)
    if not isinstance(tree, dict):
        return
    with suppress(EmitError):
        read_documents(yaml.emit([tree], as_kustomize=True))
    for emitter in (yaml, kyaml, json_emitter):
        try:
            text = emitter.emit([tree])
        except EmitError:
            continue
        found = json.loads(text) if emitter is json_emitter else read_documents(text)[0]
        assert repr(found) == repr(tree) or json.dumps(found) == json.dumps(tree)


def unusual(documents: list[Any], size: int) -> None:
    """Writes no document, several, and one with a value that only Python can hold."""
    value = UNUSUAL[size % len(UNUSUAL)]
    held = [
        value,
        {"kind": "A", "metadata": {"name": "a"}, "spec": [{"a": value}]},
        {"kind": 5, "metadata": value},
        [value],
    ]
    for trees in ([], documents, documents * 2, [held[size // 7 % len(held)]]):
        for emitter in (yaml, kyaml, json_emitter):
            with suppress(EmitError):
                emitter.emit(trees)


ENTRY = Entry(make, judge)
