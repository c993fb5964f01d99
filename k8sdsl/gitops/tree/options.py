"""What a run may do to a tree."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class TreeOptions:
    """What a run may do to a tree.

    `complete`: the run is about every environment, so that one which it does not want is stale. `force`: files of ours
    that someone edited are overwritten, and folders of another project are taken over. `prune`: most or all of the
    environments may go at once. `check`: nothing is changed. `wait`: seconds to wait for another run. `origin` names
    the project that writes. `beside`: folders that are not environments, such as that of the controller's objects.
    """

    complete: bool = False
    force: bool = False
    prune: bool = False
    check: bool = False
    wait: float = 60.0
    origin: str = ""
    beside: frozenset[str] = frozenset()
