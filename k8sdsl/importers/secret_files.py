"""Values of Secrets that an importer writes to files of their own: never into Python source.

The files are in `secrets/`, which Git ignores; a module reads them with `from_file`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.gitops.tree.file_name import safe_file_name, safe_part
from k8sdsl.locations.secret_values import veiled
from k8sdsl.python_source.literals import Written
from k8sdsl.python_source.strings import quoted

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

FOLDER = "secrets"
IGNORED = f"{FOLDER}/.gitignore"

_LONGEST_STEM = 30
"""Characters of a file name before its number."""


class SecretFiles:
    """The files by their paths below the project, as they are asked for; `used` says whether a module needs them."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    def tree(self, tree: Tree, home: str) -> Tree:
        """An object of the module `home` with each secret string replaced by one that is read from its file."""
        metadata = tree.get("metadata")
        name = str(metadata.get("name", "")) if isinstance(metadata, dict) else ""

        def keep(value: Any) -> Any:
            if not isinstance(value, str) or not value or isinstance(value, Written):
                return value
            return Written(value, self._read(value, home, name))

        held: Tree = veiled(tree, keep)
        return held

    def literal(self, value: str, home: str, name: str) -> str:
        """A literal of the generator `name`, which is read from its file; an empty one is not secret."""
        return Written(value, self._read(value, home, name)) if value else value

    def _read(self, value: str, home: str, name: str) -> str:
        """The expression that reads a value, which is written for it."""
        stem = safe_part(name)[:_LONGEST_STEM].rstrip(".-") if name else "secret"
        path = f"{FOLDER}/{home}/{safe_file_name(f'{stem}-{len(self.files) + 1}', '')}"
        self.files[path] = value
        return f"from_file({quoted(f'../{path}')})"

    def written(self) -> dict[str, str]:
        """The files, and what keeps them out of Git; nothing if there are none."""
        return {**self.files, IGNORED: "*\n"} if self.files else {}

    def value_of(self, path: str) -> str:
        """What `from_file` reads at a path, for a module that is not written yet."""
        return self.files[path.removeprefix("../")]
