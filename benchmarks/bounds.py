"""Time and memory for the largest input that is promised to finish, and for a quarter of it, as whole processes.

    python -m benchmarks.bounds                    every case
    python -m benchmarks.bounds documents --most 1000000

The work is linear if the time per item stays the same: the last column is that of the larger over that of the smaller.
The start of the interpreter is subtracted. `benchmarks.growth` does the same for the parts of a build.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


def documents(folder: Path, count: int) -> list[str]:
    """Tiny documents in one file."""
    text = "".join(f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{n}}}\n" for n in range(count))
    (folder / "a.yaml").write_text(text)
    return ["check", "-f", "a.yaml"]


def empty_documents(folder: Path, count: int) -> list[str]:
    """Empty documents, and one object."""
    (folder / "a.yaml").write_text("---\n" * count + HEAD)
    return ["check", "-f", "a.yaml"]


def keys(folder: Path, count: int) -> list[str]:
    """Keys of one map."""
    (folder / "a.yaml").write_text(HEAD + "data:\n" + "".join(f"  k{n}: v\n" for n in range(count)))
    return ["check", "-f", "a.yaml"]


def wrong_keys(folder: Path, count: int) -> list[str]:
    """Keys of one map, each with a finding."""
    (folder / "a.yaml").write_text(HEAD + "data:\n" + "".join(f"  k {n}: 5\n" for n in range(count)))
    return ["check", "-f", "a.yaml", "--format", "json=out"]


def compared_keys(folder: Path, count: int) -> list[str]:
    """Keys of one map, compared with as many others."""
    keys(folder, count)
    (folder / "b.yaml").write_text(HEAD + "data:\n" + "".join(f"  k{n}: {n}\n" for n in range(count)))
    return ["diff", "a.yaml", "b.yaml", "--format", "json"]


def objects(folder: Path, count: int) -> list[str]:
    """Objects of an overlay with a prefix, labels and a namespace."""
    kinds = (
        HEAD.replace("{name: a", "{name: c%d") + "data: {a: b}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: s%d}\nspec: {ports: [{port: 1}]}\n",
    )
    (folder / "k").mkdir()
    (folder / "k" / "a.yaml").write_text("---\n".join(kinds[n % 2] % n for n in range(count)))
    (folder / "k" / "kustomization.yaml").write_text(
        "resources: [a.yaml]\nnamePrefix: p-\nnamespace: x\nlabels: [{pairs: {a: b}}]\n"
    )
    return ["build", "k", "-o", "out.yaml"]


def levels(folder: Path, count: int) -> list[str]:
    """Levels of kustomizations in which each half of a level lists the level below."""
    for level in range(count + 1):
        for name, text in {
            f"l{level}a": f"resources: [../l{level - 1}]\nnamePrefix: a-\n",
            f"l{level}b": f"resources: [../l{level - 1}]\nlabels: [{{pairs: {{a: b}}}}]\n",
            f"l{level}": f"resources: [../l{level}a, ../l{level}b]\n" if level else "resources: [a.yaml]\n",
        }.items():
            (folder / name).mkdir()
            (folder / name / "kustomization.yaml").write_text(text)
    (folder / "l0" / "a.yaml").write_text(HEAD)
    for level in range(1, count + 1):  # the halves share the object below, which is an error that is found at once
        (folder / f"l{level}a" / "kustomization.yaml").write_text(f"resources: [../l{level - 1}]\n")
    return ["build", f"l{count}"]


def overlays(folder: Path, count: int) -> list[str]:
    """Levels of overlays in Python, each of which reaches the level below by two ways: an error, found at once."""
    lines = [
        "from k8sdsl import Overlay, k8s",
        'overlay = Overlay(base=k8s.ConfigMap("a"))',
        f"for _ in range({count}):",
        '    overlay = Overlay(base=[Overlay(base=overlay, labels={"x": y}) for y in "ab"])',
    ]
    (folder / "overlays").mkdir()
    (folder / "overlays" / "x.py").write_text("\n".join(lines) + "\n")
    return ["build", "x"]


def findings(folder: Path, count: int) -> list[str]:
    """Objects with a mistake each."""
    text = "".join(f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: A_{n}}}\n" for n in range(count))
    (folder / "a.yaml").write_text(text)
    return ["check", "-f", "a.yaml"]


CASES: dict[Callable[[Path, int], list[str]], tuple[int, int]] = {
    documents: (250_000, 1_000_000),
    empty_documents: (250_000, 1_000_000),
    keys: (250_000, 1_000_000),
    wrong_keys: (25_000, 100_000),
    compared_keys: (250_000, 1_000_000),
    objects: (25_000, 100_000),
    findings: (25_000, 100_000),
    levels: (5, 20),
    overlays: (5, 20),
}
"""The cases, and the sizes that each begins and ends with."""


def main() -> None:
    """Prints a line for each size of each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", choices=[[], *(case.__name__ for case in CASES)])
    parser.add_argument("--most", type=int, help="the largest size")
    options = parser.parse_args()
    idle = min(run(["--version"], Path())[0] for _ in range(3))
    for case, (least, most) in CASES.items():
        if not options.cases or case.__name__ in options.cases:
            measure(case, list(grown(least, options.most or most)), idle)


def grown(least: int, most: int) -> Iterator[int]:
    """The sizes from the least to the most, each four times the one before."""
    while least <= most:
        yield least
        least *= 4


def measure(case: Callable[[Path, int], list[str]], sizes: list[int], idle: float) -> None:
    """Runs one case in all sizes."""
    first = 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            seconds, memory = run(case(folder, size), folder)
        each = max(seconds - idle, 0.001) / size
        first = first or each
        row = f"{seconds:7.2f} s  {each * 1e6:9.1f} us each  {memory:6.0f} MB  {each / first:5.2f}"
        sys.stdout.write(f"{case.__name__:16} {size:>9,}  {row}\n")
        sys.stdout.flush()


def run(words: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of processor time and megabytes of one command; its status must not show a bug."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    command = [sys.executable, "-P", "-m", "k8sdsl", *words]
    out = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1, 2}:
        raise SystemExit(f"{' '.join(words)} ended with status {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


if __name__ == "__main__":
    main()
