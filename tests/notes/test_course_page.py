"""The page about the course: every row has a proof that exists, and every stack and overlay is named."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from benchmarks.lines import BEGIN, END, table
from k8sdsl.project.names import overlay_names

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/course.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| `(\S+?)::(\w+)` \|$", PAGE, flags=re.MULTILINE)

STACKS = {file.stem for file in (ROOT / "stacks").glob("*.py")}


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_row_is_read() -> None:
    tables = PAGE.partition(END)[2]
    rows = [
        line for line in tables.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| course"))
    ]
    assert len(rows) == len(ROWS)
    assert len(ROWS) > 180


@pytest.mark.parametrize(("file", "test"), sorted({(file, test) for _, _, file, test in ROWS}))
def test_every_proof_exists(file: str, test: str) -> None:
    assert test in names_in(file)


def test_every_stack_that_a_row_names_exists() -> None:
    named = {word for _, where, _, _ in ROWS for word in re.findall(r"\b[a-z]+\b", where)}
    missing = STACKS - named - {"environment", "wordpress"}
    assert missing == set()


IN_STACKS = [(where, file) for _, where, file, _ in ROWS if STACKS & set(re.findall(r"\b[a-z]+\b", where))]


@pytest.mark.parametrize(
    "file",
    sorted({file for where, file in IN_STACKS if "API" not in where and not where.startswith(("rule ", "policy "))}),
)
def test_what_a_stack_shows_is_proved_with_the_stack(file: str) -> None:
    """A test of objects that it writes itself would pass without the stack."""
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(r"from stacks|import stacks|build_manifests|rendered\(|snapshots|overlay_names", text)


def test_every_overlay_is_on_the_page() -> None:
    assert [name for name in overlay_names(ROOT) if f"`{name}`" not in PAGE] == []


def test_the_table_of_line_counts_is_true() -> None:
    """If it is not: `python -m benchmarks.lines --write docs/course.md`."""
    assert PAGE.partition(f"{BEGIN}\n")[2].partition(f"\n{END}")[0] == table()


def test_no_system_takes_more_lines_in_python_than_in_yaml() -> None:
    counts = re.findall(r"^\| `(\w+)` \| \d+ \| (\d+) \| (\d+) \|", table(), flags=re.MULTILINE)
    assert len(counts) > 12
    assert [name for name, python, yaml in counts if int(python) >= int(yaml)] == []
