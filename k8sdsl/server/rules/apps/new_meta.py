"""Metadata of kinds whose objects count their generations and lend pods their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import assigned_name, validate_object_meta

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

POD_NAMES = Rule(
    "apps/pod-names",
    "A workload's name becomes part of pod and host names, so a DNS label is better than a name with dots.",
    "deploymentStrategy.WarningsOnCreate",
    "CronJob",
    bad={"metadata.name": "nightly.backup"},
    good={"metadata.name": "nightly-backup"},
    severity=Severity.WARNING,
)


def validate_new_meta(
    obj: Tree,
    problems: Problems,
    *,
    name: Callable[[str], str] = formats.dns1123_subdomain,
) -> None:
    """The metadata of an object in a namespace; its generation is the first, whatever is said (PrepareForCreate)."""
    (obj.get("metadata") or {}).pop("generation", None)
    validate_object_meta(obj, problems, namespaced=True, name=name)


def warn_of_pod_names(obj: Tree, problems: Problems) -> None:
    """A remark on a legal name that is no DNS label."""
    name = assigned_name(obj.get("metadata") or {})
    if name and formats.dns1123_label(name) and not formats.dns1123_subdomain(name):
        problems.add(POD_NAMES, "metadata.name", f"{name!r} is used in pod and host names, but is no DNS label")
