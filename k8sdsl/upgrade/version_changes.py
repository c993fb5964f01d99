"""What changes between two versions of Kubernetes, by the table of kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.kube.versions import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from k8sdsl.kube.kinds import KindInfo


@frozen
class VersionChanges:
    """The kinds, as `group/version Kind`, that a server of the new version removes, warns about, or has by default."""

    removed: tuple[str, ...]
    deprecated: tuple[str, ...]
    new: tuple[str, ...]


def version_changes(before: int, after: int) -> VersionChanges:
    """What changes from 1.`before` to 1.`after`."""

    def names(chosen: Callable[[KindInfo], bool]) -> tuple[str, ...]:
        return tuple(f"{info.api_version} {info.kind}" for info in _kinds() if chosen(info))

    return VersionChanges(
        removed=names(lambda info: info.served_in(before) and not info.served_in(after)),
        deprecated=names(lambda info: info.served_in(after) and _warns(info, after) and not _warns(info, before)),
        new=names(lambda info: info.served_by_default(after) and not info.served_by_default(before)),
    )


def describe(before: int, after: int) -> list[str]:
    """Lines that list the kinds that one version removes or deprecates, compared with the other; a line per API."""
    changes = version_changes(before, after)
    lines = [f"upgrade from Kubernetes 1.{before} to 1.{after} (k8sdsl knows the versions up to 1.{NEWEST})"]
    for what, names in (("removed", changes.removed), ("deprecated", changes.deprecated)):
        by_version: dict[str, list[str]] = {}
        for api_version, _, kind in (name.partition(" ") for name in names):
            by_version.setdefault(api_version, []).append(kind)
        lines += [f"{what}:"] if names else []
        lines += [f"  {version}: {', '.join(kinds)}" for version, kinds in by_version.items()]
    return lines


def _kinds() -> Iterator[KindInfo]:
    """All kinds but lists, which nobody writes."""
    for api_version, kinds in KINDS.items():
        for kind in kinds:
            info = kind_info(api_version, kind)
            if info is not None and info.type and not kind.endswith("List"):
                yield info


def _warns(info: KindInfo, minor: int) -> bool:
    return info.deprecated is not None and info.deprecated <= minor
