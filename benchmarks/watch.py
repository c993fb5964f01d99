"""Time from a save to the shown difference: `python -m benchmarks.watch`.

A project of 1,000 objects in ten stacks, and the same objects as a kustomization directory of ten bases. Wall-clock
time of whole `--watch` processes, from the moment at which an editor moves the saved file into place to the last line
of the answer; the median and the longest of ten saves. Each save changes one object. The processor time of a save has
the collection of garbage after the answer too.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.workloads import CONFIG, TRIPLE

STACKS, TRIPLES, SAVES = 10, 34, 10
STACK = """
from k8sdsl import Stack, k8s


def web(number):
    labels = {{"app": f"web-{{number}}"}}
    container = k8s.Container(
        "web",
        image="nginx:1.21",
        ports=[k8s.ContainerPort(80, name="http")],
        env_from=[k8s.EnvFromSource(config_map_ref=k8s.ConfigMapEnvSource(name=f"web-{{number}}"))],
        resources=k8s.ResourceRequirements(requests={{"cpu": "100m", "memory": "64Mi"}}),
        readiness_probe=k8s.Probe(http_get=k8s.HTTPGetAction(port="http", path="/healthz")),
    )
    log = k8s.Container("log", image="fluent-bit:3.0", env=[k8s.EnvVar("NUMBER", value=str(number))])
    template = k8s.PodTemplateSpec(
        metadata=k8s.ObjectMeta(labels=labels), spec=k8s.PodSpec(containers=[container, log])
    )
    selector = k8s.LabelSelector(match_labels=labels)
    yield k8s.Deployment(
        f"web-{{number}}", labels=labels, spec=k8s.DeploymentSpec(replicas=2, selector=selector, template=template)
    )
    port = k8s.ServicePort(80, target_port="http")
    yield k8s.Service(f"web-{{number}}", labels=labels, spec=k8s.ServiceSpec(selector=labels, ports=[port]))
    yield k8s.ConfigMap(f"web-{{number}}", data={{"LEVEL": "info", "NUMBER": str(number)}})


def stack():
    edited = k8s.ConfigMap("edited-{stack}", data={{"save": "0"}})
    return Stack("s{stack}", [edited, *(each for number in range({first}, {end}) for each in web(number))])
"""
STATUS = re.compile(r"^.*: ([^:]*) \(\d+ ms\)$")


def main() -> None:
    """Prints a table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_project(root)
        print("| command | objects | median, ms | longest, ms | processor, ms |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for words, file in (
            (("build", "prod"), "stacks/s3.py"),
            (("check", "prod"), "stacks/s3.py"),
            (("build", "prod-directory"), "prod-directory/base3/edited.yaml"),
            (("check", "prod-directory"), "prod-directory/base3/edited.yaml"),
        ):
            times, processor = latencies(root, words, root / file)
            row = [f"`{' '.join(words)} --watch`", f"{STACKS * (TRIPLES * 3 + 1):,}"]
            row += [f"{number:.0f}" for number in (statistics.median(times), max(times), processor)]
            print(f"| {' | '.join(row)} |", flush=True)


def write_project(root: Path) -> None:
    """Ten stacks with an overlay, and ten bases with a kustomization over them."""
    imports, calls, bases = [], [], []
    for number in range(STACKS):
        first, end = number * TRIPLES, (number + 1) * TRIPLES
        write(root / f"stacks/s{number}.py", STACK.format(stack=number, first=first, end=end))
        imports.append(f"from stacks import s{number}\n")
        calls.append(f"s{number}.stack()")
        base = root / f"prod-directory/base{number}"
        write(base / "objects.yaml", "".join(TRIPLE.format(n=n) + "---\n" for n in range(first, end)))
        write(base / "edited.yaml", CONFIG.format(n=f"edited-{number}").replace("info", '"0"'))
        write(base / "kustomization.yaml", "resources: [objects.yaml, edited.yaml]\n")
        bases.append(f"base{number}")
    declared = (
        f'overlay = Overlay(base=[{", ".join(calls)}], namespace="production", labels={{"environment": "prod"}})\n'
    )
    write(root / "overlays/prod.py", f"from k8sdsl import Overlay\n{''.join(imports)}{declared}")
    write(
        root / "prod-directory/kustomization.yaml",
        f"namespace: production\nlabels: [{{pairs: {{env: prod}}}}]\nresources: [{', '.join(bases)}]\n",
    )


def write(file: Path, text: str) -> None:
    """Writes a file, with its directory."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def latencies(root: Path, words: tuple[str, ...], file: Path) -> tuple[list[float], float]:
    """Milliseconds from each save to its answer, and those of processor time for one save."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [sys.executable, "-m", "k8sdsl", *words, "--watch"],
        cwd=root,
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait(process)
        time.sleep(1)
        begin = processor_time(process.pid)
        times = [latency(process, file, number) for number in range(1, SAVES + 1)]
        return times, (processor_time(process.pid) - begin) / SAVES
    finally:
        process.kill()
        process.communicate()


def latency(process: subprocess.Popen[str], file: Path, number: int) -> float:
    """Saves a file, as an editor does, and waits for the answer."""
    beside = file.with_name(f"{file.name}~")
    beside.write_text(re.sub(r'(save": |LEVEL: )"\d+"', rf'\g<1>"{number}"', file.read_text()))
    begin = time.perf_counter()
    beside.replace(file)
    wait(process)
    taken = (time.perf_counter() - begin) * 1000
    time.sleep(0.5)
    return taken


def processor_time(process: int) -> float:
    """Milliseconds that a process has computed, on Linux."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) * 1000 / os.sysconf("SC_CLK_TCK")


def wait(process: subprocess.Popen[str]) -> str:
    """The outcome of the next run."""
    for line in process.stderr or ():
        found = STATUS.match(line)
        if found is not None:
            return found[1]
    raise SystemExit("the watched command has ended")


if __name__ == "__main__":
    main()
