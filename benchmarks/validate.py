"""`k8sdsl.validate` beside `kubernetes-validate` and plain JSON Schema, on the same Deployments in the same run.

    python benchmarks/validate.py             500, 5,000 and 50,000 objects for us, 500 for the others

The others check the schema alone; k8sdsl decodes as the server does, applies its defaults and runs its validation.
"""

from __future__ import annotations

import argparse
import copy
import gc
import time
from typing import TYPE_CHECKING, Any

import k8sdsl

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = "1.36"


def deployment(number: int) -> dict[str, Any]:
    """A Deployment of ordinary size: two containers with probes, a volume, affinity."""
    app = {"app": f"web-{number}"}
    probe = {"httpGet": {"path": "/healthz", "port": "http"}, "periodSeconds": 10, "failureThreshold": 3}
    container = {
        "image": "nginx:1.21",
        "ports": [{"name": "http", "containerPort": 80}],
        "env": [{"name": "LEVEL", "value": "info"}, {"name": "NUMBER", "value": str(number)}],
        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
        "livenessProbe": probe,
        "readinessProbe": probe,
        "volumeMounts": [{"name": "cache", "mountPath": "/cache"}],
    }
    term = {"labelSelector": {"matchLabels": app}, "topologyKey": "kubernetes.io/hostname"}
    preferred = [{"weight": 100, "podAffinityTerm": term}]
    pod: dict[str, Any] = {
        "affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}},
        "containers": [{"name": "web", **container}, {"name": "log", **container, "ports": [{"containerPort": 9000}]}],
        "volumes": [{"name": "cache", "emptyDir": {"medium": "Memory", "sizeLimit": "100Mi"}}],
    }
    pod["containers"][1]["livenessProbe"] = pod["containers"][1]["readinessProbe"] = {"tcpSocket": {"port": 9000}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": f"web-{number}", "namespace": "default", "labels": app},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": app},
            "strategy": {"rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
            "template": {"metadata": {"labels": app}, "spec": pod},
        },
    }


def main() -> None:
    """Prints objects a second for each, and that ours grows in line with the number of objects."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 5_000, 50_000])
    parser.add_argument("--peers", type=int, default=500, metavar="N", help="objects for the slower ones")
    options = parser.parse_args()
    objects = [copy.deepcopy(deployment(number)) for number in range(max([*options.sizes, options.peers]))]
    gc.freeze()
    if k8sdsl.validate(objects[0]):
        raise SystemExit("the benchmark's own object is not valid")
    for size in options.sizes:
        rate("k8sdsl.validate", k8sdsl.validate, objects[:size])
    rate("kubernetes-validate", by_kubernetes_validate(), objects[: options.peers])
    rate("jsonschema, validator kept", by_json_schema(), objects[: options.peers])


def rate(name: str, judge: Callable[[dict[str, Any]], object], objects: list[dict[str, Any]]) -> None:
    """Times one judge over all objects, after one to warm up."""
    judge(objects[0])
    started = time.perf_counter()
    for tree in objects:
        judge(tree)
    spent = time.perf_counter() - started
    each = spent / len(objects)
    print(f"{name:28} {len(objects):7} objects {1 / each:10.0f} a second {1e6 * each:8.1f} us each")


def by_kubernetes_validate() -> Callable[[dict[str, Any]], object]:
    """The validator of the package as its users call it."""
    import kubernetes_validate

    return lambda tree: kubernetes_validate.validate(tree, VERSION, strict=True)


def by_json_schema() -> Callable[[dict[str, Any]], object]:
    """The same schema in a validator that is made once."""
    import json
    from importlib.resources import files

    import jsonschema

    folder = files("kubernetes_validate") / "kubernetes-json-schema" / f"v{VERSION}.0-local-strict"
    definitions = json.loads((folder / "_definitions.json").read_text(encoding="utf-8"))
    schema = {"$ref": "#/$defs/io.k8s.api.apps.v1.Deployment", "$defs": definitions["$defs"]}
    validator = jsonschema.Draft202012Validator(schema)
    return lambda tree: list(validator.iter_errors(tree))


if __name__ == "__main__":
    main()
