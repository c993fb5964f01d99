"""Patches and targets that name the old version of a changed object: they would no longer match it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import YamlError
from k8sdsl.locations.content import read_content
from k8sdsl.project.manifests import YAML_SUFFIXES
from k8sdsl.tree import maps_in
from k8sdsl.yaml.editing import edited
from k8sdsl.yaml.reader import numbered_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from k8sdsl.kube.replacements import ServedInstead
    from k8sdsl.policies.fixes import Fixes
    from k8sdsl.tree import FieldPath

    Replaced = Mapping[tuple[str, str, str], ServedInstead]

_TARGETS = ("patches", "patchesJson6902")


def add_companions(fixes: Fixes, replaced: Replaced, folders: Iterable[Path]) -> None:
    """Adds the changes of other YAML files in some folders, and in those of the changed files."""
    places = dict.fromkeys([*folders, *(file.parent for file in fixes.after)])
    for folder in places:
        for file in sorted(folder.iterdir()):
            if (file.suffix in YAML_SUFFIXES or file.name == "Kustomization") and file.is_file():
                _add_file(fixes, replaced, file)


def _add_file(fixes: Fixes, replaced: Replaced, file: Path) -> None:
    try:
        text = fixes.after.get(file) or read_content(file).decode("utf-8")
        changes = [
            (number, path, value) for number, tree in numbered_documents(text) for path, value in _of(tree, replaced)
        ]
    except (OSError, UnicodeDecodeError, YamlError):
        return
    made, _ = edited(text, changes) if changes else (text, [])
    if made != text:
        fixes.before.setdefault(file, text)
        fixes.after[file] = made


def _of(tree: Any, replaced: Replaced) -> Iterator[tuple[FieldPath, str]]:
    if not isinstance(tree, dict):
        return
    metadata = tree.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    for (old_version, old_kind, object_name), (api_version, kind) in replaced.items():
        if (tree.get("apiVersion"), tree.get("kind")) == (old_version, old_kind) and _is_base(name, object_name):
            yield ("apiVersion",), api_version
            if kind != old_kind:
                yield ("kind",), kind
            return
    for field in _TARGETS:
        for index, patch in maps_in(tree.get(field)):
            if isinstance(patch.get("target"), dict):
                yield from _of_target(patch["target"], (field, index, "target"), replaced)


def _is_base(name: Any, built: str) -> bool:
    """Whether a name in a file can be that of a built object, which may have a prefix and a suffix."""
    return isinstance(name, str) and name in built


def _of_target(target: dict[str, Any], path: FieldPath, replaced: Replaced) -> Iterator[tuple[FieldPath, str]]:
    """The version and group of a target that selects a changed object by its old ones."""
    for (old_version, old_kind, _), (api_version, kind) in replaced.items():
        group, _, version = old_version.rpartition("/")
        if (target.get("kind"), target.get("version")) == (old_kind, version) and target.get("group", group) == group:
            new_group, _, new_version = api_version.rpartition("/")
            values = {"group": new_group, "version": new_version, "kind": kind}
            yield from (((*path, key), value) for key, value in values.items() if target.get(key, value) != value)
            return
