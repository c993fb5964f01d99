"""A branch on a version of Kubernetes asks for a feature gate, or names what it answers for.

`minor >= 35` needs the function, KEP or pull request of upstream in a comment on the line or right above it, in the
docstring of its function, or in what is written about the constant with the version.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.test_architecture import MODULES, unit

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = ("cel", "cluster", "semantics", "server", "system")  # those that answer for a server
REASON = re.compile(
    r"KEP-\d+|#\d{3,}|\b[vV]alidate[A-Z]\w+|`\w*(?:_\d+|\d_\d+|Validators?)`|`[A-Z]\w*[a-z][A-Z]\w+`|`warningsFor\w+`"
)
"""A KEP, a pull request, or a function or option of upstream."""


class Branch(NamedTuple):
    """One comparison of the minor version with a constant, and what is written about it."""

    place: str
    text: str


def written_about(lines: list[str], node: ast.AST) -> str:
    """The comments on a line and right above it, and the string below it."""
    assert isinstance(node, ast.expr | ast.stmt)
    first, last = node.lineno - 1, node.end_lineno or node.lineno
    comments = [line.partition("#")[2] for line in lines[first:last]]
    while first and lines[first - 1].strip().startswith("#"):
        first -= 1
        comments.append(lines[first].partition("#")[2])
    below = " ".join(lines[last : last + 4]).strip()
    return " ".join([*comments, below.split('"""')[1] if below.startswith('"""') else ""])


def constants() -> dict[str, str]:
    """What is written about each constant of a module, by its name."""
    found: dict[str, str] = {}
    for module, file in MODULES.items():
        if unit(module) in PACKAGES:
            lines = file.read_text(encoding="utf-8").splitlines()
            for node in ast.parse("\n".join(lines)).body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    found[node.targets[0].id] = written_about(lines, node)
    return found


def branches_of(source: str, place: str, about: dict[str, str]) -> Iterator[Branch]:
    """The branches on a version in a module."""
    tree, lines = ast.parse(source), source.splitlines()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if not isinstance(node, ast.Compare):
                    continue
                sides = [node.left, *node.comparators]
                versions = [side for side in sides if ast.unparse(side).rpartition(".")[2] in {"minor", "server"}]
                others = [side for side in sides if side not in versions]
                fixed = [side for side in others if isinstance(side, ast.Constant) and isinstance(side.value, int)]
                named = [side.id for side in others if isinstance(side, ast.Name) and side.id.strip("_").isupper()]
                if versions and (fixed or named):
                    said = [
                        written_about(lines, node),
                        ast.get_docstring(function) or "",
                        *(about.get(name, "") for name in named),
                    ]
                    yield Branch(f"{place}:{node.lineno}", " ".join(said))


def branches() -> list[Branch]:
    about = constants()
    return [
        branch
        for module, file in MODULES.items()
        if unit(module) in PACKAGES
        for branch in branches_of(file.read_text(encoding="utf-8"), module, about)
    ]


def test_each_branch_on_a_version_names_what_it_answers_for() -> None:
    found = branches()
    assert len(found) > 30
    assert [branch.place for branch in found if not REASON.search(branch.text)] == []


@pytest.mark.parametrize(
    ("source", "is_explained"),
    [
        ("def f(minor):\n    return minor >= 35\n", False),
        ("def f(minor):\n    '''Newer servers do it.'''\n    return minor >= SINCE\n", False),
        ("def f(minor):\n    # Since KEP-1.\n    return minor >= 35\n", True),
        ("def f(minor):\n    '''The value of `hostUsers` of a StatefulSet.'''\n    return minor >= 35\n", False),
        ("def f(minor):\n    '''As validateHostUsers.'''\n    return minor >= 35\n", True),
        ("def f(context):\n    return context.minor < 35  # kubernetes/kubernetes#129017\n", True),
    ],
)
def test_a_branch_without_a_reason_is_found(source: str, *, is_explained: bool) -> None:
    (branch,) = branches_of(source, "module", {"SINCE": "Since then."})
    assert bool(REASON.search(branch.text)) == is_explained
