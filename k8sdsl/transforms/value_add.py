"""One value, put into fields of many objects; answers for kustomize's ValueAddTransformer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from k8sdsl.kube.field_specs import plan_of, visit
from k8sdsl.near_miss import Miss
from k8sdsl.target import Target

if TYPE_CHECKING:
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.near_miss import Misses

from k8sdsl.kube.field_specs import FieldSpec


@frozen
class ValueTarget:
    """A field of the objects that a target meets; `position` says which part of a path the value takes."""

    target: Target
    field_path: str
    create: bool = True
    position: int = 0


@frozen
class ValueAdd:
    """The value, and where it goes."""

    value: Any
    targets: tuple[ValueTarget, ...]
    allow_no_match: bool = False


def apply(manifests: ManifestSet, declaration: ValueAdd, misses: Misses) -> None:
    """Writes the value to every target."""
    for place in declaration.targets:
        selected = place.target.select(manifests)
        if not selected and not declaration.allow_no_match:
            meant = place.target.near_misses(manifests)
            misses.append(Miss(place, f"the value meets nothing: there is no {place.target}", meant or None))
        plan = plan_of(FieldSpec(place.field_path, create=place.create))

        def write(container: Any, key: Any, place: ValueTarget = place) -> None:
            container[key] = _placed(container[key], declaration.value, place.position)

        for manifest in selected:
            visit(manifest.tree, plan, str, write)


def _placed(current: Any, value: Any, position: int) -> Any:
    """The value instead of what was there; with a position, as that part of a path."""
    if position <= 0 or not isinstance(current, str):
        return value
    parts = current.split("/")
    if position > len(parts):
        return f"{current}/{value}"
    parts.insert(position - 1, str(value))
    return "/".join(parts)
