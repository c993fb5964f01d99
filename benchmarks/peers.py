"""The other tools that build or judge manifests: where they are, their versions, and their commands for one input.

`kubectl` of some installations is a dispatcher, which starts another program beside it and takes longer; the newest
program that it would start is measured.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Run(NamedTuple):
    """One finished process: seconds of processor time and of wall time, and its peak memory in MiB."""

    cpu: float
    wall: float
    mebibytes: float


class Tool(NamedTuple):
    """A tool: its name, the start of its command, and its version."""

    name: str
    command: tuple[str, ...]
    version: str


_SCRIPT = Path(sys.executable).with_name("k8sdsl")
K8SDSL = Tool("k8sdsl", (str(_SCRIPT),) if _SCRIPT.exists() else (sys.executable, "-m", "k8sdsl"), "this checkout")


def tools() -> list[Tool]:
    """k8sdsl, and the tools that are on this machine."""
    found = [K8SDSL]
    kubectl = real_kubectl()
    if kubectl:
        found.append(Tool("kubectl kustomize", (kubectl, "kustomize"), _version(kubectl, "version", "--client=true")))
    for name, words, version in (
        ("kustomize", ("build",), ("version",)),
        ("ytt", ("-f",), ("version",)),
        ("helm", ("template",), ("version", "--short")),
        ("kubeconform", ("-strict",), ("-v",)),
    ):
        path = shutil.which(name)
        if path:
            found.append(Tool(name, (path, *words), _version(path, *version)))
    kcl = _version(sys.executable, "-c", "from importlib.metadata import version; print(version('kcl-lib'))")
    if kcl:
        found.append(Tool("KCL", (sys.executable, "-c", _KCL), kcl))
    return found


_KCL = (
    "import sys; from kcl_lib import api; arguments = api.ExecProgramArgs(k_filename_list=[sys.argv[1]]);"
    "print(api.API().exec_program(arguments).yaml_result)"
)


def real_kubectl() -> str | None:
    """The `kubectl` on the path, or the newest `kubectl.1.NN` beside it, which a dispatcher would start."""
    found = shutil.which("kubectl")
    if found is None:
        return None
    beside = Path(found).resolve().parent.glob("kubectl.1.*")
    versions = {int(file.name.rpartition(".")[2]): file for file in beside if file.name.rpartition(".")[2].isdigit()}
    return str(versions[max(versions)]) if versions else found


def _version(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    numbers = re.findall(r"v?\d+\.\d+\.\d+", done.stdout + done.stderr) if done.returncode == 0 else []
    return ", ".join(dict.fromkeys(numbers))


_EMPTY = tempfile.TemporaryDirectory()


def run(command: Sequence[str]) -> Run:
    """One process, its output thrown away; bytecode may be cached, as on a user's machine.

    It runs in an empty directory, because settings of the project around the working directory would be read.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, cwd=_EMPTY.name
    ) as process:
        told = process.stderr.read() if process.stderr is not None else b""
        _, status, usage = os.wait4(process.pid, 0)
        spent = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)[:200]} ended with {process.returncode}: {told.decode()[:500]}")
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Run(usage.ru_utime + usage.ru_stime, spent, usage.ru_maxrss / unit)


def in_turn(commands: dict[str, list[str]], runs: int, limit: float) -> dict[str, list[Run]]:
    """The runs of each command, all in turn after one warm-up; a command over `limit` seconds runs only once."""
    done: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            held = done[name]
            if held and held[0].wall > limit:
                continue
            one = run(command)
            if turn or one.wall > limit:
                held.append(one)
    return done


def median(runs: Sequence[Run]) -> Run:
    """The medians of some runs."""
    return Run(*(statistics.median(values) for values in zip(*runs, strict=True)))
