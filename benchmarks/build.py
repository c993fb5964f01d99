"""`k8sdsl build` beside `kubectl kustomize`, on the same work, in turn, as whole processes.

The work: N times (Deployment, Service, ConfigMap), and over them an overlay with a name prefix, a namespace, labels in
selectors too, a new image tag and a strategic merge patch for one object. k8sdsl judges every object while it is at it.

    python -m benchmarks.build                       1, 10, 100, 333 and 1000 triples
    python -m benchmarks.build --sizes 1 --runs 21   the small case, many times
    python -m benchmarks.build --sizes 3333 33333 --alone
    python -m benchmarks.build --directory           both build the very same kustomization directory

`--alone` leaves kubectl out: it needs minutes from some 2,000 triples on. What start-up consists of comes last. Ratios
are those of processor time.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.peers import in_turn, median, real_kubectl, run

STACK = """
from k8sdsl import Stack, k8s


def web(count: int) -> Stack:
    items = []
    for n in range(count):
        app = {"app": f"web-{n}"}
        items.append(
            k8s.Deployment(
                f"web-{n}",
                labels=app,
                spec=k8s.DeploymentSpec(
                    replicas=2,
                    selector=k8s.LabelSelector(match_labels=app),
                    template=k8s.PodTemplateSpec(
                        labels=app,
                        spec=k8s.PodSpec(
                            containers=[
                                k8s.Container(
                                    "web",
                                    image="nginx:1.21",
                                    ports=[k8s.ContainerPort(80, name="http")],
                                    env_from=[
                                        k8s.EnvFromSource(config_map_ref=k8s.ConfigMapEnvSource(name=f"web-{n}"))
                                    ],
                                    resources=k8s.ResourceRequirements(requests={"cpu": "100m", "memory": "64Mi"}),
                                )
                            ]
                        ),
                    ),
                ),
            )
        )
        ports = [k8s.ServicePort(80, target_port="http")]
        items.append(k8s.Service(f"web-{n}", labels=app, spec=k8s.ServiceSpec(selector=app, ports=ports)))
        items.append(k8s.ConfigMap(f"web-{n}", data={"LEVEL": "info", "NUMBER": str(n)}))
    return Stack("web", items)
"""

OVERLAY = """
from k8sdsl import Labels, Overlay
from stacks.web import web

overlay = Overlay(
    base=web({count}),
    name_prefix="prod-",
    namespace="prod",
    labels=Labels({{"env": "prod"}}, include_selectors=True),
    images={{"nginx": "1.22"}},
    patches=["patch.yaml"],
)
"""

KUSTOMIZATION = """
resources: [web.yaml]
namePrefix: prod-
namespace: prod
labels: [{pairs: {env: prod}, includeSelectors: true}]
images: [{name: nginx, newTag: "1.22"}]
patches: [{path: patch.yaml}]
"""

PATCH = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-0}
spec:
  template:
    spec:
      containers:
      - name: web
        env: [{name: MODE, value: patched}]
"""

TRIPLE = """---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web-{n}, labels: {{app: web-{n}}}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: web-{n}}}}}
  template:
    metadata: {{labels: {{app: web-{n}}}}}
    spec:
      containers:
      - name: web
        image: nginx:1.21
        ports: [{{name: http, containerPort: 80}}]
        envFrom: [{{configMapRef: {{name: web-{n}}}}}]
        resources: {{requests: {{cpu: 100m, memory: 64Mi}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: web-{n}, labels: {{app: web-{n}}}}}
spec: {{selector: {{app: web-{n}}}, ports: [{{port: 80, targetPort: http}}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: web-{n}}}
data: {{LEVEL: info, NUMBER: "{n}"}}
"""


def main() -> None:
    """Prints a row for each size, and what start-up consists of."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100, 333, 1000], help="triples of objects")
    parser.add_argument("--runs", type=int, default=0, help="runs of each (default: 11 for small sizes, 3 for large)")
    parser.add_argument("--alone", action="store_true", help="without kubectl")
    parser.add_argument("--directory", action="store_true", help="build the kustomization directory with both")
    options = parser.parse_args()
    kubectl = None if options.alone else real_kubectl()
    print(f"{'objects':>8} {'tool':18} {'CPU':>8} {'wall':>8} {'MiB':>6} {'ratio':>6}")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            overlay, directory = prepare(Path(folder), size)
            commands = {"k8sdsl": [*BUILD, str(directory if options.directory else overlay)]}
            if kubectl is not None:
                commands["kubectl kustomize"] = [kubectl, "kustomize", str(directory)]
            done = in_turn(commands, options.runs or (11 if size <= 100 else 3), limit=60)
        ours = median(done["k8sdsl"])
        for name, runs in done.items():
            cpu, wall, mebibytes = median(runs)
            print(
                f"{3 * size:8} {name:18} {cpu:7.3f}s {wall:7.3f}s {mebibytes:6.0f} {cpu / ours.cpu:5.1f}x", flush=True
            )
    start_up()


BUILD = [sys.executable, "-m", "k8sdsl", "build"]


def prepare(folder: Path, size: int) -> tuple[Path, Path]:
    """Writes the work for both, and returns the overlay and the kustomization directory."""
    for name in ("stacks", "overlays", "kustomize"):
        (folder / name).mkdir()
    (folder / "stacks/web.py").write_text(STACK)
    (folder / "overlays/prod.py").write_text(OVERLAY.format(count=size))
    (folder / "overlays/patch.yaml").write_text(PATCH)
    (folder / "kustomize/kustomization.yaml").write_text(KUSTOMIZATION)
    (folder / "kustomize/patch.yaml").write_text(PATCH)
    (folder / "kustomize/web.yaml").write_text("".join(TRIPLE.format(n=n) for n in range(size)))
    return folder / "overlays/prod.py", folder / "kustomize"


def start_up() -> None:
    """What a command pays before it does anything, each part as a process of its own."""
    parts = {
        "the interpreter": ["-c", "pass"],
        "one kind: from k8sdsl.k8s import Deployment": ["-c", "from k8sdsl.k8s import Deployment"],
        "k8sdsl --help": ["-m", "k8sdsl", "--help"],
        "Overlay and all transforms": ["-c", "from k8sdsl import Overlay"],
    }
    print("\nstart-up")
    for name, arguments in parts.items():
        spent = median([run([sys.executable, *arguments]) for _ in range(12)][1:])
        print(f"  {1000 * spent.cpu:6.1f} ms CPU {1000 * spent.wall:6.1f} ms wall  {name}")
    print("\nslowest imports of `k8sdsl build` (own time)")
    with tempfile.TemporaryDirectory() as folder:
        command = [*BUILD, str(prepare(Path(folder), 1)[0])]
        run(command)
        told = subprocess.run(
            [command[0], "-X", "importtime", *command[1:]], capture_output=True, text=True, check=True
        ).stderr
    rows = re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", told)
    for microseconds, module in sorted(rows, key=lambda row: -int(row[0]))[:8]:
        print(f"  {int(microseconds) / 1000:6.1f} ms  {module}")


if __name__ == "__main__":
    main()
