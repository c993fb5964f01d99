"""A fleet of 5,000 clusters with 50 objects each, as whole processes: first run, nothing changed, one stack changed.

    python -m benchmarks.fleet                            5,000 clusters x 50 objects, by 1 and 2 processes
    python -m benchmarks.fleet --clusters 500 1000 2000   smaller fleets, to see how the time grows
    python -m benchmarks.fleet --by 1 2 dask              by a Dask cluster of two worker processes as well
    python -m benchmarks.fleet --no-cache                 without the cache

Fifty clusters share a stack, and one stack is changed. For each run: seconds of wall time, seconds of processor time of
all processes (which other work on the machine hardly changes), and the largest resident set of a process in MB. With
Dask, the processor time and memory are those of this side.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
SHARED = 50
"""How many clusters share a stack."""

STACK = """
from k8sdsl import k8s

REPLICAS = 2


def service(n, cluster):
    app = {{"app": f"web-{{n}}"}}
    container = k8s.Container(
        "web",
        image="nginx:1.27",
        ports=[k8s.ContainerPort(80, name="http")],
        env=[k8s.EnvVar("CLUSTER", value=cluster)],
        resources=k8s.ResourceRequirements(requests={{"cpu": "100m", "memory": "64Mi"}}),
    )
    template = k8s.PodTemplateSpec(labels=app, spec=k8s.PodSpec(containers=[container]))
    return [
        k8s.Deployment(
            f"web-{{n}}",
            labels=app,
            spec=k8s.DeploymentSpec(replicas=REPLICAS, selector=k8s.LabelSelector(match_labels=app), template=template),
        ),
        k8s.Service(f"web-{{n}}", labels=app, spec=k8s.ServiceSpec(selector=app, ports=[k8s.ServicePort(80)])),
        k8s.ConfigMap(f"web-{{n}}", labels=app, data={{"mode": "fast", "cluster": cluster}}),
    ]


def services(cluster):
    objects = [item for n in range({objects} // 3 + 1) for item in service(n, cluster)]
    return [k8s.Namespace("web"), *objects[: {objects} - 1]]
"""
OVERLAYS = """
from functools import partial

from k8sdsl import Overlay
from stacks.group_{group:03} import services


def cluster(name):
    return Overlay(base=services(name), namespace="web", labels={{"cluster": name}})


overlays = {{f"c-{{n:02}}": partial(cluster, f"c-{group:03}-{{n:02}}") for n in range({count})}}
"""
GITOPS = """
from k8sdsl.gitops import GitOps

gitops = GitOps(layout={layout!r}, metadata=False, cache={cache!r})
"""


class Measured(NamedTuple):
    """One run."""

    seconds: float
    processor: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:7.1f} s {self.processor:6.1f} s {self.megabytes:5.0f} MB"


def main() -> None:
    """Prints a table: a row for each size and way, with the three runs."""
    options = _arguments()
    print(f"{options.objects} objects per cluster, layout {options.layout}: wall time, processor time, memory\n")
    print(
        f"{'clusters':>8}  {'by':>4}  {'first run':>26}  {'nothing changed':>26}  {'one stack changed':>26}", flush=True
    )
    homes = []
    try:
        for clusters in options.clusters:
            for way in options.by:
                homes.append(Path(tempfile.mkdtemp(prefix="fleet-")))
                runs = _round(homes[-1], clusters, way, options)
                print(f"{clusters:>8}  {way:>4}  " + "  ".join(f"{run!s:>26}" for run in runs), flush=True)
    finally:  # at the very end: ext4 is slow to make files for a minute after many were deleted
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clusters", type=int, nargs="+", default=[5000])
    parser.add_argument("--objects", type=int, default=50)
    parser.add_argument("--by", nargs="+", default=["1", "2"], help="numbers of processes, or dask")
    parser.add_argument("--layout", default="manifest")
    parser.add_argument("--no-cache", action="store_true")
    return parser.parse_args()


def _round(folder: Path, clusters: int, way: str, options: argparse.Namespace) -> list[Measured]:
    stacks = _write(folder, clusters, options)
    with _way(folder, way) as words:
        first = _run(folder, words)
        again = _run(folder, words)
        stacks[len(stacks) // 2].write_text(
            stacks[len(stacks) // 2].read_text().replace("REPLICAS = 2", "REPLICAS = 3")
        )
        changed = _run(folder, words)
    texts = [file.read_text() for file in (folder / "rendered").rglob("*.yaml")]
    objects = sum(text.count("\nkind: ") for text in texts)
    if objects != clusters * options.objects or sum("replicas: 3" in text for text in texts) == 0:
        sys.exit(f"{objects} objects were written, not {clusters * options.objects}")
    return [first, again, changed]


def _write(folder: Path, clusters: int, options: argparse.Namespace) -> list[Path]:
    """Writes the project, and returns the stacks."""
    (folder / "overlays").mkdir()
    (folder / "stacks").mkdir()
    cache = None if options.no_cache else ".k8sdsl-cache"
    (folder / "gitops.py").write_text(GITOPS.format(layout=options.layout, cache=cache))
    stacks = []
    for group, start in enumerate(range(0, clusters, SHARED)):
        count = min(SHARED, clusters - start)
        (folder / "overlays" / f"group_{group:03}.py").write_text(OVERLAYS.format(group=group, count=count))
        stacks.append(folder / "stacks" / f"group_{group:03}.py")
        stacks[-1].write_text(STACK.format(objects=options.objects))
    return stacks


@contextmanager
def _way(folder: Path, way: str) -> Iterator[Sequence[str]]:
    """The options of the command, while a Dask cluster runs if there is one."""
    if way != "dask":
        yield ["--jobs", way]
        return
    code = (
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)\n"
        "    print(cluster.scheduler_address, flush=True)\n"
        "    input()\n"
    )
    script = folder.with_suffix(".cluster.py")
    script.write_text(code)
    with subprocess.Popen(
        [sys.executable, str(script)], env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as cluster:
        address = cluster.stdout.readline().strip() if cluster.stdout is not None else ""
        yield ["--executor", address.replace("tcp://", "dask://")]
        cluster.communicate("\n")
    script.unlink()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT)}


def _run(folder: Path, words: Sequence[str]) -> Measured:
    program = (
        "import resource, subprocess, sys; status = subprocess.call(sys.argv[1:]);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss); sys.exit(status)"
    )
    command = [sys.executable, "-c", program, sys.executable, "-m", "k8sdsl", "gitops", *words]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    processor, resident = done.stdout.split()[-2:]
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Measured(seconds, float(processor), int(resident) / unit)


if __name__ == "__main__":
    main()
