"""The words that the rules compare with: every short string in the source of the server's rules."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import k8sdsl.semantics
import k8sdsl.server

FOLDERS = [Path(package.__path__[0]) for package in (k8sdsl.server, k8sdsl.semantics)]
LONGEST = 60


@cache
def words() -> list[str]:
    """The strings without spaces, sorted: values, keys of annotations, suffixes, names of fields."""
    found: set[str] = set()
    for file in (file for folder in FOLDERS for file in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) <= LONGEST:
                found.add(node.value)
    return sorted(word for word in found if word and word.isprintable() and " " not in word and "`" not in word)


@cache
def keys() -> list[str]:
    """The words that are keys of labels and annotations."""
    return [word for word in words() if "/" in word and "." in word.partition("/")[0]]
