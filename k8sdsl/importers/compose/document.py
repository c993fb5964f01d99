"""A Compose file with everything that it extends and includes, as one map of services."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import LoadError
from k8sdsl.importers.compose.env_files import read_variables
from k8sdsl.importers.compose.interpolation import KnownVariables, interpolated
from k8sdsl.importers.compose.merging import merged
from k8sdsl.importers.compose.relative_paths import rebased
from k8sdsl.importers.compose.shapes import ComposeValues, as_list, as_map, text_of
from k8sdsl.locations.content import read_text
from k8sdsl.project.paths import read_bytes, real_path
from k8sdsl.yaml.go_yaml import PatchKeys
from k8sdsl.yaml.reader import numbered_documents

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

MAX_FILES = 100
"""How many files one Compose file may extend or include."""


class Compose:
    """The services, volumes, configs and secrets of a Compose file, and the folder that its paths start from."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.folder = real_path(file.parent)
        self.name = ""
        self.services: dict[str, dict[str, Any]] = {}
        self.volumes: dict[str, dict[str, Any]] = {}
        self.configs: dict[str, dict[str, Any]] = {}
        self.secrets: dict[str, dict[str, Any]] = {}
        self.variables: Mapping[str, str] = {}
        self.notes: list[str] = []

    def inside(self, path: str) -> Path | None:
        """A path of the file; None if it points outside the folder of the file, or cannot be that of a file."""
        try:
            found = real_path(self.folder / path)
            found.exists()
        except (OSError, ValueError):  # too long, or with a null
            return None
        return found if found.is_relative_to(self.folder) else None

    def files_at(self, path: Path) -> dict[str, Path]:
        """The file at a path, or those directly in a directory, by name, without links to other places."""
        if path.is_file():
            return {path.name: path}
        return {
            file.name: file
            for file in (sorted(path.iterdir()) if path.is_dir() else ())
            if file.is_file() and real_path(file).is_relative_to(self.folder)
        }


def read_compose(file: Path, profiles: Collection[str] = ()) -> Compose:
    """Reads a Compose file; raises LoadError if it cannot be read or is not one."""
    compose = Compose(file)
    reader = _ComposeReader(compose)
    tree = reader.read(file)
    _validate(tree, compose)
    compose.name = str(tree.get("name") or compose.folder.name)
    reader.take(tree)
    for name in list(compose.services):
        wanted = as_list(compose.services[name].pop("profiles", None))
        if wanted and not set(map(str, wanted)) & set(profiles):
            del compose.services[name]
            compose.notes.append(f"{name}: skipped because its profiles are not active ({', '.join(map(str, wanted))})")
    if not compose.services:
        first = any("image" in as_map(value) for value in tree.values())
        raise LoadError(
            f"{file} has no services",
            remedy="move the services below `services:`, as the Compose specification says"
            if first
            else "pass a Compose file, or select profiles with `--profile`",
            code="import/not-compose",
        )
    return compose


