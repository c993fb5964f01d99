"""The same objects, built by k8sdsl and by the tools on this machine, as whole processes in turn.

    python -m benchmarks.compare                   small and large directories, a Python overlay, a whole repository
    python -m benchmarks.compare --sizes 1 3 999   directories with about so many objects
    python -m benchmarks.compare --write README.md replaces the table in a file, between its two marks

A directory lists its objects (Deployment with two containers, Service, ConfigMap) and patches one of them; with one
object, it is a ConfigMap. A cell has seconds of processor time and of wall time, and the processor time as a multiple
of that of k8sdsl: other work on a machine changes wall time. What the tools do is not the same: k8sdsl judges every
object by the rules of the API server, kustomize patches, KCL and ytt only write objects, kubeconform judges by schemas
and writes nothing. A tool that needs more than `--limit` seconds runs once.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks.peers import K8SDSL, Run, Tool, in_turn, median, tools
from benchmarks.workloads import KINDS, repository, write

BEGIN, END = "<!-- benchmark -->", "<!-- end of benchmark -->"
REPOSITORY = 700


def main() -> None:
    """Prints the table, or writes it into a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 3, 99, 999, 9_999])
    parser.add_argument("--runs", type=int, default=0, help="runs of each (default: 15 for small sizes, 3 for large)")
    parser.add_argument("--limit", type=float, default=20.0, help="seconds after which a tool runs only once")
    parser.add_argument("--largest", type=int, default=999, help="objects that kustomize gets at most: it takes hours")
    parser.add_argument(
        "--repository", type=int, default=REPOSITORY, help="kustomizations of the repository; 0 for none"
    )
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    found, load = tools(), _load()
    lines = _head(found)
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            commands = _commands(Path(folder), size, found, options.largest)
            runs = options.runs or (15 if size <= 100 else 3)
            lines.append(_row(f"{_objects(size)}", in_turn(commands, runs, options.limit), found))
            sys.stderr.write(lines[-1] + "\n")
    if options.repository:
        with tempfile.TemporaryDirectory() as folder:
            lines.append(_repository_row(Path(folder), options.repository, found))
    text = "\n".join([*lines, "", _foot(found, load)])
    if options.write is None:
        sys.stdout.write(text + "\n")
    else:
        insert(options.write, text)


def insert(file: Path, text: str) -> None:
    """Replaces what a file has between the two marks; raises SystemExit if it does not have both."""
    before, begin, rest = file.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{file} does not have the marks {BEGIN} and {END}")
    file.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _columns(found: list[Tool]) -> list[str]:
    return ["k8sdsl", "k8sdsl, Python", *[tool.name for tool in found if tool is not K8SDSL]]


def _head(found: list[Tool]) -> list[str]:
    columns = ["seconds: CPU, wall", *_columns(found)]
    return [f"| {' | '.join(columns)} |", f"| --- |{' --- |' * (len(columns) - 1)}"]


def _objects(size: int) -> str:
    return "one ConfigMap" if size == 1 else f"{size:,} objects"


def _commands(folder: Path, size: int, found: list[Tool], largest: int) -> dict[str, list[str]]:
    inputs = write(folder, size)
    ours = [*K8SDSL.command, "build"]
    commands = {"k8sdsl": [*ours, str(inputs["k8sdsl"])], "k8sdsl, Python": [*ours, str(inputs["python"])]}
    for tool in found:
        kind = KINDS.get(tool.name)
        if kind is not None and not (kind == "k8sdsl" and size > largest):
            commands[tool.name] = [*tool.command, str(inputs[kind])]
    return commands


def _row(what: str, done: dict[str, list[Run]], found: list[Tool]) -> str:
    ours = median(done["k8sdsl"]).cpu
    cells = []
    for name in _columns(found):
        runs = done.get(name)
        if not runs:
            cells.append("")
            continue
        cpu, wall, _ = median(runs)
        ratio = "" if name == "k8sdsl" else f" ({cpu / ours:.1f}x)"
        cells.append(f"{_seconds(cpu)}, {_seconds(wall)}{ratio}")
    return f"| {what} | {' | '.join(cells)} |"


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}" if seconds < 1 else f"{seconds:.2f}"


def _repository_row(folder: Path, count: int, found: list[Tool]) -> str:
    """All kustomizations of a repository: by k8sdsl in one process, by the others with a process for each."""
    targets = repository(folder, count)
    out = str(folder / "out")
    ours = [*K8SDSL.command, "-C", str(folder), "build", "apps/**", "--into", out]
    done = in_turn({"k8sdsl": ours}, 1, 0)
    for tool in found:
        if KINDS.get(tool.name) == "k8sdsl" and tool is not K8SDSL:
            each = [in_turn({"": [*tool.command, str(target)]}, 1, 0)[""][0] for target in targets]
            done[tool.name] = [Run(sum(one.cpu for one in each), sum(one.wall for one in each), 0)]
    return _row(f"{len(targets)} small kustomizations", done, found)


def _load() -> str:
    """How busy other work keeps the machine, because that changes wall time."""
    return f", with a load of {os.getloadavg()[0]:.0f} from other work" if hasattr(os, "getloadavg") else ""


def _foot(found: list[Tool], load: str) -> str:
    names = ", ".join(f"{tool.name} {tool.version}".rstrip() for tool in found)
    machine = f"{os.cpu_count()} processors ({platform.machine()}), CPython {platform.python_version()}"
    return f"Medians of whole processes in turn, on {machine}{load}: {names}."


if __name__ == "__main__":
    main()
