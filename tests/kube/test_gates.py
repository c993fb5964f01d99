"""Gates have names and one table, branches on versions have a reason, and texts name the range of versions there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl import validate
from k8sdsl.kube.gates import ALPHA, GATED, GATES, NEVER, is_off, is_on
from k8sdsl.kube.versions import DEFAULT, NEWEST, OLDEST
from tests.corpora import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
FILES = sorted(
    file for folder in ("server", "cluster", "semantics") for file in (ROOT / "k8sdsl" / folder).rglob("*.py")
)
ASKED = re.compile(r'\bis_on\("(\w+)"')
REASON = re.compile(r"#|\b1\.\d\d\b|\bKEP-\d+")


def test_a_gate_is_on_from_its_version_on() -> None:
    assert (is_on("UserNamespacesSupport", 32), is_on("UserNamespacesSupport", 33)) == (False, True)
    assert (is_off("core_v1.PodSpec", "hostUsers", 32), is_off("core_v1.PodSpec", "hostUsers", 33)) == (True, False)
    assert not is_off("core_v1.PodSpec", "containers", OLDEST)


def test_every_gate_is_used_and_every_gate_that_is_used_has_a_row() -> None:
    asked = {name for file in FILES for name in ASKED.findall(file.read_text(encoding="utf-8"))}
    of_fields = {gate for fields in GATED.values() for gate in fields.values()}
    assert asked | of_fields == set(GATES)
    assert ALPHA in of_fields


RECORDED = 36
"""The minor version of the API server whose answers are recorded."""


def agreements(cases: Iterable[dict[str, Any]]) -> int:
    """In how many recorded cases `validate` accepts what the server accepted, and refuses what it refused."""
    return sum(
        any(finding.is_error for finding in validate(case["object"], kube_version=f"1.{RECORDED}"))
        == (case["verdict"] == "reject")
        for case in cases
    )


def test_no_other_default_of_a_gate_agrees_better_with_the_recorded_server(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {field: gate for gated in GATED.values() for field, gate in gated.items() if gate != ALPHA}
    of_gate: dict[str, list[dict[str, Any]]] = {}
    for case in lines_of("apiserver"):
        for field in fields.keys() & set(re.split(r"\W+", case["path"])):
            of_gate.setdefault(fields[field], []).append(case)
    decided = []
    for gate, cases in of_gate.items():
        sample = cases[:: len(cases) // 40 + 1]
        expected = agreements(sample)
        monkeypatch.setitem(GATES, gate, NEVER if GATES[gate] <= RECORDED else OLDEST)
        other = agreements(sample)
        monkeypatch.undo()
        assert other <= expected, gate
        decided += [gate] * (other < expected)
    assert len(decided) >= 15  # of the others, the recorded cases hold no invalid value


def branches(tree: ast.AST, function: str = "") -> list[tuple[int, str]]:
    """The lines of comparisons of a minor version with a number, with the docstring of the function around each."""
    found: list[tuple[int, str]] = []
    for node in ast.iter_child_nodes(tree):
        inner = (ast.get_docstring(node) or "") if isinstance(node, ast.FunctionDef) else function
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            numbers = any(isinstance(side, ast.Constant) and isinstance(side.value, int) for side in sides)
            if numbers and any(ast.unparse(side).rpartition(".")[2] == "minor" for side in sides):
                found.append((node.lineno, function))
        found += branches(node, inner)
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_branch_on_a_version_says_why(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for line, docstring in branches(ast.parse("\n".join(lines)))
        if not REASON.search(docstring) and not any("#" in text for text in lines[line - 2 : line])
    ]
    assert bare == []


def test_branches_on_versions_are_found() -> None:
    assert sum(len(branches(ast.parse(file.read_text(encoding="utf-8")))) for file in FILES) > 10


def test_texts_name_the_range_of_versions() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"Kubernetes 1.{OLDEST} to 1.{NEWEST}" in readme
    ranges = {
        (file.name, *found)
        for file in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
        for found in re.findall(r"\b1\.(\d\d) to 1\.(\d\d)\b", file.read_text(encoding="utf-8"))
    }
    assert {found[1:] for found in ranges} == {(str(OLDEST), str(NEWEST))}, ranges
    assert OLDEST <= int(DEFAULT.partition(".")[2]) <= NEWEST


def test_only_the_table_of_versions_has_the_default_version() -> None:
    written = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "k8sdsl").rglob("*.py"))
        if file.name != "versions.py" and f'kube_version: str = "{DEFAULT}"' in file.read_text(encoding="utf-8")
    ]
    assert written == []
