"""The entry points of installed packages, and the versions of the packages that have any."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError, LoadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import EntryPoint

STACKS, POLICIES = "k8sdsl.stacks", "k8sdsl.policies"
"""The groups of entry points."""


class PackageOffer:
    """One entry point, with the name and version of its package."""

    __slots__ = ("_point", "group", "name", "package", "version")

    def __init__(self, point: EntryPoint, package: str, version: str) -> None:
        self._point = point
        self.group = point.group
        self.name = point.name
        self.package = package
        self.version = version

    def load(self) -> Any:
        """The object, or the module. Raises LoadError if the package raises an exception, such as for an import."""
        try:
            return self._point.load()
        except K8sdslError:
            raise
        except Exception as error:
            raise LoadError(
                f"the entry point `{self.name} = {self._point.value}` of the package {self.package} {self.version} "
                f"cannot be loaded: {type(error).__name__}: {error}",
                remedy="install another version of the package, or report this to its authors",
                code="package/not-loaded",
            ) from error


def offers(group: str) -> list[PackageOffer]:
    """The entry points of a group, by name; of several with one name, the package that Python finds first."""
    found: dict[str, PackageOffer] = {}
    for offer in _all(group):
        found.setdefault(offer.name, offer)
    return [found[name] for name in sorted(found)]


def package_versions() -> dict[str, str]:
    """The version of every installed package that offers stacks or policies, by name."""
    found = {offer.package: offer.version for group in (POLICIES, STACKS) for offer in _all(group)}
    return dict(sorted(found.items()))


def _all(group: str) -> Iterator[PackageOffer]:
    return (offer for offer in _on_path(tuple(sys.path)) if offer.group == group)


@lru_cache(maxsize=4)
def _on_path(path: tuple[str, ...]) -> tuple[PackageOffer, ...]:
    """The offers of the packages below some directories, which are read once: a fleet asks for each environment."""
    return tuple(
        PackageOffer(point, distribution.metadata["Name"], distribution.version)
        for distribution in distributions(path=list(path))
        for point in distribution.entry_points
        if point.group in {STACKS, POLICIES}
    )
