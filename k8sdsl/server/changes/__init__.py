"""Changes that the API server refuses: one file per topic, loaded when an object of the kind is changed.

A kind's rules are a function `(new, old, problems, context)` over two decoded objects with defaults: `old` as it is
stored, and `new` as it would be. A preparation `(new, old | None, context)` is what the kind's strategy does to an
object before it is judged (`PrepareForCreate` without an old object, else `PrepareForUpdate`), in place.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

    ChangeValidator = Callable[[Tree, Tree, Problems, Context], None]
    Preparation = Callable[[Tree, "Tree | None", Context], None]

CHANGES: dict[tuple[str, str], str] = {
    ("", "ConfigMap"): "data:change_config_map",
    ("", "Secret"): "data:change_secret",
    ("", "Node"): "nodes:change_node",
    ("", "PersistentVolume"): "volumes:change_persistent_volume",
    ("", "PersistentVolumeClaim"): "claims:change_persistent_volume_claim",
    ("", "Pod"): "pods:change_pod",
    ("", "ResourceQuota"): "fixed:change_quota",
    ("", "Service"): "services:change_service",
    ("apiextensions.k8s.io", "CustomResourceDefinition"): "definitions:change_definition",
    ("apps", "StatefulSet"): "stateful_sets:change_stateful_set",
    ("batch", "Job"): "jobs:change_job",
    ("networking.k8s.io", "ServiceCIDR"): "services:change_service_cidr",
    ("storage.k8s.io", "CSINode"): "drivers:change_csi_node",
}
"""The module (below this package) and function of each group and kind; others are in `fixed.FIXED`."""

PREPARATIONS: dict[tuple[str, str], str] = {
    ("", "PersistentVolumeClaim"): "claims:prepare_claim",
    ("", "Pod"): "pods:prepare_pod",
    ("", "Secret"): "data:prepare_secret",
    ("", "Service"): "services:prepare_service",
    ("apiextensions.k8s.io", "CustomResourceDefinition"): "definitions:prepare_definition",
    ("batch", "Job"): "jobs:prepare_job",
    ("certificates.k8s.io", "CertificateSigningRequest"): "fixed:keep_spec",
}

_ONLY_METADATA = frozenset(
    (
        ("", "Namespace"),
        ("scheduling.k8s.io", "PriorityClass"),
        ("storage.k8s.io", "StorageClass"),
        ("certificates.k8s.io", "CertificateSigningRequest"),
    )
)
"""Kinds whose update validation checks only the metadata as on create."""
_NOT_JUDGED_AGAIN = _ONLY_METADATA | {("", "Node"), ("", "Pod"), ("batch", "Job")}
"""Kinds whose update validation checks less of the object than on create, or in functions of its own."""


def change_of(group: str, kind: str) -> ChangeValidator | None:
    """The rules for changes of a kind; None if everything can change."""
    from k8sdsl.server.changes.fixed import FIXED, change_fixed

    change: ChangeValidator | None = _load(CHANGES.get((group, kind)))
    return change or (change_fixed if (group, kind) in FIXED else None)


def preparation_of(group: str, kind: str) -> Preparation | None:
    """The preparation by the strategy of a kind; None if it does nothing that matters here."""
    preparation: Preparation | None = _load(PREPARATIONS.get((group, kind)))
    return preparation


def is_judged_again(group: str, kind: str) -> bool:
    """Whether the changed object is validated like a new one."""
    return (group, kind) not in _NOT_JUDGED_AGAIN


def has_metadata_judged_again(group: str, kind: str) -> bool:
    """Whether only the metadata of the changed object is validated like that of a new one."""
    return (group, kind) in _ONLY_METADATA


def _load(row: str | None) -> Any:
    if row is None:
        return None
    module, _, function = row.partition(":")
    return getattr(import_module(f"{__name__}.{module}"), function)
