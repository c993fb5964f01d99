"""One kept environment as bytes: a checksum, a line of JSON, and the contents of its files one after the other."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import frozen

from k8sdsl.gitops.order.dependencies import Facts, OfferedName
from k8sdsl.gitops.rendered import Rendered
from k8sdsl.gitops.tree.file_name import is_safe_path
from k8sdsl.gitops.tree.plan import File

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
_CHECKSUM = 64


@frozen
class KeptEnvironment:
    """An environment with the states of everything that it was made of; paths are relative to the project."""

    rendered: Rendered
    files: Mapping[str, str]
    listings: Mapping[str, str]
    variables: Mapping[str, str]


def emit_entry(entry: KeptEnvironment) -> bytes:
    """The bytes of an entry."""
    one = entry.rendered
    head = {
        "k8sdsl": FORMAT,
        "environment": one.environment,
        "reads": [dict(entry.files), dict(entry.listings), dict(entry.variables)],
        "count": one.count,
        "facts": _row(one.facts),
        "files": [
            [path, len(file.content), list(file.objects), file.role, file.fingerprint]
            for path, file in one.files.items()
        ],
    }
    line = json.dumps(head, separators=(",", ":")).encode() + b"\n"
    body = b"".join([line, *(file.content for file in one.files.values())])
    return sha256(body).hexdigest().encode() + body


def parse_entry(content: bytes) -> KeptEnvironment | None:
    """The entry; None if it is damaged, or of another format."""
    body = memoryview(content)[_CHECKSUM:]
    if sha256(body).hexdigest().encode() != content[:_CHECKSUM]:
        return None
    try:
        end = content.index(b"\n", _CHECKSUM)
        return _entry(json.loads(content[_CHECKSUM:end]), content, end + 1)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _entry(head: Any, content: bytes, start: int) -> KeptEnvironment | None:
    if head["k8sdsl"] != FORMAT:
        return None
    files = {}
    for path, length, objects, role, fingerprint in head["files"]:
        if not is_safe_path(path):
            return None  # somebody else wrote it
        files[path] = File(content[start : start + length], tuple(objects), role, fingerprint)
        start += length
    rendered = Rendered(environment=head["environment"], files=files, facts=_facts(head["facts"]), count=head["count"])
    return KeptEnvironment(rendered, *head["reads"])


def _row(facts: Facts) -> list[Any]:
    return [sorted(part) for part in (facts.offers, facts.takes, facts.cluster_kinds, facts.namespaces)]


def _facts(row: list[Any]) -> Facts:
    offers, takes, kinds, namespaces = row
    return Facts(
        frozenset(OfferedName(*key) for key in offers),
        frozenset(OfferedName(*key) for key in takes),
        frozenset((group, kind) for group, kind in kinds),
        frozenset(namespaces),
    )
