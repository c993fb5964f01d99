"""Every kind of edit is noticed, and only what it reaches is loaded again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from k8sdsl.watching import recorded, unrecorded
from k8sdsl.watching.record import record_of

pytest.importorskip("watchfiles", reason="the extra `watch` is not installed")

ROOT = Path(__file__).parents[2]

PROJECT = {
    "overlays/prod.py": """
from k8sdsl import Overlay
from stacks import web
from stacks.data import data

overlay = Overlay(base=[web.web(), data()])
""",
    "stacks/web.py": """
from k8sdsl import Stack, k8s
from stacks.labels import TEAM

def web():
    return Stack("web", [k8s.ConfigMap("web", data={"team": TEAM})])
""",
    "stacks/labels.py": "TEAM = 'one'\n",
    "stacks/data.py": """
from functools import cache
from pathlib import Path

from k8sdsl import Stack, k8s

HERE = Path(__file__).parent
LEVEL = (HERE / "level.txt").read_text()

@cache
def kept():
    return (HERE / "kept.txt").read_text()

def data():
    outside = HERE.parents[1] / "outside.txt"
    value = outside.read_text() if outside.exists() else "none"
    return Stack("data", [k8s.ConfigMap("data", data={"level": LEVEL, "kept": kept(), "outside": value})])
""",
    "stacks/level.txt": "info",
    "stacks/kept.txt": "first",
    "stacks/unused.py": "x = 1\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def run(folder: Path, *steps: list[list[str]], target: str = "prod") -> list[dict[str, Any]]:
    """What changed, what was loaded and what was built: before all edits, and after those of each step."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.watching.runs", target],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers = [json.loads(process.stdout.readline())]
        for step in steps:
            process.stdin.write(json.dumps(step) + "\n")
            process.stdin.flush()
            answers.append(json.loads(process.stdout.readline()))
        process.stdin.close()
    return answers


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "project", PROJECT)


def test_a_change_loads_its_module_and_its_importers_again_and_no_others(project: Path) -> None:
    first, labels, leaf = run(
        project,
        [["write", "stacks/labels.py", "TEAM = 'two'\n"]],
        [["write", "stacks/data.py", PROJECT["stacks/data.py"].replace("LEVEL,", "LEVEL * 2,")]],
    )
    assert "team: one" in first["text"]
    assert labels["changed"] == ["stacks/labels.py"]
    assert labels["loaded"] == ["overlays.prod", "stacks.labels", "stacks.web"]
    assert "team: two" in labels["text"]
    assert leaf["loaded"] == ["overlays.prod", "stacks.data"]
    assert "level: infoinfo" in leaf["text"]


def test_a_file_that_a_module_read_when_it_was_imported_loads_that_module_again(project: Path) -> None:
    _, level = run(project, [["write", "stacks/level.txt", "debug"]])
    assert level["loaded"] == ["overlays.prod", "stacks.data"]
    assert "level: debug" in level["text"]


def test_a_directory_in_the_place_of_a_file_that_was_read_counts(project: Path) -> None:
    first, replaced, back = run(
        project,
        [["remove", "stacks/level.txt"], ["write", "stacks/level.txt/inside.txt", ""]],
        [["remove", "stacks/level.txt"], ["write", "stacks/level.txt", "info"]],
    )
    assert "stacks/level.txt" in replaced["changed"]
    assert (replaced["text"], back["text"]) == ("error project/exception", first["text"])


def test_what_a_function_of_the_project_keeps_is_forgotten_with_the_file_that_it_was_read_from(project: Path) -> None:
    _, kept = run(project, [["write", "stacks/kept.txt", "second"]])
    assert "kept: second" in kept["text"]


def test_a_file_outside_of_the_project_counts_as_soon_as_a_build_has_looked_for_it(project: Path) -> None:
    first, created, changed = run(
        project, [["write", "../outside.txt", "there"]], [["save", "../outside.txt", "again"]]
    )
    assert "outside: none" in first["text"]
    assert (created["changed"], created["loaded"]) == (["../outside.txt"], ["overlays.prod"])
    assert "outside: there" in created["text"]
    assert "outside: again" in changed["text"]


def test_an_edit_that_nothing_imports_loads_nothing_again(project: Path) -> None:
    first, unused = run(project, [["write", "stacks/unused.py", "x = 2\n"]])
    assert (unused["changed"], unused["loaded"], unused["text"]) == (["stacks/unused.py"], [], first["text"])


def test_a_save_by_rename_is_one_change_without_the_file_of_the_editor(project: Path) -> None:
    _, saved, again = run(
        project,
        [["save", "stacks/labels.py", "TEAM = 'two'\n"]],
        [["save", "stacks/labels.py", "TEAM = 'six'\n"]],
    )
    assert saved["changed"] == again["changed"] == ["stacks/labels.py"]
    assert "team: two" in saved["text"]
    assert "team: six" in again["text"]


def test_files_that_are_removed_and_come_back(project: Path) -> None:
    first, removed, back = run(
        project, [["remove", "stacks/labels.py"]], [["write", "stacks/labels.py", PROJECT["stacks/labels.py"]]]
    )
    assert removed["text"] == "error project/exception"
    assert back["text"] == first["text"]


def test_a_renamed_module_and_its_importer_in_one_burst(project: Path) -> None:
    web = PROJECT["stacks/web.py"].replace("stacks.labels", "stacks.names")
    _, renamed = run(project, [["move", "stacks/labels.py", "stacks/names.py"], ["write", "stacks/web.py", web]])
    assert renamed["changed"] == ["stacks/labels.py", "stacks/names.py", "stacks/web.py"]
    assert renamed["loaded"] == ["overlays.prod", "stacks.names", "stacks.web"]
    assert "team: one" in renamed["text"]


