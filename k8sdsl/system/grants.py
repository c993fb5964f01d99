"""ReferenceGrants: which references across namespaces a namespace allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.tree import maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.system.members import Member, Reference

GRANT_KIND = "ReferenceGrant.gateway.networking.k8s.io"


def is_granted(reference: Reference, grants: Iterable[Member]) -> bool:
    """Whether one of some ReferenceGrants allows a reference to an object of its namespace."""
    return any(_grants(grant, reference) for grant in grants)


def _grants(grant: Member, reference: Reference) -> bool:
    kind, _, group = reference.kind.partition(".")
    source = (reference.source.plain_kind, reference.source.namespace)
    return (
        grant.namespace == reference.namespace
        and any((one.get("kind"), one.get("namespace")) == source for _, one in maps_in(grant.spec.get("from")))
        and any(
            one.get("kind") == kind
            and (one.get("group") or "") == group
            and (not one.get("name") or one["name"] == reference.name)
            for _, one in maps_in(grant.spec.get("to"))
        )
    )
