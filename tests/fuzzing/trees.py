"""Rendered trees: runs one after the other, shards and layouts; indexes, journals and records that others changed."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
from k8sdsl.gitops.declaration import GitOps
from k8sdsl.gitops.repository.commit import message_for
from k8sdsl.gitops.repository.source_revision import SourceRevision
from k8sdsl.gitops.shards import RECORDS, merged, record_file
from k8sdsl.gitops.tree.file_name import LONGEST, is_safe_path
from k8sdsl.gitops.tree.index import FORMAT, INDEX, index_of
from k8sdsl.gitops.tree.layout import layout_named, place
from k8sdsl.gitops.tree.options import TreeOptions
from k8sdsl.gitops.tree.plan import METADATA, File, Plan
from k8sdsl.gitops.tree.state import hash_of
from k8sdsl.gitops.tree.tree_lock import locked
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
ENVIRONMENTS = ["dev", "prod", "eu/a", "eu", "DEV", RECORDS, *(f"e{number}" for number in range(12))]
FILES = ["a.yaml", "b/c.yaml", "00-namespaces/n.yaml", "hydrator.metadata", "README.md"]
KINDS = ["ConfigMap", "Namespace", "CustomResourceDefinition", "Ingress", "a/b", "..", "kustomization", "K"]
WORDS = ["a", "con", "aux.txt", "Chart", "kustomization", "x" * 250, "a.", ".git", "A", "\u00e9", "..", "", "ns"]
TEMPLATES = ["{name", "{x}.yaml", "{name}.txt", ".x/{name}.yaml", "a//{name}.yml", "{name}:.yaml", "obejct", "{}.yaml"]


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
    names = [(kind_of(chance), word(chance), word(chance)) for _ in range(4)]
    return {
        "files": {name: data for name, data in files.items() if "\0" not in name},
        "links": links,
        "options": {key: chance(0.3) for key in ("complete", "force", "prune", "check")},
        "names": names,
        "layout": chance.pick(LAYOUTS) if chance(0.8) else chance.edited(chance.pick([*TEMPLATES, LAYOUTS[-2]])),
        "runs": [run(chance) for _ in range(chance.pick([1, 2, 3]))],
        "shards": shards(chance),
    }


def kind_of(chance: Chance) -> str:
    """A kind, usually a known one."""
    return str(chance.pick(KINDS)) if chance(0.7) else chance.text()


def word(chance: Chance) -> str:
    """A name that is a problem for file systems, or any text."""
    return str(chance.pick(WORDS)) if chance(0.7) else chance.text()


def run(chance: Chance) -> dict[str, Any]:
    """One run: the wanted files, its options, and what happens to the tree before it."""
    folders = chance.some(ENVIRONMENTS, 4) if chance(0.9) else ENVIRONMENTS[6:]
    changes = ["edited", "removed", "folder", "link", "staging", "journal", "root link", "file", "foreign"]
    return {
        "wanted": {folder: {path: file(chance, path) for path in chance.some(FILES, 4)} for folder in folders},
        "many": chance(0.03),
        "options": {
            **{key: chance(0.3) for key in ("complete", "force", "prune", "check")},
            "origin": chance.pick(["", "", "path:/a", "path:/b", "https://a", "https://b"]),
            "beside": frozenset(chance.some(ENVIRONMENTS[:2], 1)),
        },
        "before": chance.pick(changes) if chance(0.6) else "",
        "at": JOURNAL if chance(0.1) else f"{chance.pick(ENVIRONMENTS[:3])}/{chance.pick([*FILES, INDEX])}",
        "locked": chance(0.02),
    }


def file(chance: Chance, path: str) -> File:
    """A file of an environment."""
    if path in FILES[-2:]:
        return File(chance.pick([b"1", b"2"]), role=METADATA)
    text = chance.pick([OBJECT, OBJECT, OBJECT.replace(b"name: a", b"name: b"), b"[", b"x: 1\n"])
    return File(text, ("v1/ConfigMap//a",) if chance(0.8) else (), fingerprint=chance.pick(["", "", "f"]))


def shards(chance: Chance) -> dict[str, Any]:
    """The parts of a fleet, rendered by several runs, and what is changed in them afterwards."""
    fleet = [*ENVIRONMENTS[:2], *(ENVIRONMENTS[6:] if chance(0.1) else [])]
    count = chance.pick([1, 2, 2, 3])
    parts = [fleet[number::count] for number in range(count)]
    records = [
        record_file((number, chance.pick([count] * 9 + [4])), fleet, part, SourceRevision(commit=chance.pick("aaaaab")))
        for number, part in enumerate(parts, 1)
    ]
    if chance(0.2):
        records[0] = {"record": File(broken(chance, record(chance)))}
    wanted = [
        {**{folder: {path: file(chance, path) for path in chance.some(FILES, 2)} for folder in part}, RECORDS: record}
        for part, record in zip(parts, records, strict=True)
    ]
    if chance(0.1):
        wanted = chance.pick([wanted[1:], [*wanted, wanted[0]], []])
    return {"fleet": fleet, "wanted": wanted, "at": f"0/dev/{chance.pick(FILES)}" if chance(0.2) else ""}


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
        runs(home, given["runs"])
        merge(home, **given["shards"])
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
        left = {entry.name for entry in home.iterdir() if not entry.name.startswith(".tree")}
        assert left == {"kept", "tree", "runs", "shards"}


def runs(home: Path, given: list[dict[str, Any]]) -> None:
    """Several runs over one tree; each sees what the earlier ones and other programs left, and says what it did."""
    root, whole = home / "runs/tree", Plan()
    root.mkdir(parents=True)
    for one in given:
        with suppress(OSError):
            disturb(root, one["before"], one["at"])
        wanted = {**one["wanted"], "many": {f"{number}.yaml": File(OBJECT) for number in range(120 * one["many"])}}
        with suppress(K8sdslError):
            if one["locked"] and root.is_dir():
                with locked(root, wait=0):
                    update_tree(home / "runs", "tree", wanted, TreeOptions(wait=0.06, **one["options"]))
            plan, _ = update_tree(home / "runs", "tree", wanted, TreeOptions(wait=0, **one["options"]))
            whole.add(plan)
            assert plan.is_exact == (not plan.edited + plan.foreign)
            message_for(plan, wanted, SourceRevision(commit="c"))
            written = dict(plan_again(home / "runs", wanted, one["options"]))
            assert one["options"]["check"] or not plan.is_exact or not written
    message_for(whole, {}, SourceRevision())


def plan_again(home: Path, wanted: Any, options: Any) -> dict[str, str]:
    """The actions that the same run would take once more."""
    plan, _ = update_tree(home, "tree", wanted, TreeOptions(**{**options, "check": True}))
    return {change.path: change.action for change in plan.changes}


def disturb(root: Path, what: str, path: str) -> None:
    """What another program, or a run that was killed, does to a tree."""
    at = root / path
    if what == "edited":
        at.write_bytes(b"edited")
    elif what == "removed":
        at.unlink()
    elif what == "folder":
        at.unlink(missing_ok=True)
        at.mkdir(parents=True)
    elif what == "link":
        at.parent.mkdir(parents=True, exist_ok=True)
        at.unlink(missing_ok=True)
        at.symlink_to("/etc/hostname")
    elif what == "foreign":
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(b"foreign")
    elif what == "root link":
        root.rename(root.with_name("moved"))
        root.symlink_to("moved")
    elif what == "file":
        root.rename(root.with_name("moved"))
        root.write_bytes(b"")
    elif what in {"staging", "journal"}:
        (root / STAGING).mkdir()
        (root / STAGING / "0").write_bytes(OBJECT)
        steps = [
            [0, path, None if not at.exists() else hash_of(at.read_bytes()), hash_of(OBJECT)],
            [1, path, None, None],
        ]
        if what == "journal":
            (root / JOURNAL).write_text(json.dumps({"k8sdsl": 1, "steps": steps}))


def merge(home: Path, fleet: list[str], wanted: list[Any], at: str) -> None:
    """Renders the shards, changes one file, and merges them."""
    folders = [home / "shards" / str(number) for number in range(len(wanted))]
    (home / "shards").mkdir()
    for folder, files in zip(folders, wanted, strict=True):
        update_tree(home, os.path.relpath(folder, home), files, TreeOptions())
    if at and (home / "shards" / at).is_file():
        (home / "shards" / at).write_bytes(b"changed")
    with suppress(K8sdslError):
        assert [one.environment for one in merged(folders, fleet, GitOps())] == fleet


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
