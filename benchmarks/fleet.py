"""A fleet of 200 clusters with 50 objects each, as whole processes: first run, nothing changed, one cluster changed.

    python benchmarks/fleet.py                          200 clusters x 50 objects
    python benchmarks/fleet.py --clusters 20 --runs 5   a smaller fleet
    python benchmarks/fleet.py --jobs 1 2 4             by so many processes

Memory is the largest resident set of any process of a run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FLEET = """
from functools import partial

from k8sdsl import Overlay, k8s, patch


def service(n):
    app = {{"app": f"web-{{n}}"}}
    container = k8s.Container(
        "web",
        image="nginx:1.21",
        ports=[k8s.ContainerPort(80, name="http")],
        env=[k8s.EnvVar("CLUSTER", value="")],
        resources=k8s.ResourceRequirements(requests={{"cpu": "100m", "memory": "64Mi"}}),
    )
    template = k8s.PodTemplateSpec(labels=app, spec=k8s.PodSpec(containers=[container]))
    return [
        k8s.Deployment(
            f"web-{{n}}",
            labels=app,
            spec=k8s.DeploymentSpec(replicas=2, selector=k8s.LabelSelector(match_labels=app), template=template),
        ),
        k8s.Service(f"web-{{n}}", labels=app, spec=k8s.ServiceSpec(selector=app, ports=[k8s.ServicePort(80)])),
        k8s.ConfigMap(f"web-{{n}}", labels=app, data={{"mode": "fast", "number": str(n)}}),
    ]


def cluster(name, number):
    @patch(k8s.Deployment, "web-1")
    def bigger(web):
        web.spec.replicas = 3 + number % 5

    objects = [item for n in range({objects} // 3 + 1) for item in service(n)][: {objects} - 1]
    return Overlay(
        base=[k8s.Namespace("web"), *objects],
        namespace="web",
        labels={{"cluster": name}},
        images={{"nginx": "1.27"}},
        patches=[bigger],
    )


overlays = {{f"c-{{n:03}}": partial(cluster, f"c-{{n:03}}", n) for n in range({clusters})}}
"""


def main() -> None:
    """Prints a table: for each number of processes, the three runs with their times and memory."""
    arguments = _arguments()
    print(f"{arguments.clusters} clusters x {arguments.objects} objects, median of {arguments.runs}, seconds and MB\n")
    print(f"{'jobs':>4}  {'first run':>16}  {'nothing changed':>16}  {'one changed':>16}  {'--check':>16}")
    homes = [Path(tempfile.mkdtemp(prefix="fleet-")) for _ in range(len(arguments.jobs) * arguments.runs)]
    try:
        _print_rows(arguments, homes)
    finally:  # at the very end: ext4 is slow to make files for a minute after many were deleted
        for home in homes:
            shutil.rmtree(home)


def _print_rows(arguments: argparse.Namespace, homes: list[Path]) -> None:
    taken = iter(homes)
    for jobs in arguments.jobs:
        rows = [_round(next(taken), arguments.clusters, arguments.objects, jobs) for _ in range(arguments.runs)]
        cells = []
        for column in zip(*rows, strict=True):
            seconds = statistics.median(run[0] for run in column)
            cells.append(f"{seconds:7.2f} s {max(run[1] for run in column):4.0f} MB")
        print(f"{jobs:>4}  " + "  ".join(f"{cell:>16}" for cell in cells))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clusters", type=int, default=200)
    parser.add_argument("--objects", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    return parser.parse_args()


def _round(folder: Path, clusters: int, objects: int, jobs: int) -> list[tuple[float, float]]:
    overlays = folder / "overlays"
    overlays.mkdir()
    fleet = overlays / "fleet.py"
    fleet.write_text(FLEET.format(clusters=clusters, objects=objects))
    first = _run(folder, "--jobs", str(jobs))
    again = _run(folder, "--jobs", str(jobs))
    fleet.write_text(fleet.read_text().replace("3 + number % 5", "3 + number % 5 + (number == 7) * 10"))
    one = _run(folder, "--jobs", str(jobs))
    check = _run(folder, "--jobs", str(jobs), "--check")
    written = sum(1 for _ in (folder / "rendered").rglob("web_*.yaml"))
    expected = clusters * (objects - 1)
    if written != expected:
        sys.exit(f"{written} files were written, not {expected}")
    return [first, again, one, check]


def _run(folder: Path, *words: str) -> tuple[float, float]:
    """Seconds of wall time, and the largest resident set in MB of the process and its children."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    program = (
        "import resource, subprocess, sys; status = subprocess.call(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(status)"
    )
    command = [sys.executable, "-c", program, sys.executable, "-m", "k8sdsl", "gitops", *words]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return seconds, int(done.stdout.split()[-1]) / unit


if __name__ == "__main__":
    main()
