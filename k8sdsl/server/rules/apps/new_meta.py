"""Metadata of kinds with generations whose names become part of pod names."""

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
    "The `metadata.name` of a workload becomes part of pod names and hostnames and should be a DNS label.",
    "deploymentStrategy.WarningsOnCreate",
    "CronJob",
    bad={"metadata.name": "nightly.backup"},
    good={"metadata.name": "nightly-backup"},
    severity=Severity.WARNING,
    remedy="use at most 63 lowercase letters, digits and dashes, such as `name: web-frontend`",
)


def validate_new_meta(
    obj: Tree,
    problems: Problems,
    *,
    name: Callable[[str], str] = formats.dns1123_subdomain,
) -> None:
    """The metadata of an object in a namespace; the server sets its generation to 1 (PrepareForCreate)."""
    (obj.get("metadata") or {}).pop("generation", None)
    validate_object_meta(obj, problems, namespaced=True, name=name)


def warn_of_pod_names(obj: Tree, problems: Problems) -> None:
    """The warning about a valid name that is not a DNS label."""
    name = assigned_name(obj.get("metadata") or {})
    if name and formats.dns1123_label(name) and not formats.dns1123_subdomain(name):
        problems.add(POD_NAMES, "metadata.name", f"{name!r} is used in pod names and hostnames, but is not a DNS label")
