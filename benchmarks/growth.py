"""How the time grows with the input, by doubling it: whole processes, up to the largest size that fits a limit.

    python -m benchmarks.growth                       every case, until one process needs 20 seconds
    python -m benchmarks.growth --limit 600 vars diff two cases, until one needs ten minutes
    python -m benchmarks.growth --within 600          every case, all of them together in ten minutes

`resources` are objects without changes, `references` renamed objects that others name, `vars` and `replacements` one
for each Deployment (no object uses the vars, which gives a warning for each), `findings` objects with a fault each,
whose lines are looked up, `duplicates` a set with every object twice, and `diff` two directories that differ in every
Deployment. A last column of about 2 means that the work is linear.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.peers import K8SDSL
from benchmarks.workloads import TRIPLE

if TYPE_CHECKING:
    from collections.abc import Sequence

VAR = "- {{name: V{n}, objref: {{kind: Service, name: web-{n}, apiVersion: v1}}}}\n"
REPLACEMENT = """- source: {{kind: Service, name: web-{n}}}
  targets: [{{select: {{kind: ConfigMap, name: web-{n}}}, fieldPaths: [data.LEVEL]}}]
"""
FIELDS = {
    "resources": ("", ""),
    "references": ("namePrefix: prod-\n", ""),
    "vars": ("vars:\n", VAR),
    "replacements": ("replacements:\n", REPLACEMENT),
    "findings": ("", ""),
    "duplicates": ("", ""),
    "diff": ("", ""),
}
STATUS = {"findings": 0, "duplicates": 2, "diff": 1}
"""The exit status of each command, if it is not 0: what is compared differs, and what is there twice is refused."""


class Measured(NamedTuple):
    """One process: its seconds of processor time and its peak memory in MiB."""

    cpu: float
    mebibytes: float


def main() -> None:
    """Prints a row for each size of each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help="by default all")
    parser.add_argument("--smallest", type=int, default=999, help="objects of the first size")
    parser.add_argument("--largest", type=int, default=900_000, help="objects of the last size at most")
    limits = parser.add_mutually_exclusive_group()
    limits.add_argument("--limit", type=float, default=20.0, help="seconds that the last process may need")
    limits.add_argument("--within", type=float, help="seconds that all processes may need, and writing their input")
    options = parser.parse_args()
    print(f"{'case':13} {'objects':>8} {'CPU s':>8} {'MiB':>7} {'KiB each':>9} {'growth':>7}")
    cases, started = options.cases or [*FIELDS], time.monotonic()
    for place, case in enumerate(cases):
        end = math.inf
        if options.within is not None:
            now = time.monotonic()
            end = now + (options.within - (now - started)) / (len(cases) - place)
        _double(case, options, end)


_DOUBLED = 2.2
"""How much longer the next size is expected to take."""


def _double(case: str, options: argparse.Namespace, end: float) -> None:
    """Prints the rows of one case, up to a limit for one process, or for all until `end`."""
    before, size = None, options.smallest
    while size <= options.largest:
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            measured = measure(case, command(Path(folder), case, size // 3))
        growth = f"{measured.cpu / before.cpu:6.2f}x" if before is not None else ""
        each = 1024 * measured.mebibytes / size
        print(f"{case:13} {size:8} {measured.cpu:8.2f} {measured.mebibytes:7.0f} {each:9.1f} {growth:>7}", flush=True)
        now = time.monotonic()
        if now + _DOUBLED * (now - started) > end or (end == math.inf and _DOUBLED * measured.cpu > options.limit):
            break
        before, size = measured, 2 * size


def command(folder: Path, case: str, count: int) -> list[str]:
    """Writes the input of a case, and gives the command."""
    triple = TRIPLE.replace("containerPort: 80", "containerPort: 99999") if case == "findings" else TRIPLE
    _write(folder / "a", case, triple, [*range(count)] * (2 if case == "duplicates" else 1))
    if case == "diff":
        _write(folder / "b", case, triple.replace("replicas: 2", "replicas: 3"), range(count))
        return [*K8SDSL.command, "diff", str(folder / "a"), str(folder / "b")]
    return [*K8SDSL.command, "build", str(folder / "a")]


def _write(folder: Path, case: str, triple: str, numbers: Sequence[int]) -> None:
    """Writes a kustomization line by line: the peak of a process counts what its parent had in memory at its start."""
    folder.mkdir()
    with (folder / "web.yaml").open("w", encoding="utf-8") as file:
        file.writelines(f"---\n{triple.format(n=n)}" for n in numbers)
    head, entry = FIELDS[case]
    with (folder / "kustomization.yaml").open("w", encoding="utf-8") as file:
        file.write(f"resources: [web.yaml]\n{head}")
        file.writelines(entry.format(n=n) for n in numbers)


def measure(case: str, words: list[str]) -> Measured:
    """One process, its output thrown away."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as empty:
        process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=empty
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != STATUS.get(case, 0):
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    return Measured(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
