"""A Compose file with everything that it extends and includes, as one map of services."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import LoadError
from k8sdsl.importers.compose.interpolation import interpolated, read_variables
from k8sdsl.locations.content import read_text
from k8sdsl.project.paths import read_bytes, real_path
from k8sdsl.yaml.reader import read_documents

if TYPE_CHECKING:
    from collections.abc import Collection
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
        raise LoadError(
            f"{file} has no services",
            remedy="pass a Compose file, or select profiles with `--profile`",
            code="import/not-compose",
        )
    return compose


class _ComposeReader:
    def __init__(self, compose: Compose) -> None:
        self._compose = compose
        self._trees: dict[Path, dict[str, Any]] = {}
        dotenv = compose.inside(".env")
        self._variables = read_variables(read_text(dotenv) if dotenv is not None and dotenv.is_file() else "")

    def read(self, file: Path) -> dict[str, Any]:
        """A file with its variables replaced; each file is read once."""
        path = real_path(file)
        if path not in self._trees:
            if len(self._trees) >= MAX_FILES:
                raise LoadError(
                    f"{file}: more than {MAX_FILES} files are extended or included", code="import/compose-extends"
                )
            documents = read_documents(read_bytes(file), file=str(file), duplicates="last")
            tree = documents[0] if documents else {}
            if not isinstance(tree, dict):
                raise LoadError(
                    f"{file} is not a Compose file",
                    remedy="a Compose file has a map of `services`",
                    code="import/not-compose",
                )
            missing: set[str] = set()
            self._trees[path] = interpolated(tree, self._variables, missing)
            self._compose.notes += [
                f"the variable {name} has no value and is treated as empty" for name in sorted(missing)
            ]
        return self._trees[path]

    def take(self, tree: dict[str, Any]) -> None:
        """Adds what a file and its includes define."""
        for entry in as_list(tree.get("include")):
            for path in as_list(entry.get("path") if isinstance(entry, dict) else entry):
                inside = self._compose.inside(str(path))
                if inside is None:
                    self._compose.notes.append(
                        f"include {path}: skipped, because it is outside the directory of the file"
                    )
                else:
                    self.take(self.read(inside))
        for section in ("volumes", "configs", "secrets"):
            getattr(self._compose, section).update({str(k): as_map(v) for k, v in as_map(tree.get(section)).items()})
        for name, service in as_map(tree.get("services")).items():
            self._compose.services[str(name)] = self._extended(as_map(service), tree, depth=0)

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


_PAIRS = ("environment", "labels", "extra_hosts", "sysctls")
_APPENDED = (
    "ports",
    "expose",
    "volumes",
    "env_file",
    "tmpfs",
    "configs",
    "secrets",
    "dns",
    "cap_add",
    "cap_drop",
    "dns_opt",
    "dns_search",
    "group_add",
)


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """A service over another, as the specification merges them: maps by key, lists one after the other."""
    result = dict(base)
    for key, value in over.items():
        held = result.get(key)
        if held is None:
            result[key] = value
        elif key in _PAIRS:
            result[key] = {**pairs(held), **pairs(value)}
        elif key in _APPENDED:
            result[key] = [*as_list(held), *(item for item in as_list(value) if item not in as_list(held))]
        elif isinstance(held, dict) and isinstance(value, dict):
            result[key] = merged(held, value)
        else:
            result[key] = value
    return result


def as_map(value: Any) -> dict[str, Any]:
    """A map as it is; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as its only item."""
    return value if isinstance(value, list) else [] if value is None else [value]


def pairs(value: Any) -> dict[str, str | None]:
    """`environment` and the like, written as a map or as a list of `NAME=value`; None for a name without a value."""
    if isinstance(value, dict):
        return {str(name): None if item is None or _is_nested(item) else text_of(item) for name, item in value.items()}
    found: dict[str, str | None] = {}
    for item in as_list(value):
        name, equals, rest = text_of(item).partition("=")
        if name:
            found[name] = rest if equals else None
    return found


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def text_of(value: Any) -> str:
    """A scalar as Compose passes it on; empty for a map or list."""
    if isinstance(value, (dict, list)):
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


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