class _ComposeReader:
    def __init__(self, compose: Compose) -> None:
        self._compose = compose
        self._trees: dict[tuple[Path, Path], dict[str, Any]] = {}
        self._including: list[Path] = []
        self._variables = KnownVariables()
        self._variables = compose.variables = self._variables_of([compose.folder / ".env"])

    def read(self, file: Path, folder: Path | None = None) -> dict[str, Any]:
        """A file with its variables replaced, and its paths, which start from `folder`; each file is read once."""
        path = real_path(file)
        start = path.parent if folder is None else folder
        if (path, start) not in self._trees:
            if len(self._trees) >= MAX_FILES:
                raise LoadError(
                    f"{file}: more than {MAX_FILES} files are extended or included", code="import/compose-extends"
                )
            dialect = (ComposeValues(), PatchKeys())
            documents = numbered_documents(read_bytes(file), file=str(file), duplicates="last", dialect=dialect)
            _, tree = next(documents, (0, {}))
            if not isinstance(tree, dict):
                raise LoadError(
                    f"{file} is not a Compose file",
                    remedy="a Compose file has a map of `services`",
                    code="import/not-compose",
                )
            missing: set[str] = set()
            at = "" if start == self._compose.folder else os.path.relpath(start, self._compose.folder)
            self._trees[path, start] = rebased(interpolated(tree, self._variables, missing), at)
            self._compose.notes += [
                f"the variable {name} has no value and is treated as empty" for name in sorted(missing)
            ]
        return self._trees[path, start]

    def take(self, tree: dict[str, Any]) -> None:
        """Adds what a file and its includes define."""
        for entry in as_list(tree.get("include")):
            self._include(entry if isinstance(entry, dict) else {"path": entry})
        for section in ("volumes", "configs", "secrets"):
            getattr(self._compose, section).update({str(k): as_map(v) for k, v in as_map(tree.get(section)).items()})
        for name, service in as_map(tree.get("services")).items():
            self._compose.services[str(name)] = self._extended(as_map(service), tree, depth=0)

    def _include(self, entry: dict[str, Any]) -> None:
        """Adds what an include defines: its first file, with the others merged over it (compose-go ApplyInclude)."""
        files = [file for file in map(self._inside, as_list(entry.get("path"))) if file is not None]
        if not files:
            return
        if files[0] in self._including:
            chain = " -> ".join(file.name for file in [*self._including, files[0]])
            raise LoadError(
                f"files include each other: {chain}", remedy="remove one `include`", code="import/compose-extends"
            )
        folder = self._inside(entry["project_directory"]) if entry.get("project_directory") else files[0].parent
        if folder is None:
            return
        outside = self._variables
        env_files = [self._inside(path) for path in as_list(entry.get("env_file"))] or [folder / ".env"]
        self._variables = self._variables_of([file for file in env_files if file is not None])
        self._including.append(files[0])
        tree: dict[str, Any] = {}
        for file in files:
            tree = merged(tree, self.read(file, folder))
        self.take(tree)
        self._including.pop()
        self._variables = outside

    def _variables_of(self, files: list[Path]) -> KnownVariables:
        """The variables of env files; those that are known already have precedence."""
        found = KnownVariables()
        for file in files:
            inside = self._compose.inside(str(file))
            if inside is not None and inside.is_file():
                found.update(read_variables(read_text(inside), self._variables))
        found.update(self._variables)
        return found

    def _inside(self, path: Any) -> Path | None:
        inside = self._compose.inside(text_of(path))
        if inside is None:
            self._compose.notes.append(f"include {path}: skipped, because it is outside the directory of the file")
        return inside

    def _extended(self, service: dict[str, Any], tree: dict[str, Any], depth: int) -> dict[str, Any]:
        """A service merged over the one that it extends."""
        extends = service.get("extends")
        if extends is None:
            return dict(service)
        if depth > MAX_FILES:
            raise LoadError(
                "services of the Compose file extend each other",
                remedy="remove one `extends`",
                code="import/compose-extends",
            )
        wanted = as_map(extends) if isinstance(extends, dict) else {"service": extends}
        if wanted.get("file"):
            inside = self._compose.inside(str(wanted["file"]))
            if inside is None:
                raise LoadError(
                    f"extends {wanted['file']}: the file is outside the directory of the Compose file",
                    code="import/compose-extends",
                )
            tree = self.read(inside)
        services = as_map(tree.get("services"))
        name = text_of(wanted.get("service", ""))
        if name not in services:
            raise LoadError(
                f"extends: there is no service {name!r}", remedy="correct the name", code="import/compose-extends"
            )
        base = self._extended(as_map(services[name]), tree, depth + 1)
        return merged(base, {key: value for key, value in service.items() if key != "extends"})


def _validate(tree: dict[str, Any], compose: Compose) -> None:
    """Notes what the Compose specification says against a file, if the library that knows it is installed."""
    try:
        from compose_spec import PyCompose
    except ImportError:
        return
    text = json.dumps(tree)
    if re.search(_TOO_LONG, text):  # the library, which is in Rust, would print a backtrace
        compose.notes.append("not valid in the Compose specification: a number has too many digits")
        return
    try:
        PyCompose.from_json(text).validate()
    except ValueError as error:
        compose.notes.append(f"not valid in the Compose specification: {_without_values(str(error))}")
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        compose.notes.append("not valid in the Compose specification: a value of it cannot be read")


_TOO_LONG = r"\d{19}"
"""Digits that no number of 64 bits has."""


def _without_values(message: str) -> str:
    """A message of the library without the values that it quotes: one of them may be a password."""
    parts = message.split('"')
    return '"..."'.join([*parts[::2]])
