"""The comparison with other tools writes its table between two marks, and measures the programs themselves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.build import prepare
from benchmarks.compare import BEGIN, END, insert
from benchmarks.peers import Run, in_turn, median, real_kubectl, tools
from benchmarks.workloads import write

ROOT = Path(__file__).parents[2]


def test_the_table_replaces_what_is_between_the_marks_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    command = ["-m", "benchmarks.compare", "--sizes", "1", "--runs", "1", "--repository", "0", "--largest", "0"]
    subprocess.run([sys.executable, *command, "--write", str(file)], cwd=ROOT, check=True, capture_output=True)
    text = file.read_text(encoding="utf-8")
    before, table, after = re.split(f"{BEGIN}|{END}", text)
    assert (before, after) == ("before\n", "\nafter\n")
    head, _, row, _, foot = table.strip("\n").split("\n")
    assert head.startswith("| seconds: CPU, wall | k8sdsl | k8sdsl, Python |")
    assert re.match(r"\| one ConfigMap \| \d+\.\d+, \d+\.\d+ \| \d+\.\d+, \d+\.\d+ \(\d+\.\dx\) \|", row)
    assert "k8sdsl this checkout" in foot


def test_a_file_without_the_marks_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text(f"before\n{BEGIN}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="does not have the marks"):
        insert(file, "| table |")
    assert file.read_text(encoding="utf-8") == f"before\n{BEGIN}\n"


def test_the_newest_kubectl_beside_a_dispatcher_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed, on_path = tmp_path / "lib", tmp_path / "bin"
    for folder in (installed, on_path):
        folder.mkdir()
    monkeypatch.setenv("PATH", str(on_path))
    assert real_kubectl() is None
    for name in ("kubectl", "kubectl.1.9", "kubectl.1.33"):
        (installed / name).write_text("#!/bin/sh\n")
        (installed / name).chmod(0o755)
    (on_path / "kubectl").symlink_to(installed / "kubectl")
    assert real_kubectl() == str(installed / "kubectl.1.33")
    for name in ("kubectl.1.9", "kubectl.1.33"):
        (installed / name).unlink()
    assert real_kubectl() == str(on_path / "kubectl")


def test_tools_run_in_turn_and_a_slow_one_only_once() -> None:
    done = in_turn({"quick": [sys.executable, "-c", "pass"], "slow": [sys.executable, "-c", "sum(range(10**6))"]}, 2, 0)
    assert {name: len(runs) for name, runs in done.items()} == {"quick": 1, "slow": 1}
    assert median([Run(1, 4, 7), Run(3, 2, 9), Run(2, 3, 8)]) == Run(2, 3, 8)


@pytest.mark.parametrize("size", [1, 3])
def test_all_inputs_of_the_comparison_are_built_and_accepted(size: int, tmp_path: Path) -> None:
    inputs = write(tmp_path, size)
    outputs = [
        subprocess.run(
            [sys.executable, "-m", "k8sdsl", "build", str(inputs[name])], cwd=ROOT, check=True, capture_output=True
        ).stdout
        for name in ("k8sdsl", "python")
    ]
    assert [output.count(b"kind: ConfigMap\n") for output in outputs] == [1, 1]


def test_the_overlay_and_the_directory_of_the_build_benchmark_have_the_same_objects(tmp_path: Path) -> None:
    targets = prepare(tmp_path, 2)
    outputs = [
        subprocess.run(
            [sys.executable, "-m", "k8sdsl", "build", str(target)], cwd=ROOT, check=True, capture_output=True
        )
        for target in targets
    ]
    names = [sorted(re.findall(r"^  name: (.+)$", done.stdout.decode(), re.MULTILINE)) for done in outputs]
    assert names[0] == names[1]
    assert len(names[0]) == 6


def test_tools_on_the_path_are_found_with_their_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["kustomize", "ytt", "helm", "kubeconform"]
    for name in names:
        (tmp_path / name).write_text("#!/bin/sh\necho v1.2.3\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    found = {tool.name: (tool.command[0], tool.version) for tool in tools()}
    assert {name: found.get(name) for name in names} == {name: (str(tmp_path / name), "v1.2.3") for name in names}
