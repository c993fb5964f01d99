"""A fleet rendered on several machines: the parts of it, and putting them together again.

Each shard writes a record beside its environments: which part of how many it is, which environments there are, which it
rendered, and from which revision. The merge believes nothing: every part must be there once, of the same sources and
the same fleet, every environment rendered by just one, and every file as its index says.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.environment import folder_of
from k8sdsl.gitops.order.dependencies import facts_of
from k8sdsl.gitops.render import Rendered
from k8sdsl.gitops.tree.index import Entry, read_index
from k8sdsl.gitops.tree.plan import METADATA, File, hash_of, read_state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from k8sdsl.gitops.repository.source_revision import SourceRevision

RECORDS = ".k8sdsl-shard"
"""The folder, beside the environments, that holds the record."""


def record_file(
    shard: tuple[int, int], fleet: Sequence[str], rendered: Sequence[str], revision: SourceRevision
) -> dict[str, File]:
    """The record of one shard, as a file of the tree."""
    record = {
        "k8sdsl": 1,
        "shard": shard[0],
        "of": shard[1],
        "revision": revision.commit,
        "dirty": revision.dirty,
        "fleet": list(fleet),
        "rendered": list(rendered),
    }
    return {"record": File(f"{json.dumps(record, indent=1)}\n".encode())}


def merged(folders: Sequence[Path], fleet: Sequence[str]) -> list[Rendered]:
    """The environments of all shards, in the order of the fleet; GitOpsError for everything that does not fit."""
    records = [(folder, _read(folder)) for folder in folders]
    problems = [*_incomplete(records), *_different(records, list(fleet))]
    homes: dict[str, Path] = {}
    for folder, record in records:
        for environment in record["rendered"]:
            if environment in homes:
                problems.append(f"{environment} is in {homes[environment]} and in {folder}")
            homes[environment] = folder
    missing = [environment for environment in fleet if environment not in homes]
    if missing:
        problems.append(f"nobody rendered {', '.join(missing[:10])}{' and more' if len(missing) > 10 else ''}")
    if problems:
        raise GitOpsError("the shards do not make a whole:" + "".join(f"\n  {problem}" for problem in problems))
    return [_taken_over(homes[environment], environment) for environment in fleet]


def _read(folder: Path) -> dict[str, Any]:
    content = read_state(folder, f"{RECORDS}/record")
    try:
        record: dict[str, Any] = json.loads(content) if isinstance(content, bytes) else {}
    except ValueError:
        record = {}
    if not isinstance(record, dict) or not {"shard", "of", "fleet", "rendered", "revision"} <= record.keys():
        raise GitOpsError(
            f"{folder} holds no record of a shard", remedy="render it with `k8sdsl gitops --shard I/N --into FOLDER`"
        )
    return record


def _incomplete(records: Sequence[tuple[Path, dict[str, Any]]]) -> list[str]:
    counts = {record["of"] for _, record in records}
    if len(counts) != 1:
        return [f"they are parts of {' and of '.join(map(str, sorted(counts)))}"]
    count = counts.pop()
    numbers = [record["shard"] for _, record in records]
    problems = [f"shard {n}/{count} is missing" for n in range(1, count + 1) if n not in numbers]
    return problems + [f"shard {n}/{count} is there twice" for n in sorted(set(numbers)) if numbers.count(n) > 1]


def _different(records: Sequence[tuple[Path, dict[str, Any]]], fleet: list[str]) -> list[str]:
    problems = []
    revisions = {record["revision"] for _, record in records}
    if len(revisions) > 1:
        problems.append(f"they were rendered from {' and from '.join(sorted(text[:12] or '?' for text in revisions))}")
    problems += [f"{folder} knows other environments" for folder, record in records if record["fleet"] != fleet]
    return problems


def _taken_over(folder: Path, environment: str) -> Rendered:
    """An environment as a shard rendered it."""
    place = folder_of(environment)
    entries = read_index(folder / place)
    files = {path: _file(folder, f"{place}/{path}", entry) for path, entry in entries.items() if entry.role != METADATA}
    trees = [tree for file in files.values() for tree in _objects(file.content)]
    return Rendered(environment=environment, files=files, facts=facts_of(trees), count=len(trees))


def _file(folder: Path, path: str, entry: Entry) -> File:
    content = read_state(folder, path)
    if not isinstance(content, bytes) or hash_of(content) != entry.sha256:
        raise GitOpsError(f"{folder / path} is not what its shard wrote", remedy="render the shard again")
    return File(content, entry.objects, entry.role, entry.fingerprint)


def _objects(content: bytes) -> list[dict[str, Any]]:
    from k8sdsl.yaml.reader import read_documents

    return [tree for tree in read_documents(content) if isinstance(tree, dict)]
