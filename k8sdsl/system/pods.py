"""The pods that an object makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.tree import Tree

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")


class Pods:
    """The pods that one object makes (or is): their labels, and their spec at `steps` of its tree."""

    __slots__ = ("_ports", "annotations", "labels", "spec", "steps")

    def __init__(self, spec: dict[str, Any], metadata: dict[str, Any], steps: tuple[str, ...]) -> None:
        self.spec = spec
        self.labels = map_of(metadata.get("labels"))
        self.annotations = map_of(metadata.get("annotations"))
        self.steps = steps
        self._ports: tuple[tuple[str, int | None, str], ...] | None = None

    def containers(self, lists: tuple[str, ...] = CONTAINER_LISTS) -> Iterator[tuple[tuple[str | int, ...], Tree]]:
        """Every container with its path in the object."""
        for where in lists:
            for index, container in maps_in(self.spec.get(where)):
                yield (*self.steps, where, index), container

    def running(self) -> Iterator[tuple[tuple[str | int, ...], Tree]]:
        """The containers that run as long as the pod does, with their paths: of init containers only sidecars."""
        for path, container in self.containers(("initContainers", "containers")):
            if path[-2] == "containers" or container.get("restartPolicy") == "Always":
                yield path, container

    def ports(self) -> tuple[tuple[str, int | None, str], ...]:
        """Name, number and protocol of every port that a running container declares; the name may be empty.

        Read once: many Services and policies can select the same pods.
        """
        if self._ports is None:
            self._ports = tuple(
                _port(port) for _, container in self.running() for _, port in maps_in(container.get("ports"))
            )
        return self._ports


def _port(port: Tree) -> tuple[str, int | None, str]:
    name, number = port.get("name"), port.get("containerPort")
    return (
        name if type(name) is str else "",
        number if type(number) is int else None,
        str(port.get("protocol") or "TCP"),
    )


def pods_at(tree: Tree, path: str) -> Pods | None:
    """The pods whose spec is at a path of an object; None if the object has no such map."""
    steps = tuple(path.split("/"))
    around: Any = tree
    for step in steps[:-1]:
        around = around.get(step)
        if type(around) is not dict:
            return None
    spec = around.get(steps[-1])
    if type(spec) is not dict:
        return None
    return Pods(spec, map_of(around.get("metadata")), steps)