def test_a_broken_file_stops_nothing(project: Path) -> None:
    first, broken, mended = run(
        project,
        [["write", "stacks/labels.py", "TEAM = (\n"]],
        [["write", "stacks/labels.py", PROJECT["stacks/labels.py"]]],
    )
    assert broken["text"] == "error project/exception"
    assert mended["text"] == first["text"]


def test_a_new_directory_is_followed_with_all_that_is_in_it(project: Path) -> None:
    moved = {f"new/{name}": text for name, text in PROJECT.items()}
    write(project.parent, moved)
    _, gone, back, edited = run(
        project,
        [["move", "stacks", "../old"]],
        [["move", "../new/stacks", "stacks"]],
        [["write", "stacks/labels.py", "TEAM = 'two'\n"]],
    )
    assert gone["text"] == "error project/exception"
    assert "team: one" in back["text"]
    assert set(back["changed"]) == {name for name in PROJECT if name.startswith("stacks/")}
    assert edited["changed"] == ["stacks/labels.py"]
    assert "team: two" in edited["text"]


def test_a_package_that_gets_an_init_file(project: Path) -> None:
    _, package = run(project, [["write", "stacks/__init__.py", "from stacks.labels import TEAM\n"]])
    assert set(package["loaded"]) == {"overlays.prod", "stacks", "stacks.data", "stacks.labels", "stacks.web"}


def test_the_target_of_a_link_counts(project: Path) -> None:
    labels = write(project.parent / "shared", {"labels.py": "TEAM = 'linked'\n"}) / "labels.py"
    (project / "stacks/labels.py").unlink()
    (project / "stacks/labels.py").symlink_to(labels)
    first, edited = run(project, [["save", "../shared/labels.py", "TEAM = 'edited'\n"]])
    assert "team: linked" in first["text"]
    assert "team: edited" in edited["text"]


def test_files_of_editors_hidden_directories_and_compiled_files_do_not_count(project: Path) -> None:
    noise = ("stacks/.#web.py", "stacks/web.py~", "stacks/.web.py.swp", ".git/index", "node_modules/a.js", "4913")
    (_, silent) = run(project, [["write", name, ""] for name in noise])
    assert silent["changed"] == []


def test_the_bases_of_a_kustomization_directory_elsewhere_are_followed(tmp_path: Path) -> None:
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {level: info}\n"
    write(
        tmp_path,
        {
            "project/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\n",
            "base/kustomization.yaml": "resources: [config.yaml]\n",
            "base/config.yaml": config,
        },
    )
    first, edited, broken = run(
        tmp_path / "project",
        [["save", "../base/config.yaml", config.replace("info", "debug")]],
        [["remove", "../base/config.yaml"]],
        target=".",
    )
    assert "level: info" in first["text"]
    assert (edited["changed"], "level: debug" in edited["text"]) == (["../base/config.yaml"], True)
    assert broken["text"].startswith("error ")


def test_a_save_while_a_build_runs_is_in_the_next_batch(project: Path) -> None:
    overlay = PROJECT["overlays/prod.py"] + (
        "\nfrom pathlib import Path\n"
        "from stacks.labels import TEAM\n"
        'if TEAM == "one":\n'
        '    Path("stacks/labels.py").write_text("TEAM = \'late\'\\n")\n'
    )
    (project / "overlays/prod.py").write_text(overlay)
    first, late = run(project, [])
    assert "team: one" in first["text"]
    assert "stacks/labels.py" in late["changed"]
    assert "team: late" in late["text"]


def test_a_burst_of_saves_is_one_batch(project: Path) -> None:
    many = {f"stacks/many/part{number}.py": f"x = {number}\n" for number in range(300)}
    write(project, many)
    _, burst = run(
        project,
        [["write", name, "x = 0\n"] for name in many] + [["write", "stacks/labels.py", "TEAM = 'after'\n"]],
    )
    assert set(burst["changed"]) == {*many, "stacks/labels.py"}
    assert "team: after" in burst["text"]


def test_modules_that_were_loaded_before_anything_was_recorded_are_loaded_again(project: Path) -> None:
    code = """
import sys
from pathlib import Path
from k8sdsl.pipeline import build_manifests
from k8sdsl.watching import forget, changes
import threading
stop = threading.Event()
batches = changes(Path.cwd(), stop=stop)
build_manifests("prod")
forget(frozenset({str(Path.cwd() / "stacks/labels.py")}))
print(sorted(name for name in sys.modules if name.startswith(("stacks.", "overlays."))))
stop.set()
print(list(batches))
"""
    process = [sys.executable, "-c", code]
    done = subprocess.run(
        process, cwd=project, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, capture_output=True, check=True
    )
    assert done.stdout == "[]\n[]\n"


def test_what_happened_before_more_directories_are_watched_is_not_lost(tmp_path: Path) -> None:
    code = """
import threading
from pathlib import Path
from k8sdsl.watching.changes import _Watch
from k8sdsl.watching.record import record_of
watch = _Watch(record_of(Path.cwd()))
lost = []
for number in range(100):
    Path(f"made-{number}").touch()
    watch._add([])
    lost += [number] if f"made-{number}" not in {Path(path).name for _, path in watch._waiting} else []
watch._notifier.close()
print(lost)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_temporary_files_and_what_is_unrecorded_are_not_followed(project: Path, tmp_path: Path) -> None:
    record = record_of(project)
    with recorded(project):
        descriptor, made = tempfile.mkstemp(dir=tmp_path)
        os.close(descriptor)
        with unrecorded(project):
            Path(made).read_bytes()
        (project / "overlays/prod.py").read_bytes()
    assert made not in record.files()
    assert str(project / "overlays/prod.py") in record.files()
