"""The validation of storagemigration.k8s.io (pkg/apis/storagemigration/validation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

RESOURCE = Rule(
    "storagemigration/resource",
    "`resource` of a StorageVersionMigration must name a resource in the plural, and its group if it has one.",
    "ValidateStorageVersionMigration",
    "StorageVersionMigration",
    bad={"spec.resource": {"group": "apps", "resource": "Deployment"}},
    good={"spec.resource": {"group": "apps", "resource": "deployments"}},
    remedy="for example, write `resource: {group: apps, resource: deployments}`",
)


def validate_storage_version_migration(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a migration as ValidateStorageVersionMigration does."""
    validate_object_meta(obj, problems, namespaced=False)
    wanted = (obj.get("spec") or {}).get("resource") or {}
    name, group = wanted.get("resource", ""), wanted.get("group", "")
    if not name:
        problems.add(RESOURCE, "spec.resource.resource", "the name of a resource is required")
    elif reason := formats.dns1035_label(name):
        problems.add(RESOURCE, "spec.resource.resource", f"{name!r} {reason}")
    if group and (reason := formats.dns1123_subdomain(group)):
        problems.add(RESOURCE, "spec.resource.group", f"{group!r} {reason}")
