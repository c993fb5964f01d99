"""Every command of the documentation runs, and prints what its page shows."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.documentation.pages import DOCS, ROOT, WRITTEN, blocks
from tests.documentation.sessions import STATUS, Session, commands, matches, replay

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = {name: name for name in ("stacks", "overlays", "clusters", "gitops.py", "pyproject.toml")}
STARTS = {
    "cluster.md": EXAMPLE,
    "custom-resources.md": {"crds": "tests/documentation/starts/crds"},
    "editors.md": EXAMPLE,
    "from/cdk8s.md": {"shop": "examples/shop/cdk8s"},
    "from/helm.md": {"charts/shop": "examples/shop/helm"},
    "from/kustomize.md": {"deploy": "examples/shop/kustomize"},
    "from/yaml.md": {"deploy": "examples/shop/yaml"},
    "importing.md": {
        "web": "examples/shop/yaml/prod",
        "deploy": "examples/shop/yaml",
        "charts/shop": "examples/shop/helm",
    },
    "kustomize.md": {
        "clusters": "examples/shop/kustomize",
        "overlays": "examples/shop/k8sdsl/overlays",
        "stacks": "examples/shop/k8sdsl/stacks",
    },
    "seeing.md": {**EXAMPLE, "manifests": "examples/shop/yaml/prod"},
    "system.md": EXAMPLE,
}
"""What the reader of a page has already: the name in their folder, and the file or folder of the repository."""
WITH_HISTORY = {"seeing.md"}
"""Pages whose reader has a Git repository with a branch `main`, and a branch with a change of production."""
TYPED = [page for page in WRITTEN if any(list(commands(block)) for block in blocks(page))]


def start(page: Path, folder: Path) -> None:
    """Puts the files that the reader of a page has into a folder."""
    for name, source in STARTS.get(str(page.relative_to(DOCS)), {}).items():
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, copy)
        else:
            shutil.copy(ROOT / source, copy)
    if page.name in WITH_HISTORY:
        session = Session(folder)
        commit = "git add -A && git commit -qm"
        session.run(f"git init -q -b main && {commit} First && git switch -q -c more")
        session.run(f"sed -i 's/max_replicas=17/max_replicas=16/' overlays/prod.py && {commit} Second")
        assert session.status == 0


@pytest.mark.parametrize("page", TYPED, ids=lambda page: str(page.relative_to(DOCS)))
def test_the_commands_of_a_page_print_what_it_shows(page: Path, tmp_path: Path) -> None:
    start(page, tmp_path / "work")
    found = []
    earlier = None
    for command, output, status in replay(page, tmp_path / "work"):
        if earlier is not None and command.text != STATUS:
            found.append(earlier)
        failed = f"{page.name}:{command.line}: {command.text}\n{output}"
        earlier = failed if status else None
        if command.shown is not None and not matches(command.shown, output):
            found.append(failed)
    assert [*found, *([earlier] if earlier else [])] == []


@pytest.mark.parametrize(
    ("shown", "output", "expected"),
    [("a\n...\nd", "a\nb\nc\nd", True), ("7 passed in ...", "7 passed in 1.2s", True), ("a", "b", False)],
)
def test_dots_match_any_text(shown: str, output: str, expected: bool) -> None:  # noqa: FBT001
    assert matches(shown, output) is expected


def test_a_page_whose_command_fails_or_prints_something_else_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ cd /\n$ pwd\n/\n$ echo a\nb\n$ false\n$ echo $?\n1\n```\n", encoding="utf-8")
    seen = [(command.shown, output, status) for command, output, status in replay(page, tmp_path / "work")]
    assert seen == [(None, "", 0), ("/", "/", 0), ("b", "a", 0), (None, "", 1), ("1", "1", 0)]
