"""The examples of docs/custom-resources.md run, and give the YAML under them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from k8sdsl.catalog.index import KINDS, SOURCES
from tests.cli.test_import_crd import OVERLAY

if TYPE_CHECKING:
    from k8sdsl.objects.typed import Resource

PAGE = Path(__file__).parents[2] / "docs" / "custom-resources.md"
FENCE = re.compile(r"^```(python|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_examples_give_the_yaml_under_them() -> None:
    names: dict[str, Any] = {}
    made: Resource | None = None
    for language, text in FENCE.findall(PAGE.read_text(encoding="utf-8")):
        if language == "python":
            made = run(text, names)
        else:
            assert made is not None
            assert made.to_dict() == yaml.safe_load(text)


def run(text: str, names: dict[str, Any]) -> Any:
    """Runs statements; the value of the last one, which is an expression."""
    tree = ast.parse(text)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    exec(compile(tree, str(PAGE), "exec"), names)  # noqa: S102 - examples are there to be run
    return eval(compile(ast.Expression(last.value), str(PAGE), "eval"), names)  # noqa: S307 - as above


def test_the_overlay_is_the_one_that_the_tests_of_the_command_build() -> None:
    assert f"```python title=overlay\n{OVERLAY}```" in PAGE.read_text(encoding="utf-8")


def test_every_project_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in SOURCES if f"| `{name}` |" not in text] == []
    kinds = {kind for group in KINDS.values() for kind in group}
    named = {
        word for line in text.splitlines() if line.startswith("| `") for word in re.findall(r"\b[A-Z]\w+[a-z]\b", line)
    }
    assert {"Certificate", "VirtualService", "HTTPRoute", "SealedSecret"} <= named & kinds
