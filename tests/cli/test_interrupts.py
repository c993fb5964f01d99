"""An interrupt at any moment ends a command with status 130, and shows no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import COMMAND, CONFIG, environment, project

if TYPE_CHECKING:
    from pathlib import Path

# Interrupts the command at its Nth call of a function. Until `main` has its own handler, an interrupt is ignored.
PROGRAM = """
import _signal, os, sys
_signal.signal(_signal.SIGINT, _signal.SIG_IGN)
from k8sdsl.cli import main
left = int(sys.argv.pop(1))

def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), _signal.SIGINT)

sys.setprofile(count)
main()
"""


@pytest.mark.parametrize(
    "words", [("build", "prod"), ("check",), ("check", "-f", "a.yaml"), ("gitops",), ("diff", "-h")]
)
def test_an_interrupt_at_any_call_is_quiet(words: tuple[str, ...], tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG, "a.yaml": "kind: a\n"})
    statuses = set()
    for step in range(12):
        process = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(3**step), *words],
            cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Traceback" not in process.stderr
        assert process.returncode in {0, 1, 2, 130}, process.stderr  # it may have ended before
        statuses.add(process.returncode)
    assert 130 in statuses


def test_an_interrupt_in_a_callback_of_the_interpreter_ends_the_command(tmp_path: Path) -> None:
    interrupted = """
import weakref

class Interrupting:
    def __call__(self, reference):
        raise KeyboardInterrupt

class Short:
    pass

short = Short()
reference = weakref.ref(short, Interrupting())
del short
"""
    project(tmp_path, {"overlays/prod.py": interrupted + CONFIG})
    process = subprocess.run(
        [sys.executable, "-m", "k8sdsl", "build", "prod"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (process.returncode, process.stdout, process.stderr) == (130, "", "interrupted\n")


def test_an_interrupt_of_a_command_is_reported(tmp_path: Path) -> None:
    waiting = "import sys, time\nsys.stderr.write('ready\\n')\nsys.stderr.flush()\ntime.sleep(60)\n"
    project(tmp_path, {"overlays/prod.py": waiting})
    process = subprocess.Popen(
        [sys.executable, "-m", "k8sdsl", "graph", "prod"],
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.split() == ["interrupted"]


def test_an_interrupt_ends_a_command_that_waits_for_threads_of_the_project(tmp_path: Path) -> None:
    waiting = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n"
    project(tmp_path, {"overlays/prod.py": waiting + CONFIG})
    process = subprocess.Popen(
        [sys.executable, "-m", "k8sdsl", "build", "prod"],
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    while process.stdout.readline() != "  level: info\n":
        pass
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there, one process does everything")
def test_an_interrupt_of_several_processes_is_quiet(tmp_path: Path) -> None:
    waiting = f"from pathlib import Path\nimport time\nPath({str(tmp_path / 'begun')!r}).touch()\ntime.sleep(60)\n"
    project(tmp_path / "p", {"overlays/a.py": CONFIG, "overlays/b.py": CONFIG, "overlays/c.py": waiting})
    process = subprocess.Popen(
        [*COMMAND, "check", "--jobs", "3"],
        cwd=tmp_path / "p", env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while not (tmp_path / "begun").exists():
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    assert (process.communicate(timeout=30)[1], process.returncode) == ("interrupted\n", 130)
