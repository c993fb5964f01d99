"""Findings that are accepted beside the object that they are about."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from k8sdsl.locations.caller import calling_site
from k8sdsl.locations.secret_values import described
from k8sdsl.objects.typed import Resource

if TYPE_CHECKING:
    from k8sdsl.locations.caller import Site

Object = TypeVar("Object", bound=Resource)


class Acceptance:
    """Rules that an object is allowed to violate, the reason, the last day, and the call that says so."""

    __slots__ = ("expires", "path", "reason", "rules", "site")

    def __init__(self, rules: tuple[str, ...], reason: str, path: str, expires: dt.date | None, site: Site) -> None:
        self.rules = rules
        self.reason = reason
        self.path = path
        self.expires = expires
        self.site = site


def accept(resource: Object, *rules: str, reason: str, path: str = "*", expires: str | dt.date | None = None) -> Object:
    """Accepts that an object violates these rules or policies, and returns the object.

    `rules` are ids or patterns (`images/tag`, `probes/*`), `path` a pattern for the fields, and `expires` the last day
    (`2027-01-31`). Raises ValueError without a rule or a reason, or for a date that does not exist, and TypeError for
    anything but a typed object.

        accept(k8s.Pod("debug", spec=...), "workloads/bare-pod", reason="deleted by hand after the migration")

    Examples:
        >>> from k8sdsl import accept, k8s
        >>> pod = k8s.Pod("debug", spec=k8s.PodSpec(containers=[k8s.Container("debug", image="busybox:1.37")]))
        >>> accepted = accept(pod, "workloads/bare-pod", reason="deleted after the migration")
        >>> accepted is pod
        True
    """
    held: Any = resource
    if not isinstance(held, Resource):
        message = f"`accept` takes a typed object, not {described(held)}; write `suppress` in pyproject.toml"
        raise TypeError(message)
    if not rules or not reason.strip():
        message = "`accept` needs a rule and a reason: accept(pod, 'workloads/bare-pod', reason='...')"
        raise ValueError(message)
    last = dt.date.fromisoformat(expires) if isinstance(expires, str) else expires
    made = Acceptance(rules, reason, path, last, calling_site())
    held._accepted = (*accepted_by(resource), made)  # type: ignore[attr-defined] # noqa: SLF001 - hidden as `_code` is
    return resource


def accepted_by(resource: Resource) -> tuple[Acceptance, ...]:
    """What was accepted for an object, in order."""
    return getattr(resource, "_accepted", ())
