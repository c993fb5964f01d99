"""The corpora of facts about the real thing, which stand beside the project and are no part of it."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpora"


def corpus(name: str) -> Path:
    """The folder of one corpus; where it is absent the test is skipped, but fails where `CI` is set."""
    folder = FOLDER / name
    if not folder.is_dir():
        absent = pytest.fail if os.environ.get("CI") else pytest.skip
        absent(f"the corpus {name!r} is not at {folder}: it is no part of the project")
    return folder


def lines_of(name: str, file: str = "cases.jsonl.gz") -> Iterator[dict[str, Any]]:
    """The cases of a corpus of JSON lines, packed or not."""
    path = corpus(name) / file
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from map(json.loads, content.splitlines())
