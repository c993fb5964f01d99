"""Files that the written Python reads by their path: content of generators, schemas, and manifests that stay YAML."""

from __future__ import annotations

import re

from k8sdsl.gitops.tree.file_name import safe_part
from k8sdsl.importers.secret_files import FOLDER as SECRETS

CONTENT = "files"

_PLAIN = re.compile(r"[A-Za-z0-9._-]+").fullmatch


class CopiedFiles:
    """The copies by their paths below the project."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def path(self, folder: str, home: str, name: str, content: bytes) -> str:
        """The path of a copy, relative to any module of the project; `name` was its path in the module's directory."""
        steps = [step for step in name.split("/") if step not in {"", ".", ".."}]
        kept = "/".join(step if _PLAIN(step) and step != ".git" else safe_part(step) for step in steps)
        places = [f"{folder}/{home}/{kept}", *(f"{folder}/{home}/{n}/{kept}" for n in range(2, 100_000))]
        place = next(place for place in places if self.files.get(place, content) == content)
        self.files[place] = content
        return f"../{place}"

    @property
    def has_secrets(self) -> bool:
        """Whether any copy has secret values."""
        return any(place.startswith(f"{SECRETS}/") for place in self.files)
