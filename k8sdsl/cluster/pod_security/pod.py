"""What the controls of the Pod Security Standards see of a pod or pod template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from k8sdsl.tree import Tree

_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


class SecuredPod:
    """The metadata and the spec of a pod, decoded, with their paths in the object."""

    __slots__ = ("metadata", "metadata_path", "path", "spec")

    def __init__(self, pod: Tree, path: str = "") -> None:
        self.metadata: Tree = pod.get("metadata") or {}
        self.spec: Tree = pod.get("spec") or {}
        prefix = f"{path}." if path else ""
        self.metadata_path = f"{prefix}metadata"
        self.path = f"{prefix}spec"

    @property
    def annotations(self) -> dict[str, str]:
        """The annotations of the pod."""
        return self.metadata.get("annotations") or {}

    @property
    def is_windows(self) -> bool:
        """Whether the pod says that it runs on Windows."""
        return bool((self.spec.get("os") or {}).get("name") == "windows")

    @property
    def has_user_namespace(self) -> bool:
        """Whether the users in the pod's containers are others than those of the host (`hostUsers: false`)."""
        return self.spec.get("hostUsers") is False

    def containers(self) -> Iterator[tuple[Tree, str]]:
        """Every container of the pod with its path, init containers first."""
        for field in _CONTAINERS:
            for index, container in enumerate(self.spec.get(field) or ()):
                yield container, f"{self.path}.{field}[{index}]"

    def volumes(self) -> Iterator[tuple[Tree, str]]:
        """Every volume of the pod with its path."""
        for index, volume in enumerate(self.spec.get("volumes") or ()):
            yield volume, f"{self.path}.volumes[{index}]"

    def contexts(self) -> Iterator[tuple[Tree, str]]:
        """The security context of the pod and that of each container, where they are set, with their paths."""
        context = self.spec.get("securityContext")
        if context is not None:
            yield context, f"{self.path}.securityContext"
        for container, path in self.containers():
            context = container.get("securityContext")
            if context is not None:
                yield context, f"{path}.securityContext"


def inherited(pod: SecuredPod, field: str, is_good: Callable[[Any], bool]) -> Iterator[tuple[str, Any]]:
    """Where a field that containers inherit from the pod is bad: its path, and its value, or None if it is not set.

    A container that does not set the field is bad unless the pod sets it to a good value; containers that set it
    nowhere are not named while another place sets a bad value, as upstream does.
    """
    context = pod.spec.get("securityContext") or {}
    own = context.get(field)
    covered = own is not None and is_good(own)
    explicit = [(f"{pod.path}.securityContext.{field}", own)] if own is not None and not covered else []
    implicit = []
    for container, path in pod.containers():
        value = (container.get("securityContext") or {}).get(field)
        if value is not None:
            if not is_good(value):
                explicit.append((f"{path}.securityContext.{field}", value))
        elif not covered:
            implicit.append((f"{path}.securityContext.{field}", None))
    yield from explicit or implicit
