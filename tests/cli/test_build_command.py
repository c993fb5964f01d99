"""`k8sdsl build`: what it writes where, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from k8sdsl.yaml.reader import read_documents
from tests.cli.running import COMMAND, CONFIG, CONFIG_YAML, WRONG, environment, project, run, shell
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, {"overlays/prod.py": CONFIG, "overlays/wrong.py": WRONG, "overlays/_private.py": "1 / 0"})


def test_manifests_are_all_that_standard_output_holds(folder: Path) -> None:
    done = run(folder, "build", "prod")
    assert (done.returncode, done.stdout, done.stderr) == (0, CONFIG_YAML, "")


@pytest.mark.parametrize("form", ["yaml", "json", "kyaml"])
def test_every_format_has_the_same_content(folder: Path, form: str) -> None:
    done = run(folder, "build", "prod", "--format", form)
    assert done.returncode == 0
    found = json.loads(done.stdout) if form == "json" else read_documents(done.stdout)
    items = found.get("items", [found]) if isinstance(found, dict) else found
    assert items == read_documents(CONFIG_YAML)


def test_findings_end_with_one_and_nothing_on_standard_output(folder: Path) -> None:
    done = run(folder, "build", "wrong")
    assert (done.returncode, done.stdout) == (1, "")
    line = WRONG.splitlines()[1]
    for argument in ('"A_B"', "1"):
        assert f"overlays/wrong.py:2:{line.index(argument) + 1}\n" in done.stderr
    assert "2 errors" in done.stderr


def test_without_checks_everything_that_can_be_written_is_written(folder: Path) -> None:
    done = run(folder, "build", "wrong", "--no-check")
    assert (done.returncode, done.stderr) == (0, "")
    assert read_documents(done.stdout)[0]["data"] == {"level": 1}


def test_without_a_name_the_overlays_are_listed(folder: Path) -> None:
    done = run(folder, "build")
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.strip() for line in done.stderr.splitlines()[1:]] == ["prod", "wrong"]


def test_the_chosen_kubernetes_decides(folder: Path) -> None:
    project(folder, {"overlays/old.py": HEAD + OLD})
    assert run(folder, "build", "old", "--kube-version", "1.25").returncode == 0
    done = run(folder, "build", "old")
    assert done.returncode == 1
    assert "autoscaling/v2" in done.stderr
    assert run(folder, "build", "old", "--kube-version", "9.9").returncode == 2


OLD = """
overlay = Overlay(base={"apiVersion": "autoscaling/v2beta2", "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": "a"}, "spec": {"maxReplicas": 3, "minReplicas": 1,
    "metrics": [{"type": "Resource",
                 "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}],
    "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}}})
"""


# --- files


def test_a_file_is_written_and_nothing_else(folder: Path) -> None:
    before = set(folder.iterdir())
    done = run(folder, "build", "prod", "-o", "out.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (folder / "out.yaml").read_text(encoding="utf-8") == CONFIG_YAML
    assert set(folder.iterdir()) - before - {folder / "overlays"} <= {folder / "out.yaml"}


def test_a_failed_build_leaves_a_file_as_it_was(folder: Path) -> None:
    (folder / "out.yaml").write_text("precious\n", encoding="utf-8")
    assert run(folder, "build", "wrong", "-o", "out.yaml").returncode == 1
    assert (folder / "out.yaml").read_text(encoding="utf-8") == "precious\n"


def test_a_full_disk_leaves_a_file_as_it_was(folder: Path) -> None:
    """A limit on the size of files stands for the disk: the write fails half-way."""
    large = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("a", data={"x": "y" * 100_000}))\n'
    project(folder, {"overlays/large.py": large, "out.yaml": "precious\n"})
    before = set(folder.iterdir())
    done = shell(folder, "ulimit -f 8; k8sdsl build large -o out.yaml")
    assert done.returncode == 2
    assert "out.yaml" in done.stderr
    assert (folder / "out.yaml").read_text(encoding="utf-8") == "precious\n"
    assert set(folder.iterdir()) == before


def test_the_mode_of_a_file_stays(folder: Path) -> None:
    target = folder / "out.yaml"
    target.touch(mode=0o600)
    assert run(folder, "build", "prod", "-o", "out.yaml").returncode == 0
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real" / "out.yaml").write_text("old", encoding="utf-8")
    (folder / "out.yaml").symlink_to("real/out.yaml")
    assert run(folder, "build", "prod", "-o", "out.yaml").returncode == 0
    assert (folder / "out.yaml").is_symlink()
    assert (folder / "real" / "out.yaml").read_text(encoding="utf-8") == CONFIG_YAML


@pytest.mark.parametrize("target", ["nowhere/out.yaml", "overlays", "overlays/prod.py/out.yaml", "/dev/full"])
def test_what_cannot_be_written_is_one_paragraph(folder: Path, target: str) -> None:
    done = run(folder, "build", "prod", "-o", target)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error[")
    assert target in done.stderr
    assert len(without_help(done.stderr)) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_must_not_be_written_to(folder: Path) -> None:
    (folder / "locked").mkdir(mode=0o500)
    assert run(folder, "build", "prod", "-o", "locked/out.yaml").returncode == 2


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output_by_name(folder: Path, name: str) -> None:
    done = run(folder, "build", "prod", "-o", name)
    assert (done.returncode, done.stdout) == (0, CONFIG_YAML)


def test_standard_output_by_name_adds_to_a_file_that_is_added_to(folder: Path) -> None:
    done = shell(folder, "echo first > out; k8sdsl build prod -o /dev/stdout >> out; echo last >> out")
    assert done.returncode == 0
    assert (folder / "out").read_text(encoding="utf-8") == f"first\n{CONFIG_YAML}last\n"


def test_a_pipe_in_the_place_of_a_file(folder: Path) -> None:
    done = shell(folder, "mkfifo pipe; cat pipe & k8sdsl build prod -o pipe; wait")
    assert (done.returncode, done.stdout) == (0, CONFIG_YAML)


# --- streams


@pytest.mark.parametrize("command", ["build prod", "build prod --format=json", "--help", "-h", "--version"])
@pytest.mark.parametrize("closing", [">&-", "> /dev/full"])
def test_closed_standard_output_is_an_error_of_one_line(folder: Path, command: str, closing: str) -> None:
    done = shell(folder, f"set -o pipefail; k8sdsl {command} {closing}")
    assert done.returncode == 2
    assert done.stderr.startswith("error[file/standard-output]: ")
    assert len(without_help(done.stderr)) == 1


def without_help(told: str) -> list[str]:
    """The lines of an error but its remedy."""
    return [line for line in told.splitlines() if not line.startswith("  help: ")]


@pytest.mark.parametrize("command", ["build prod", "build prod --format=json", "--help", "-h", "--version"])
def test_a_reader_that_reads_nothing_ends_a_command_silently(folder: Path, command: str) -> None:
    done = shell(folder, f"set -o pipefail; (sleep 0.1; k8sdsl {command}) | true")
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_large_output_is_written_to_its_end(folder: Path, unbuffered: str) -> None:
    many = HEAD + 'overlay = Overlay(base=[k8s.ConfigMap(f"a-{n}", data={"x": "y" * 500}) for n in range(1000)])\n'
    project(folder, {"overlays/many.py": many})
    done = run(folder, "build", "many", PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, len(read_documents(done.stdout))) == (0, 1000)


def test_a_reader_that_leaves_early(folder: Path) -> None:
    many = HEAD + 'overlay = Overlay(base=[k8s.ConfigMap(f"a-{n}", data={"x": "y" * 500}) for n in range(2000)])\n'
    project(folder, {"overlays/many.py": many})
    done = shell(folder, "k8sdsl build many | (read line; echo $line); echo ${PIPESTATUS[0]}")
    assert (done.stdout, done.stderr) == ("apiVersion: v1\n141\n", "")


@pytest.mark.parametrize(("target", "status"), [("prod", 0), ("wrong", 1), ("nothing", 2)])
def test_standard_error_that_is_closed(folder: Path, target: str, status: int) -> None:
    done = shell(folder, f"k8sdsl build {target} 2>&-")
    assert (done.returncode, done.stderr) == (status, "")


def test_a_terminal_of_another_encoding_still_gets_utf8(folder: Path) -> None:
    project(folder, {"overlays/ñ.py": HEAD + 'overlay = Overlay(base=k8s.ConfigMap("a", data={"x": "日本"}))\n'})
    done = run(folder, "build", "ñ", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="1")
    assert done.returncode == 0
    assert "日本" in done.stdout


# --- interruption

SLOW = HEAD + "import sys, time\nsys.stderr.write('ready\\n')\nsys.stderr.flush()\ntime.sleep(30)\n"


@pytest.mark.parametrize(
    "arguments", [("build", "slow"), ("build", "slow", "--format=yaml"), ("build", "slow", "-o", "out")]
)
def test_an_interruption_ends_with_130_and_writes_nothing(folder: Path, arguments: tuple[str, ...]) -> None:
    project(folder, {"overlays/slow.py": SLOW, "out": "precious\n"})
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "ready\n"
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in told
    assert (folder / "out").read_text(encoding="utf-8") == "precious\n"


# --- colours


def test_colours_are_for_terminals_and_for_those_who_ask(folder: Path) -> None:
    plain = run(folder, "build", "wrong").stderr
    assert "\x1b[" not in plain
    assert "\x1b[" in run(folder, "build", "wrong", FORCE_COLOR="1").stderr
    assert run(folder, "build", "wrong", FORCE_COLOR="1", NO_COLOR="1").stderr == plain


def test_standard_output_has_no_colours(folder: Path) -> None:
    assert run(folder, "build", "prod", FORCE_COLOR="1").stdout == CONFIG_YAML


UNFREED = """
import atexit
import os

from k8sdsl import Overlay


class Tree(dict):
    def __del__(self, write=os.write):
        write(2, b"freed\\n")


atexit.register(os.write, 2, b"the end\\n")
overlay = Overlay(base=Tree({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}))
"""


def test_the_end_of_the_process_does_not_free_what_was_built(tmp_path: Path) -> None:
    done = run(project(tmp_path, {"overlays/prod.py": UNFREED}), "build", "prod")
    assert (done.returncode, done.stderr) == (0, "the end\n")
