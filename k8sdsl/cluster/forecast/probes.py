"""How long the probes of a container give it: to start, without visitors, and until it is restarted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.pod_templates import pod_path
from k8sdsl.tree import get, maps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest

_EFFECTS = (
    ("startupProbe", "starts within"),
    ("readinessProbe", "no requests after"),
    ("livenessProbe", "restarted after"),
)


def probe_lines(manifests: Iterable[Manifest]) -> Iterator[str]:
    """For each container with probes, the seconds of each: `delay + failures x period`."""
    for manifest in manifests:
        yield from _of_workload(manifest)


def _of_workload(manifest: Manifest) -> Iterator[str]:
    path = pod_path(manifest.gvk.group, manifest.gvk.kind)
    for container in maps(get(manifest.tree, (*path, "spec", "containers"))) if path is not None else ():
        told = [
            f"{verb} {_seconds(container[name], delayed=name == 'startupProbe')}"
            for name, verb in _EFFECTS
            if isinstance(container.get(name), dict)
        ]
        if told:
            yield f"{manifest.kind} {manifest.name}, {container.get('name')}: {', '.join(told)}"


def _seconds(probe: dict[str, Any], *, delayed: bool) -> str:
    """The sum and how it is made up, with the server's defaults: every 10 seconds, 3 failures."""
    delay = _number(probe, "initialDelaySeconds", 0) if delayed else 0
    period, failures = _number(probe, "periodSeconds", 10), _number(probe, "failureThreshold", 3)
    terms = f"{delay} + {failures} x {period}" if delay else f"{failures} x {period}"
    return f"{delay + failures * period} s ({terms})"


def _number(probe: dict[str, Any], name: str, default: int) -> int:
    value = probe.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default
