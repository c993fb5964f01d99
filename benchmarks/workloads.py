"""What benchmarks build: the same objects as a kustomization directory, a Python overlay, KCL, ytt and plain YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "kubectl kustomize": "k8sdsl",
    "kustomize": "k8sdsl",
    "KCL": "kcl",
    "ytt": "yaml",
    "helm": "chart",
    "kubeconform": "yaml",
}
"""The input of each tool: `k8sdsl` is the kustomization directory."""

CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-{n}\ndata:\n  LEVEL: info\n  NUMBER: "{n}"\n'
TRIPLE = (
    """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-{n}
  labels:
    app: web-{n}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web-{n}
  template:
    metadata:
      labels:
        app: web-{n}
    spec:
      containers:
      - name: web
        image: nginx:1.21
        ports:
        - name: http
          containerPort: 80
        envFrom:
        - configMapRef:
            name: web-{n}
        resources:
          requests:
            cpu: 100m
            memory: 64Mi
        readinessProbe:
          httpGet:
            path: /healthz
            port: http
      - name: log
        image: fluent-bit:3.0
        env:
        - name: NUMBER
          value: "{n}"
        resources:
          limits:
            memory: 128Mi
---
apiVersion: v1
kind: Service
metadata:
  name: web-{n}
  labels:
    app: web-{n}
spec:
  selector:
    app: web-{n}
  ports:
  - port: 80
    targetPort: http
---
"""
    + CONFIG
)
PATCH = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-0
spec:
  template:
    spec:
      containers:
      - name: web
        env:
        - name: MODE
          value: patched
"""
STACK = """from k8sdsl import Stack, k8s


def config(n):
    return k8s.ConfigMap(f"web-{n}", data={"LEVEL": "info", "NUMBER": str(n)})


def triple(n):
    app = {"app": f"web-{n}"}
    web = k8s.Container(
        "web",
        image="nginx:1.21",
        ports=[k8s.ContainerPort(80, name="http")],
        env_from=[k8s.EnvFromSource(config_map_ref=k8s.ConfigMapEnvSource(name=f"web-{n}"))],
        resources=k8s.ResourceRequirements(requests={"cpu": "100m", "memory": "64Mi"}),
        readiness_probe=k8s.Probe(http_get=k8s.HTTPGetAction(path="/healthz", port="http")),
    )
    log = k8s.Container(
        "log",
        image="fluent-bit:3.0",
        env=[k8s.EnvVar("NUMBER", value=str(n))],
        resources=k8s.ResourceRequirements(limits={"memory": "128Mi"}),
    )
    template = k8s.PodTemplateSpec(labels=app, spec=k8s.PodSpec(containers=[web, log]))
    spec = k8s.DeploymentSpec(replicas=2, selector=k8s.LabelSelector(match_labels=app), template=template)
    ports = [k8s.ServicePort(80, target_port="http")]
    return [
        k8s.Deployment(f"web-{n}", labels=app, spec=spec),
        k8s.Service(f"web-{n}", labels=app, spec=k8s.ServiceSpec(selector=app, ports=ports)),
        config(n),
    ]


def web(count):
    return Stack("web", [config(0)] if count == 1 else [item for n in range(count // 3) for item in triple(n)])
"""
OVERLAY = """from k8sdsl import Overlay
from stacks.web import web

overlay = Overlay(base=web({count}), patches={patches})
"""
KCL_CONFIG = """config = lambda n: int -> any {
    {apiVersion = "v1", kind = "ConfigMap", metadata.name = "web-${n}", data = {LEVEL = "info", NUMBER = str(n)}}
}
"""
KCL = (
    KCL_CONFIG
    + """web = lambda n: int -> any {
    {
        name = "web", image = "nginx:1.21", ports = [{name = "http", containerPort = 80}]
        envFrom = [{configMapRef.name = "web-${n}"}]
        resources.requests = {cpu = "100m", memory = "64Mi"}
        readinessProbe.httpGet = {path = "/healthz", port = "http"}
        if n == 0: env = [{name = "MODE", value = "patched"}]
    }
}
log = lambda n: int -> any {
    {
        name = "log", image = "fluent-bit:3.0", env = [{name = "NUMBER", value = str(n)}]
        resources.limits.memory = "128Mi"
    }
}
deployment = lambda n: int -> any {
    {
        apiVersion = "apps/v1", kind = "Deployment", metadata = {name = "web-${n}", labels.app = "web-${n}"}
        spec = {
            replicas = 2, selector.matchLabels.app = "web-${n}"
            template = {metadata.labels.app = "web-${n}", spec.containers = [web(n), log(n)]}
        }
    }
}
service = lambda n: int -> any {
    {
        apiVersion = "v1", kind = "Service", metadata = {name = "web-${n}", labels.app = "web-${n}"}
        spec = {selector.app = "web-${n}", ports = [{port = 80, targetPort = "http"}]}
    }
}
"""
)


def write(folder: Path, size: int) -> dict[str, Path]:
    """Writes the objects for every kind of tool, and returns the input of each."""
    text = CONFIG.format(n=0) if size == 1 else "---\n".join(TRIPLE.format(n=n) for n in range(size // 3))
    patches = [] if size == 1 else ["patch.yaml"]
    files = {
        "kustomize/web.yaml": text,
        "kustomize/patch.yaml": PATCH,
        "kustomize/kustomization.yaml": "resources: [web.yaml]\n"
        + ("patches: [{path: patch.yaml}]\n" if patches else ""),
        "project/stacks/web.py": STACK,
        "project/overlays/patch.yaml": PATCH,
        "project/overlays/prod.py": OVERLAY.format(count=size, patches=patches),
        "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "chart/templates/web.yaml": text,
        "plain/web.yaml": text,
        "web.k": KCL_CONFIG + "[config(0)]\n" if size == 1 else KCL + _kcl_items(size),
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return {
        "k8sdsl": folder / "kustomize",
        "python": folder / "project/overlays/prod.py",
        "kcl": folder / "web.k",
        "yaml": folder / "plain/web.yaml",
        "chart": folder / "chart",
    }


def _kcl_items(size: int) -> str:
    return f"items = [item for n in range({size // 3}) for item in [deployment(n), service(n), config(n)]]\n"


ENVIRONMENT = """resources: [../base]
namespace: {name}
nameSuffix: -{name}
images: [{{name: nginx, newTag: "1.22"}}]
patches: [{{path: patch.yaml}}]
configMapGenerator: [{{name: settings, literals: [mode={name}]}}]
"""


def repository(folder: Path, count: int) -> list[Path]:
    """Writes a repository with about so many kustomizations: applications, each with a base and four environments."""
    targets = []
    for number in range(max(1, count // 5)):
        base = folder / f"apps/app{number}/base"
        base.mkdir(parents=True)
        (base / "web.yaml").write_text(TRIPLE.format(n=number), encoding="utf-8")
        (base / "kustomization.yaml").write_text("resources: [web.yaml]\n", encoding="utf-8")
        targets.append(base)
        for name in ("dev", "test", "staging", "prod"):
            environment = base.parent / name
            environment.mkdir()
            (environment / "kustomization.yaml").write_text(ENVIRONMENT.format(name=name), encoding="utf-8")
            (environment / "patch.yaml").write_text(PATCH.replace("web-0", f"web-{number}"), encoding="utf-8")
            targets.append(environment)
    return targets
