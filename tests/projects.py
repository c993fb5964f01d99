"""Projects made for a test: files with places marked in them, and the places that findings name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl import check

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from k8sdsl.finding import Finding

OPEN, CLOSE = "«", "»"
Place = tuple[str, int, int]
HEAD = "from k8sdsl import Overlay, Stack, k8s, patch\n"


@frozen
class Project:
    """A project on the disk; `places` are those that were marked with « and » in its files."""

    root: Path
    places: list[Place]

    def places_of(self, findings: list[Finding]) -> list[Place]:
        """Where findings point, in order and each place once; an empty file for a finding without a place."""
        sources = [finding.source for finding in findings]
        return sorted({(source.file, source.line, source.column) if source else ("", 0, 0) for source in sources})

    def found(self) -> list[Place]:
        """Where the errors and warnings of `prod` point; the project must be the working folder."""
        return self.places_of([finding for finding in check("prod") if finding.severity != "note"])


def write_project(root: Path, files: Mapping[str, str]) -> Project:
    """Writes the files of a project; what stands between « and » is a place that is expected to be named."""
    places: list[Place] = []
    for name, marked in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = ""
        for piece in re.split(f"({OPEN}|{CLOSE})", marked):
            if piece == OPEN:
                places.append((name, text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1))
            elif piece != CLOSE:
                text += piece
        file.write_text(text, encoding="utf-8")
    return Project(root, sorted(places))
