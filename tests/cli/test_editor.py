"""`check --stdin-filename` sees the editor's content, reports as data, and changes no file."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import COMMAND, ROOT, environment, project
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

SAVED = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("settings"))\n'
TYPED = HEAD + '\noverlay = Overlay(base=k8s.ConfigMap("A_B"))\n'
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: A_B\nspec:\n  ports: [{port: 80}]\n"
FILES = {
    "overlays/prod.py": SAVED,
    "overlays/dev.py": HEAD + "from stacks.web import web\n\noverlay = Overlay(base=web())\n",
    "stacks/web.py": HEAD + 'def web():\n    return Stack("web", [k8s.ConfigMap("web")])\n',
    "base/kustomization.yaml": "resources: [service.yaml]\n",
    "base/service.yaml": SERVICE.replace("A_B", "web"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, FILES)


def check(folder: Path, file: str, content: str, *more: str) -> tuple[int, list[tuple[str, str | None, int | None]]]:
    """The status, and the rule, file and line of each entry of the report."""
    done = subprocess.run(
        [*COMMAND, "check", "--format", "json", "--stdin-filename", file, *more],
        cwd=folder,
        env=environment(),
        input=content,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    report: list[dict[str, Any]] = json.loads(done.stdout or "[]")
    return done.returncode, [
        (one["rule"], (one["source"] or {}).get("file"), (one["source"] or {}).get("line")) for one in report
    ]


def test_an_overlay_is_checked_with_the_content_of_the_editor(folder: Path) -> None:
    line = TYPED.count("\n")
    assert check(folder, "overlays/prod.py", TYPED) == (1, [("meta/name", "overlays/prod.py", line)])
    assert check(folder, "overlays/prod.py", SAVED) == (0, [])
    assert (folder / "overlays" / "prod.py").read_text(encoding="utf-8") == SAVED


@pytest.mark.parametrize("text", ["overlay = nothing\n", "__import__('pathlib').Path('nothing').read_text()\n"])
def test_a_mistake_in_python_is_an_entry_of_the_report_with_the_line_of_the_project(text: str, folder: Path) -> None:
    assert check(folder, "overlays/prod.py", text) == (2, [("project/exception", "overlays/prod.py", 1)])


def test_a_stack_is_checked_with_the_overlays_that_use_it(folder: Path) -> None:
    text = FILES["stacks/web.py"].replace('ConfigMap("web")', 'ConfigMap("A_B")')
    line = text.count("\n")
    assert check(folder, "stacks/web.py", text) == (1, [("meta/name", "stacks/web.py", line)])


def test_yaml_is_checked_with_places_in_the_content_of_the_editor(folder: Path) -> None:
    assert check(folder, "base/service.yaml", f"# moved\n{SERVICE}") == (
        1,
        [("meta/name", "base/service.yaml", 5)],
    )
    assert check(folder, "new.yaml", SERVICE) == (1, [("meta/name", "new.yaml", 4)])
    assert check(folder, "new.yaml", "a: [\n")[1][0][:2] == ("yaml/syntax", "new.yaml")
    assert check(folder, "new.yaml", "- 1\n") == (2, [("manifest/not-an-object", None, None)])


def test_a_kustomization_is_checked_as_what_it_builds(folder: Path) -> None:
    assert check(folder, "base/kustomization.yaml", "resources: [service.yaml]\n") == (0, [])
    status, found = check(folder, "base/kustomization.yaml", "\nresources: [absent.yaml]\n")
    assert (status, [rule for rule, _, _ in found]) == (2, ["kustomization/path"])
    assert check(folder, "base/service.yaml", SERVICE)[0] == 1


@pytest.mark.parametrize("more", [("prod",), ("-f", "base/service.yaml"), ("--fix",)])
def test_nothing_else_can_be_checked_or_changed_with_it(more: tuple[str, ...], folder: Path) -> None:
    assert check(folder, "overlays/prod.py", SAVED, *more) == (2, [])


def test_another_file_is_refused(folder: Path) -> None:
    assert check(folder, "notes.txt", "") == (2, [])


def patterns() -> list[list[dict[str, Any]]]:
    """The problem matchers of the documentation."""
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    tasks = json.loads(re.search(r"```json\n(\{\n.*?)```", page, re.DOTALL)[1])  # type: ignore[index]
    return [matcher["pattern"] for matcher in tasks["tasks"][0]["problemMatcher"]]


def matches(lines: list[str], pattern: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What VS Code finds in lines: patterns match lines that follow each other."""
    found = []
    for start in range(len(lines)):
        groups = [re.search(one["regexp"], line) for one, line in zip(pattern, lines[start:], strict=False)]
        if len(groups) == len(pattern) and all(groups):
            named = [
                (name, group[number])
                for one, group in zip(pattern, groups, strict=True)
                if group
                for name, number in one.items()
                if name != "regexp"
            ]
            found.append(dict(named))
    return found


def test_the_problem_matchers_find_findings_and_errors(folder: Path) -> None:
    (folder / "overlays" / "prod.py").write_text(TYPED, encoding="utf-8")
    (folder / "overlays" / "dev.py").write_text(
        HEAD + "overlay = Overlay(base=k8s.ConfigMap('a'), labels=1)\n", encoding="utf-8"
    )
    done = subprocess.run(
        [*COMMAND, "check"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    lines = [*done.stdout.splitlines(), *done.stderr.splitlines()]
    of_findings, of_errors = (matches(lines, pattern) for pattern in patterns())
    place = {"file": "overlays/prod.py", "line": str(TYPED.count("\n"))}
    assert [(one["severity"], one["code"], one["file"], one["line"]) for one in of_findings] == [
        ("error", "meta/name", *place.values())
    ]
    assert [(one["code"], one["file"]) for one in of_errors] == [("overlay/declaration", "overlays/dev.py")]
    assert all(one["message"] for one in (*of_findings, *of_errors))
