"""Pods that no policy can tell apart: what holds for one of them holds for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from k8sdsl.cluster.network.admin_policies import AdminPolicy
    from k8sdsl.cluster.network.entrances import Entrances
    from k8sdsl.cluster.network.peers import Peer, PolicyPeer
    from k8sdsl.cluster.network.policies import NetworkPolicy

_ORDERED = frozenset(("gt", "lt"))
"""Operators for which every value of a label can make a difference."""


class Likeness:
    """What of a pod the policies and entrances of a set can see."""

    __slots__ = ("_entrances", "_port_names", "_values")

    def __init__(self, policies: Iterable[NetworkPolicy | AdminPolicy], entrances: Entrances) -> None:
        self._entrances = entrances
        self._port_names: dict[str, None] = {}
        self._values: dict[str, set[str] | None] = {}
        for policy in policies:
            self._port_names.update(dict.fromkeys(policy.port_names()))
            for requirement in policy.pod_requirements():
                named = self._values.setdefault(requirement.key, set())
                if requirement.operator in _ORDERED:
                    self._values[requirement.key] = None
                elif named is not None:
                    named.update(value for value in requirement.values if type(value) is str)

    def of(self, peer: Peer) -> Hashable:
        """Equal for pods that connect to the same others in the same way."""
        labels = frozenset((key, self._seen(key, peer.labels[key])) for key in peer.labels if key in self._values)
        ports = tuple(map(peer.port_named, self._port_names))
        return peer.namespace, labels, ports, self._entrances.ports_into(peer)

    def _seen(self, key: str, value: str) -> str | None:
        """The value of a label if a policy names it; None for all others, which are alike."""
        named = self._values[key]
        return value if named is None or value in named else None


def alike(sides: Iterable[PolicyPeer], likeness: Likeness) -> dict[str, int]:
    """The number of the group of each side by its name; members of a group connect to the same others in one way."""
    numbers: dict[Hashable, int] = {}
    return {side.name: numbers.setdefault(frozenset(map(likeness.of, side.pods)), len(numbers)) for side in sides}
