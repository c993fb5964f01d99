"""The old versions of changed objects in the Python of a project: in literals of dicts, and in imports of classes."""

from __future__ import annotations

import ast
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from k8sdsl.kube.kinds import kind_info
from k8sdsl.locations.content import read_content
from k8sdsl.locations.python_edits import with_literals
from k8sdsl.locations.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from k8sdsl.kube.replacements import ServedInstead
    from k8sdsl.policies.fixes import Fixes

    Replaced = Mapping[tuple[str, str, str], ServedInstead]

_API = "k8sdsl.api."


def add_python(fixes: Fixes, replaced: Replaced, files: Iterable[Path]) -> set[tuple[str, str]]:
    """Adds the changes of Python files; the `apiVersion` and kind of what was found in them."""
    done: set[tuple[str, str]] = set()
    for file in files if replaced else ():
        try:
            text = fixes.after.get(file) or read_content(file).decode("utf-8")
            tree = ast.parse(text)
        except (OSError, UnicodeDecodeError, SyntaxError, ValueError, RecursionError):
            continue
        literals = list(_literals(tree, replaced, str(file), done))
        made = _with_imports(with_literals(text, literals), tree, replaced, done)
        if made != text:
            fixes.before.setdefault(file, text)
            fixes.after[file] = made
    return done


def _literals(tree: ast.AST, replaced: Replaced, file: str, done: set[tuple[str, str]]) -> Iterator[tuple[Source, str]]:
    """The places of the values of `apiVersion` and `kind` in dicts of changed objects, with the new values."""
    for node in ast.walk(tree):
        values = _constants(node) if isinstance(node, ast.Dict) else {}
        for (old_version, old_kind, name), replacement in replaced.items():
            found = [values[key].value for key in ("apiVersion", "kind") if key in values]
            if found == [old_version, old_kind] and _may_be_named(node, name):
                done.add((old_version, old_kind))
                for key, new in zip(("apiVersion", "kind"), replacement, strict=True):
                    if values[key].value != new:
                        yield _place(values[key], file), new
                break


def _constants(node: ast.Dict) -> dict[str, ast.Constant]:
    return {
        str(key.value): value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
    }


def _may_be_named(node: ast.AST, built: str) -> bool:
    """Whether the name in a dict can be that of a built object: it may be computed, and get a prefix and a suffix."""
    for part in ast.walk(node):
        if isinstance(part, ast.Dict):
            name = _constants(part).get("name")
            if name is not None:
                return str(name.value) in built
    return True


def _place(node: ast.Constant, file: str) -> Source:
    return Source(file, node.lineno, node.col_offset + 1, node.end_col_offset + 1 if node.end_col_offset else None)


def _with_imports(text: str, tree: ast.Module, replaced: Replaced, done: set[tuple[str, str]]) -> str:
    """The text with imports of classes from the modules of the new versions, if those have all the names."""
    modules = {
        _module(old_version, old_kind): (_module(*new), (old_version, old_kind))
        for (old_version, old_kind, _), new in replaced.items()
    }
    lines = text.splitlines(keepends=True)
    for node in ast.walk(tree):
        old = node.module.removeprefix(_API) if isinstance(node, ast.ImportFrom) and node.module else ""
        new, key = modules.get(old, ("", ("", "")))
        if isinstance(node, ast.ImportFrom) and new and _has_all(new, [alias.name for alias in node.names]):
            line = lines[node.lineno - 1]
            lines[node.lineno - 1] = line.replace(f"{_API}{old} ", f"{_API}{new} ", 1)
            done.add(key)
    return "".join(lines)


def _module(api_version: str, kind: str) -> str:
    info = kind_info(api_version, kind)
    return info.type.rpartition(".")[0] if info is not None else ""


def _has_all(module: str, names: list[str]) -> bool:
    return find_spec(_API + module) is not None and all(hasattr(import_module(_API + module), name) for name in names)
