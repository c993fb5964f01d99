"""What a run is allowed to do to a tree."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class TreeOptions:
    """What a run is allowed to do to a tree. `complete`: the run renders every environment, so any other is stale.

    `force`: managed files that someone edited are overwritten, and directories of another project are taken over.
    `prune`: most or all environments can be removed at once. `check`: nothing is changed. `wait`: seconds to wait for
    another run. `origin` names the project that writes. `beside`: directories that are not environments, such as that
    of the controller's objects.
    """

    complete: bool = False
    force: bool = False
    prune: bool = False
    check: bool = False
    wait: float = 60.0
    origin: str = ""
    beside: frozenset[str] = frozenset()
