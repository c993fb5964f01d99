"""YAML: what is read once is written and read again the same."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from k8sdsl.emitters import json as json_emitter
from k8sdsl.emitters import kyaml, yaml
from k8sdsl.errors import EmitError, K8sdslError
from k8sdsl.tree import walk
from k8sdsl.yaml.editing import ABSENT, edited
from k8sdsl.yaml.nodes import root_node
from k8sdsl.yaml.reader import locate, read_documents, read_places
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


def make(chance: Chance) -> str:
    """A text of pieces of the grammar, or a real object with edits."""
    if chance(0.7):
        return "".join(chance.pick(PIECES if chance(0.9) else WORDS) for _ in range(chance.random.randrange(1, 40)))
    with suppress(EmitError, ValueError):
        tree = chance.mutated(chance.pick(TREES), 1)
        if isinstance(tree, dict) and chance(0.4):
            tree["data"] = {chance.pick([*STRINGS, "a"]): [chance.pick(STRINGS), {"b": chance.pick(STRINGS)}]}
        text = chance.pick([yaml.emit, kyaml.emit, json_emitter.emit])([tree])
        return chance.edited(text)
    return "".join(chance.pick(PIECES) for _ in range(60))


def judge(text: str) -> None:
    """Reads the text in every way, and writes and reads again what it holds."""
    places = read_places(text)
    with suppress(K8sdslError):
        read_documents(text, duplicates="last")
    try:
        documents = read_documents(text)
    except K8sdslError as error:
        assert str(error)  # noqa: PT017 - the message is made here
        return
    for path in (("a",), ("a", 0, "b"), (0, 1), ("metadata", "name")):
        locate(text, 0, path)
    assert len(places) >= len(documents)
    for number, tree in enumerate(documents):
        again(tree)
        changed(text, number, tree)
    root_node(text)


def changed(text: str, number: int, tree: Any) -> None:
    """Writes other values into the text, for some of the fields of a document."""
    fields = [path for path, _ in islice(walk(tree), 1, 8)] if isinstance(tree, (dict, list)) else []
    values = [ABSENT, "x", 5, None, {"a": [1]}, [], "a\nb\n"]
    changes = [(number, path, values[(index + len(text)) % len(values)]) for index, path in enumerate(fields)]
    edited(text, [*changes, (number, ("metadata", "labels"), {"a": "b"})])


def again(tree: Any) -> None:
    """Writes a tree in each form and reads it."""
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


ENTRY = Entry(make, judge)
