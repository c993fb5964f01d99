"""A fleet rendered on several machines: its parts, and how they are merged.

Each shard writes a record beside its environments: its number and the number of shards, all environments, the ones that
it rendered, and the revision. The merge checks that every shard is given once, with the same sources and the same
fleet, that every environment is rendered by exactly one shard, that every file matches its index, and that no Secret is
plaintext. It cannot detect that someone edited a file together with its index: transfer shards over a channel that you
trust.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.environment import folder_of
from k8sdsl.gitops.order.dependencies import facts_of
from k8sdsl.gitops.render import guards, identity_of
from k8sdsl.gitops.rendered import Rendered
from k8sdsl.gitops.tree.index import WrittenFile, read_index
from k8sdsl.gitops.tree.plan import METADATA, File
from k8sdsl.gitops.tree.state import hash_of, read_state
from k8sdsl.manifest import Manifest
from k8sdsl.project.paths import YamlOrigin
from k8sdsl.yaml.reader import numbered_documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.gitops.declaration import GitOps
    from k8sdsl.gitops.repository.source_revision import SourceRevision

RECORDS = ".k8sdsl-shard"
"""The folder, beside the environments, that holds the record."""

_NAMED = 10


@frozen(kw_only=True)
class Record:
    """The record of one shard."""

    shard: int
    of: int
    revision: str
    fleet: tuple[str, ...]
    rendered: tuple[str, ...]


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


def merged(folders: Sequence[Path], fleet: Sequence[str], declaration: GitOps) -> list[Rendered]:
    """The environments of all shards, in the order of the fleet; GitOpsError lists everything that does not fit."""
    records = [(folder, _read(folder)) for folder in folders]
    problems = [*_incomplete([record for _, record in records]), *_different(records, tuple(fleet))]
    homes: dict[str, Path] = {}
    for folder, record in records:
        for environment in record.rendered:
            if environment in homes:
                problems.append(f"{environment} is in {homes[environment]} and in {folder}")
            homes[environment] = folder
    missing = [environment for environment in fleet if environment not in homes]
    if missing:
        problems.append(f"no shard rendered {_listed(missing)}")
    if problems:
        raise GitOpsError(
            "the shards cannot be merged:" + "".join(f"\n  {problem}" for problem in problems), code="gitops/shards"
        )
    return [_taken_over(homes[environment], environment, declaration) for environment in fleet]


def _listed(names: Sequence[object]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(map(str, names[:_NAMED])) + more


def _read(folder: Path) -> Record:
    content = read_state(folder, f"{RECORDS}/record")
    try:
        said: dict[str, Any] = json.loads(content) if isinstance(content, bytes) else {}
        record = Record(
            shard=_number(said["shard"]),
            of=_number(said["of"]),
            revision=str(said["revision"]),
            fleet=tuple(map(str, said["fleet"])),
            rendered=tuple(map(str, said["rendered"])),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise GitOpsError(
            f"{folder} contains no record of a shard",
            remedy="render it with `k8sdsl gitops --shard I/N --into FOLDER`",
            code="gitops/shards",
        ) from None
    return record


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _incomplete(records: Sequence[Record]) -> list[str]:
    counts = {record.of for record in records}
    if len(counts) != 1:
        return [f"they belong to runs with {' and '.join(map(str, sorted(counts)))}"]
    count = counts.pop()
    numbers = [record.shard for record in records]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    problems = [f"shard {number}/{count} is given twice" for number in twice]
    first = next((number for number in range(1, len(numbers) + 2) if number not in numbers), 0)
    if len(set(numbers)) < count:
        problems.append(f"{count - len(set(numbers))} of {count} shards are missing, the first of them {first}/{count}")
    return problems


def _different(records: Sequence[tuple[Path, Record]], fleet: tuple[str, ...]) -> list[str]:
    problems = []
    revisions = {record.revision for _, record in records}
    if len(revisions) > 1:
        problems.append(f"they were rendered from {' and from '.join(sorted(text[:12] or '?' for text in revisions))}")
    return problems + [f"{folder} has other environments" for folder, record in records if record.fleet != fleet]


def _taken_over(folder: Path, environment: str, declaration: GitOps) -> Rendered:
    """An environment as a shard rendered it, checked again."""
    place = folder_of(environment)
    entries = {path: entry for path, entry in read_index(folder, place).files.items() if entry.role != METADATA}
    files = {path: _file(folder, f"{place}/{path}", entry) for path, entry in entries.items()}
    manifests = [manifest for path, file in files.items() for manifest in _objects(file, folder / place / path)]
    findings = tuple(guards(manifests, declaration, sealed=True))
    return Rendered(
        environment=environment,
        files=files,
        findings=findings,
        facts=facts_of([manifest.tree for manifest in manifests]),
        count=len(manifests),
        failed=any(finding.is_error for finding in findings),
    )


def _file(folder: Path, path: str, entry: WrittenFile) -> File:
    content = read_state(folder, path)
    if not isinstance(content, bytes) or hash_of(content) != entry.sha256:
        raise GitOpsError(
            f"{folder / path} was changed after its shard was rendered",
            remedy="render the shard again",
            code="gitops/shards",
        )
    return File(content, entry.objects, entry.role, entry.fingerprint)


def _objects(file: File, path: Path) -> list[Manifest]:
    """The objects of a file; GitOpsError if they are not those that its index names."""
    documents = numbered_documents(file.content, file=str(path))
    manifests = [Manifest(tree, YamlOrigin(path, index)) for index, tree in documents if isinstance(tree, dict)]
    if tuple(identity_of(manifest.tree) for manifest in manifests) != file.objects:
        raise GitOpsError(
            f"{path} does not contain the objects that its index lists",
            remedy="render the shard again",
            code="gitops/shards",
        )
    return manifests
