"""Rendered trees: indexes, journals, records of shards and layouts, as an attacker may have left them."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
from k8sdsl.gitops.declaration import GitOps
from k8sdsl.gitops.shards import RECORDS, merged
from k8sdsl.gitops.tree.file_name import LONGEST, is_safe_path
from k8sdsl.gitops.tree.index import FORMAT, INDEX, index_of
from k8sdsl.gitops.tree.layout import layout_named, place
from k8sdsl.gitops.tree.options import TreeOptions
from k8sdsl.gitops.tree.plan import File
from k8sdsl.gitops.tree.state import hash_of
from k8sdsl.gitops.tree.tree_writer import JOURNAL, STAGING
from k8sdsl.gitops.tree.update import update_tree
from k8sdsl.identity import ObjectRef
from tests.fuzzing.entry import Entry

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

PATHS = [
    "a.yaml",
    "b/c.yaml",
    "../outside",
    "/etc/x",
    ".git/config",
    "b",
    INDEX,
    "",
    "a\\b",
    "a\0b",
    "c:x",
    "x" * 300,
    "dev/a.yaml",
]
OBJECT = b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
LAYOUTS = [
    "object",
    "kustomize",
    "manifest",
    "tanka",
    "{name}.yaml",
    "{namespace}/{kind}-{name}.yaml",
    "{group}-/.{name}./{kind}.yaml",
]
KEPT = "kept outside"


def make(chance: Chance) -> dict[str, Any]:
    """The files of a tree, the files that a run wants, and the objects of a layout."""
    files: dict[str, bytes] = {}
    for name in chance.some(["dev/a.yaml", "dev/b/c.yaml", "dev/x", "other/a.yaml"]):
        files[name] = chance.pick([OBJECT, b"", b"\xff", b"x"])
    files[f"dev/{INDEX}"] = broken(chance, index(chance))
    if chance(0.3):
        files[JOURNAL] = broken(chance, journal(chance))
        files |= {f"{STAGING}/{number}": OBJECT for number in range(3)}
    if chance(0.3):
        files[f"other/{INDEX}"] = broken(chance, index(chance))
    files[f"{RECORDS}/record"] = broken(chance, record(chance))
    links = (
        {
            name: chance.pick(["/", "..", "dev", "../kept", "/dev/zero"])
            for name in chance.some(["dev", "l", STAGING, "dev/b"], 1)
        }
        if chance(0.2)
        else {}
    )
    names = [(chance.text(), chance.text(), chance.text()) for _ in range(4)]
    return {
        "files": {name: data for name, data in files.items() if "\0" not in name},
        "links": links,
        "options": {key: chance(0.3) for key in ("complete", "force", "prune", "check")},
        "names": names,
        "layout": chance.pick(LAYOUTS) if chance(0.8) else chance.edited("{namespace}/{kind}-{name}.yaml"),
    }


def index(chance: Chance) -> Any:
    """An index, as a run writes it or not quite."""
    rows = {
        path: {"sha256": chance.pick([hash_of(OBJECT), "x", None]), "objects": ["v1/ConfigMap//a"]}
        for path in chance.some(PATHS)
    }
    return {
        "k8sdsl": FORMAT,
        "folder": chance.pick(["dev", "x/dev", chance.text()]),
        "origin": chance.text(),
        "files": rows,
    }


def journal(chance: Chance) -> Any:
    """A journal with steps."""
    steps = [
        [
            chance.pick([0, 1, 2, -1, "0", 10**30]),
            f"dev/{chance.pick(PATHS)}",
            chance.pick([None, hash_of(OBJECT), 5]),
            chance.pick([None, hash_of(OBJECT)]),
        ]
        for _ in range(chance.pick([0, 1, 3]))
    ]
    return {"k8sdsl": 1, "steps": steps}


def record(chance: Chance) -> Any:
    """The record of a shard."""
    number = chance.pick([1, 2, 0, -5, 10**11, 1e11, "1", None, 10**400])
    fleet = chance.pick([["dev"], ["dev", "other"], [], "dev", [["dev"]]])
    return {
        "k8sdsl": 1,
        "shard": chance.pick([1, 1, number]),
        "of": chance.pick([1, 1, number]),
        "revision": "r",
        "fleet": fleet,
        "rendered": chance.pick([["dev"], fleet]),
    }


def broken(chance: Chance, tree: Any) -> bytes:
    """The tree as JSON, sometimes changed or cut."""
    if chance(0.3):
        tree = chance.mutated(tree, 1)
    try:
        text = json.dumps(tree)
    except (ValueError, RecursionError, TypeError):
        text = "[" * 5000
    return (chance.edited(text) if chance(0.2) else text).encode("utf-8", "replace")


def judge(given: dict[str, Any]) -> None:
    """Updates the tree, merges it as a shard, and places objects; nothing outside of the tree changes."""
    placed(given["layout"], given["names"])
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:  # noqa: S108
        home = Path(name)
        root = home / "tree"
        (root / "dev").mkdir(parents=True)
        (home / "kept").write_text(KEPT)
        for path, data in given["files"].items():
            with suppress(OSError):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(data)
            with suppress(K8sdslError):
                index_of(data)
        for path, target in given["links"].items():
            with suppress(OSError):
                (root / path).symlink_to(target)
        with suppress(K8sdslError):
            merged([root], ["dev"], GitOps())
        wanted = {"dev": {"a.yaml": File(OBJECT, ("v1/ConfigMap//a",)), "b/d.yaml": File(OBJECT, ("v1/ConfigMap//a",))}}
        with suppress(K8sdslError):
            update_tree(home, "tree", wanted, TreeOptions(wait=1.0, **given["options"]))
        assert (home / "kept").read_text() == KEPT
        assert sorted(entry.name for entry in home.iterdir() if not entry.name.startswith(".tree")) == ["kept", "tree"]


def placed(layout: str, names: list[tuple[str, str, str]]) -> None:
    """Every object gets a path of its own that is safe."""
    with suppress(K8sdslError):
        trees = [
            {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": space}}
            for kind, name, space in names
        ]
        refs = {ObjectRef.of(tree) for tree in trees}
        files = place(layout_named(layout), trees)
        assert all(is_safe_path(path) for path in files)
        assert all(len(step.encode()) <= LONGEST + 9 for path in files for step in path.split("/"))
        assert layout == "manifest" or len(files) == len(refs)


ENTRY = Entry(make, judge)
