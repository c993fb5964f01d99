"""A step of a trace, the objects that it reads, and the text of all steps."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cluster.network.connections import Network
from k8sdsl.cluster.network.peers import Peer, namespace_labels, namespaces_of
from k8sdsl.cluster.pod_templates import pod_path
from k8sdsl.emitters.reports.visible import visible
from k8sdsl.locations.manifest_paths import manifest_path
from k8sdsl.manifest import ManifestSet
from k8sdsl.system.graph import graph_of_manifests
from k8sdsl.tree import get, map_of, maps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8sdsl.cluster.network.peers import LabelMap
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Reference
    from k8sdsl.tree import FieldPath


class TraceStep(NamedTuple):
    """One step: who passes the request on, what happens there, and where it was written.

    It is `broken` if the request stops there. `manifest` is the object, if it is one.
    """

    who: str
    what: str
    place: Source | None = None
    broken: bool = False
    remedy: str = ""
    manifest: Manifest | None = None


class TracedPods(NamedTuple):
    """The pods of a workload: their template, and what policies see of them."""

    workload: Manifest
    pod: dict[str, Any]
    peer: Peer

    @property
    def namespace(self) -> str:
        """Their namespace."""
        return self.peer.namespace

    @property
    def is_scaled_down(self) -> bool:
        """Whether the workload has no pods."""
        return spec_of(self.workload).get("replicas") == 0

    @property
    def on_host(self) -> bool:
        """Whether they have the network of their node, to which policies for pods do not apply."""
        return get(self.pod, ("spec", "hostNetwork")) is True


def _is_number(port: dict[str, Any]) -> bool:
    return isinstance(port.get("containerPort"), int)


class TracedObjects:
    """The objects of a set, by kind; the first of several with one identity counts.

    `decided` holds what policies say of pods that they cannot tell apart.
    """

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        held: dict[tuple[str, str, str, str], Manifest] = {}
        for one in manifests:
            held.setdefault((one.gvk.group, one.kind, one.namespace, one.name), one)
        self.manifests = list(held.values())
        self.decided: dict[object, Any] = {}

    def of(self, *kinds: str) -> Iterator[Manifest]:
        """The objects of these kinds."""
        return (one for one in self.manifests if one.kind in kinds)

    def named(self, kind: str, namespace: str, name: str) -> Manifest | None:
        """The object of a kind and name in a namespace."""
        found = (one for one in self.of(kind) if one.name == name and namespace_of(one) == namespace)
        return next(found, None)

    @cached_property
    def senders(self) -> tuple[TracedPods, ...]:
        """The pods of every workload."""
        return tuple(self._pods())

    def _pods(self) -> Iterator[TracedPods]:
        for one in self.manifests:
            path = pod_path(one.gvk.group, one.gvk.kind)
            pod = get(one.tree, path) if path is not None and one.kind != "PodTemplate" else None
            if isinstance(pod, dict):
                yield TracedPods(one, pod, self._peer(one, pod))

    def sender_names(self) -> list[str]:
        """How `--from` names each workload: with its namespace where two have the same kind and name."""
        plain = [(one.namespace, f"{one.workload.kind}/{one.workload.name}") for one in self.senders]
        counts = Counter(name for _, name in plain)
        return [f"{namespace}/{name}" if counts[name] > 1 else name for namespace, name in plain]

    def workloads(self) -> Iterator[TracedPods]:
        """The pods of every workload that runs until it is stopped."""
        return (one for one in self.senders if one.workload.kind not in {"CronJob", "Job"})

    def _peer(self, workload: Manifest, pod: dict[str, Any]) -> Peer:
        sidecars = [one for one in maps(get(pod, ("spec", "initContainers"))) if one.get("restartPolicy") == "Always"]
        containers = [*maps(get(pod, ("spec", "containers"))), *sidecars]
        declared = [port for one in containers for port in maps(one.get("ports")) if _is_number(port)]
        namespace, labels = namespace_of(workload), map_of(get(pod, ("metadata", "labels")))
        return Peer(namespace, labels, namespace_labels(self.namespaces, namespace), declared)

    @cached_property
    def graph(self) -> Graph:
        """The references between the objects."""
        return graph_of_manifests(ManifestSet(self.manifests))

    def users(self, manifest: Manifest) -> list[Reference]:
        """The references to an object."""
        found = (member for member in self.graph.members if member.manifest is manifest)
        return next((member.users for member in found), [])

    @cached_property
    def network(self) -> Network:
        """The policies between pods."""
        return Network([one.tree for one in self.manifests])

    @cached_property
    def namespaces(self) -> Mapping[str, LabelMap]:
        """The labels of the namespaces."""
        return namespaces_of([one.tree for one in self.manifests])


def namespace_of(manifest: Manifest) -> str:
    """The namespace of an object; `default` where it names none."""
    return manifest.namespace or "default"


def title(manifest: Manifest) -> str:
    """An object as a step names it: `Service/web in shop`."""
    return f"{manifest.kind}/{manifest.name} in {namespace_of(manifest)}"


def place_of(manifest: Manifest, path: str | FieldPath = "metadata.name") -> Source | None:
    """Where a field of an object was written."""
    origin = manifest.origin
    steps = manifest_path(manifest.tree, path) if isinstance(path, str) else path
    return origin.locate(steps) if origin is not None else None


def step_at(
    manifest: Manifest, what: str, path: str | FieldPath = "metadata.name", *, broken: bool = False, remedy: str = ""
) -> TraceStep:
    """The step at an object, with the place of a field of it."""
    return TraceStep(title(manifest), what, place_of(manifest, path), broken, remedy, manifest)


def spec_of(manifest: Manifest) -> dict[str, Any]:
    """The spec of an object, empty if it has none."""
    return map_of(manifest.tree.get("spec"))


def ports_of(service: Manifest) -> list[dict[str, Any]]:
    """The ports of a Service."""
    return maps(spec_of(service).get("ports"))


def words(value: Any) -> list[str]:
    """The strings of a list; nothing if the value is not a list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def matches(selector: Mapping[str, Any], labels: Any) -> bool:
    """Whether labels satisfy a selector of equalities."""
    return isinstance(labels, dict) and all(labels.get(key) == value for key, value in selector.items())


def render(steps: Iterable[TraceStep]) -> str:
    """The steps as numbered lines, with their places, and how to fix the one that breaks."""
    lines = []
    for number, step in enumerate(steps, 1):
        place = f"  {visible(f'{step.place.file}:{step.place.line}')}" if step.place is not None else ""
        mark = "broken: " if step.broken else ""
        lines.append(f"{number:2}. {visible(step.who)}: {mark}{visible(step.what)}{place}\n")
        if step.remedy:
            lines.append(f"    help: {visible(step.remedy)}\n")
    return "".join(lines)
