"""The policies that installed packages offer: modules, as entry points of the group `k8sdsl.policies`."""

from __future__ import annotations

from types import ModuleType

from k8sdsl.errors import LoadError
from k8sdsl.packages.offers import POLICIES, offers
from k8sdsl.policies.policy import Policy


def installed_policies() -> list[Policy]:
    """Every policy of the modules or policies that entry points name. Raises LoadError for one that has none."""
    found: list[Policy] = []
    for offer in offers(POLICIES):
        loaded = offer.load()
        values = vars(loaded).values() if isinstance(loaded, ModuleType) else [loaded]
        declared = [value for value in values if isinstance(value, Policy)]
        if not declared:
            raise LoadError(
                f"the entry point {offer.name!r} of the package {offer.package} does not declare a policy",
                remedy="the entry point must be a module with policies, or a policy",
                code="package/not-loaded",
            )
        found += declared
    return found
