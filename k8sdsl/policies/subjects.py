"""What policies look at: the objects of a set, the workloads among them, and their containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from k8sdsl.kube.references.pods import POD_SPECS
from k8sdsl.policies.selection import label_selector, matches_labels
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.objects.typed import Resource
    from k8sdsl.tree import Tree


Typed = TypeVar("Typed", bound="Resource")


_TEMPLATES = {kind: path.split("/")[:-1] for kind, path in POD_SPECS.items() if kind != "PodTemplate"}
"""The kinds of Kubernetes that make pods, with the steps to their template; others have it in `spec.template`."""


class Container:
    """A container of a workload, at its path in the object."""

    __slots__ = ("is_init", "path", "tree", "workload")

    def __init__(self, tree: Tree, path: str, workload: Workload, *, is_init: bool) -> None:
        self.tree = tree
        self.path = path
        self.workload = workload
        self.is_init = is_init

    @property
    def name(self) -> str:
        """The container's name."""
        return str(self.tree.get("name", ""))

    @property
    def security(self) -> dict[str, Any]:
        """Its `securityContext`."""
        return map_of(self.tree.get("securityContext"))

    @property
    def image(self) -> str:
        """Its image; an empty string where there is none."""
        image = self.tree.get("image")
        return image if isinstance(image, str) else ""

    def at(self, field: str) -> str:
        """The path of a field of the container."""
        return f"{self.path}.{field}"


class Workload:
    """An object that creates pods, or a pod: `template` is the pod's metadata and spec, `path` where the spec is."""

    __slots__ = ("containers", "manifest", "path", "pod", "template")

    def __init__(self, manifest: Manifest, template: Tree, path: str) -> None:
        self.manifest = manifest
        self.template = template
        self.pod = map_of(template.get("spec"))
        self.path = path
        self.containers = [
            Container(tree, f"{path}.{field}[{index}]", self, is_init=field == "initContainers")
            for field in ("initContainers", "containers")
            for index, tree in maps_in(self.pod.get(field))
        ]

    @property
    def kind(self) -> str:
        """The kind of the object."""
        return self.manifest.kind

    @property
    def namespace(self) -> str:
        """The namespace that the object names; an empty string where it names none."""
        return self.manifest.namespace

    @property
    def spec(self) -> dict[str, Any]:
        """The object's `spec`."""
        return map_of(self.manifest.tree.get("spec"))

    @property
    def labels(self) -> dict[str, Any]:
        """The labels of the pods."""
        return map_of(map_of(self.template.get("metadata")).get("labels"))

    @property
    def security(self) -> dict[str, Any]:
        """The pod's `securityContext`."""
        return map_of(self.pod.get("securityContext"))

    def at(self, field: str) -> str:
        """The path of a field of the pod's spec."""
        return f"{self.path}.{field}"


class Objects:
    """The objects of a set."""

    __slots__ = ("_by_kind", "_workloads", "manifests")

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self.manifests = list(manifests)
        self._by_kind: dict[str, list[Manifest]] = {}
        self._workloads: list[Workload] | None = None
        for manifest in self.manifests:
            self._by_kind.setdefault(manifest.kind, []).append(manifest)

    def of(self, kind: str) -> list[Manifest]:
        """The objects of a kind."""
        return self._by_kind.get(kind, [])

    @property
    def workloads(self) -> list[Workload]:
        """Every object that makes pods, or is one."""
        if self._workloads is None:
            found = (workload_of(manifest) for manifest in self.manifests)
            self._workloads = [workload for workload in found if workload is not None]
        return self._workloads

    def selected_by(self, selector: Any, namespace: str) -> list[Workload]:
        """The workloads of a namespace whose pods a label selector (`matchLabels`, `matchExpressions`) matches."""
        fits = label_selector(selector)
        return [work for work in self.workloads if work.namespace == namespace and fits(work.labels)]

    def services_of(self, workload: Workload) -> list[Manifest]:
        """The Services that select the pods of a workload."""
        return [
            service
            for service in self.of("Service")
            if service.namespace == workload.namespace
            and matches_labels(map_of(service.tree.get("spec")).get("selector"), workload.labels)
        ]


def workload_of(manifest: Manifest) -> Workload | None:
    """The object as a workload; None if it creates no pods. Other kinds are recognised by their containers."""
    steps = _TEMPLATES.get(manifest.kind, ["spec", "template"])
    template = manifest.tree
    for step in steps:
        template = map_of(template.get(step))
    known = manifest.kind in _TEMPLATES or manifest.kind == "DeploymentConfig"
    if known or "containers" in map_of(template.get("spec")):
        return Workload(manifest, template, ".".join([*steps, "spec"]))
    return None


def workloads(objects: Objects) -> Iterator[tuple[Manifest, Workload]]:
    """Every workload."""
    return ((workload.manifest, workload) for workload in objects.workloads)


def containers(objects: Objects) -> Iterator[tuple[Manifest, Container]]:
    """Every container of every workload, init containers too."""
    return ((work.manifest, container) for work in objects.workloads for container in work.containers)


def regular_containers(objects: Objects) -> Iterator[tuple[Manifest, Container]]:
    """Every container of every workload that is not an init container."""
    return (pair for pair in containers(objects) if is_regular(pair[1]))


def is_regular(container: Container) -> bool:
    """Whether a container runs beside the others, and not before them."""
    return not container.is_init


def objects_of(*kinds: str) -> Callable[[Objects], Iterator[tuple[Manifest, Manifest]]]:
    """Every object of these kinds."""

    def of(objects: Objects) -> Iterator[tuple[Manifest, Manifest]]:
        return ((manifest, manifest) for kind in kinds for manifest in objects.of(kind))

    return of


def workloads_of(*kinds: str) -> Callable[[Objects], Iterator[tuple[Manifest, Workload]]]:
    """Every workload of these kinds."""

    def of(objects: Objects) -> Iterator[tuple[Manifest, Workload]]:
        return (pair for pair in workloads(objects) if pair[1].kind in kinds)

    return of


def every_object(objects: Objects) -> Iterator[tuple[Manifest, Manifest]]:
    """Every object of the set."""
    return ((manifest, manifest) for manifest in objects.manifests)


def typed(cls: type[Typed]) -> Callable[[Objects], Iterator[tuple[Manifest, Typed]]]:
    """Every object of a class (`k8s.Deployment`), as that class, without those that do not fit its schema."""

    def of(objects: Objects) -> Iterator[tuple[Manifest, Typed]]:
        from k8sdsl.errors import StructureError
        from k8sdsl.objects.typed import class_of, resource_of

        for manifest in objects.manifests:
            try:
                if class_of(manifest.tree) is cls:
                    yield manifest, resource_of(manifest.tree, cls)
            except StructureError:  # the rules of the server report it
                continue

    return of
