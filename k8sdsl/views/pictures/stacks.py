"""Which stack an object is part of: the one that declares it, or the name in its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.overlay.declaration import Overlay
from k8sdsl.stack import LazyOrigin, Stack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.system.members import Member

_LABELS = ("app.kubernetes.io/part-of", "app.kubernetes.io/instance", "app.kubernetes.io/name", "app", "k8s-app")


def stacks_of(manifests: Iterable[Manifest], declared: Overlay | Stack | None) -> dict[int, str]:
    """The innermost stack of every object that a Python stack declares, by the id of its manifest."""
    names = {id(item): name for item, name in _items(declared, "")} if declared is not None else {}
    origins = ((one, one.origin) for one in manifests)
    parts = {id(one): id(origin.part) for one, origin in origins if isinstance(origin, LazyOrigin)}
    return {manifest: names[part] for manifest, part in parts.items() if part in names}


def _items(declared: object, name: str) -> Iterator[tuple[object, str]]:
    """Everything that an overlay or stack declares, with the name of its stack."""
    if isinstance(declared, Overlay):
        bases = declared.base if isinstance(declared.base, (list, tuple)) else [declared.base]
        for base in bases:
            yield from _items(base, name)
    elif isinstance(declared, Stack):
        for item in declared.items:
            yield from _items(item, declared.name)
    else:
        yield declared, name


def stack_by_labels(member: Member) -> str:
    """The name in the recommended labels of an object, or an empty string."""
    found = (member.labels.get(label) for label in _LABELS)
    return next((name for name in found if isinstance(name, str) and name), "")
