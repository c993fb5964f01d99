"""The context that the validation of a pod's parts shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


class PodScope:
    """One pod or pod template under validation (upstream's PodValidationOptions and related arguments).

    `meta` is the metadata of a pod and None for a template, whose name is not known yet. `volumes` holds the valid
    volumes by name; a mount of any other is not found. `claims` are the names of the pod's resource claims;
    `grace_period` is in seconds.
    """

    __slots__ = ("claims", "grace_period", "host_users", "meta", "minor", "spec", "volumes")

    def __init__(self, spec: Tree, meta: Tree | None, minor: int) -> None:
        self.spec = spec
        self.meta = meta
        self.minor = minor
        self.host_users = spec.get("hostUsers", True) is not False
        self.grace_period: int = spec.get("terminationGracePeriodSeconds", 30)
        self.volumes: dict[str, Tree] = {}
        self.claims: set[str] = {claim["name"] for claim in spec.get("resourceClaims", ()) if claim.get("name")}

    @property
    def is_pod(self) -> bool:
        """Whether this is a pod itself, which must be complete, and not a template."""
        return self.meta is not None

    @property
    def restart_policy(self) -> str:
        """The pod's restart policy after defaults."""
        return self.spec.get("restartPolicy") or "Always"

    def all_containers(self) -> list[tuple[str, Tree]]:
        """Every container with its path below the spec, in the order of VisitContainersWithPath."""
        return [
            (f".{field}[{index}]", container)
            for field in ("initContainers", "containers", "ephemeralContainers")
            for index, container in enumerate(self.spec.get(field, ()))
        ]
