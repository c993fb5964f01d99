"""Writes one value to fields of many objects; answers for kustomize's ValueAddTransformer."""

from __future__ import annotations

from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.transforms.field_routes import route_of, visit
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.manifest import ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.transforms.target import Target


class ValueTarget(Value):
    """A field of the objects that a target matches; `position` is the part of a path that the value replaces."""

    __slots__ = ("create", "field_path", "position", "target")

    def __init__(self, target: Target, field_path: str, *, create: bool = True, position: int = 0) -> None:
        self.target = target
        self.field_path = field_path
        self.create = create
        self.position = position


class ValueAdd(Value):
    """The value and its targets."""

    __slots__ = ("allow_no_match", "targets", "value")

    def __init__(self, value: Any, targets: tuple[ValueTarget, ...], *, allow_no_match: bool = False) -> None:
        self.value = value
        self.targets = targets
        self.allow_no_match = allow_no_match

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Writes the value to every target."""
        for place in self.targets:
            selected = place.target.select(manifests)
            if not selected and not self.allow_no_match:
                message = f"the value matches nothing: {place.target.absence}"
                context.missed(place, message, place.target.near_misses(manifests) if context.suggests else "")
            route = route_of(FieldSpec(place.field_path, create=place.create))

            def write(container: Any, key: Any, place: ValueTarget = place) -> None:
                container[key] = _placed(container[key], self.value, place.position)

            for manifest in selected:
                visit(manifest.tree, route, str, write)


def _placed(current: Any, value: Any, position: int) -> Any:
    """The new value of a field; with a position, the value is that part of a path."""
    if position <= 0 or not current or not isinstance(current, str):
        return value
    parts = current.split("/")
    if position > len(parts):
        return f"{current}/{value}"
    parts.insert(position - 1, str(value))
    return "/".join(parts)
