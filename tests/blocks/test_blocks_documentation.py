"""The examples of docs/blocks.md run, and give the YAML under them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import yaml

from k8sdsl import blocks, check
from k8sdsl.objects.conversion import part_tree
from k8sdsl.objects.typed import Resource

PAGE = Path(__file__).parents[2] / "docs" / "blocks.md"
FENCE = re.compile(r"^```(python|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_examples_give_the_yaml_under_them() -> None:
    names: dict[str, Any] = {}
    value: Any = None
    for language, text in FENCE.findall(PAGE.read_text(encoding="utf-8")):
        if language == "python":
            value = _run(text, names)
        else:
            tree = value.to_dict() if isinstance(value, Resource) else part_tree(value)
            assert tree == yaml.safe_load(text), text


def test_nothing_is_wrong_with_the_objects_of_the_page() -> None:
    names: dict[str, Any] = {}
    values = [_run(text, names) for language, text in FENCE.findall(PAGE.read_text()) if language == "python"]
    objects = [value.to_dict() for value in (*values, *names.values()) if isinstance(value, Resource)]
    found = check({str(tree): tree for tree in objects}.values())
    assert [str(finding) for finding in found if finding.severity != "note"] == []


def test_every_block_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in blocks.__all__ if f"`{name}" not in text and f"{name}(" not in text] == []


def _run(text: str, names: dict[str, Any]) -> Any:
    """Runs statements; the value of the last one, where it is an expression."""
    tree = ast.parse(text)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, str(PAGE), "exec"), names)  # noqa: S102 - examples are there to be run
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), str(PAGE), "eval"), names)  # noqa: S307 - as above
