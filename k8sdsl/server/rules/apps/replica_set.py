"""ReplicaSets (apps/validation `ValidateReplicaSet`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.server.rules.apps.new_meta import validate_new_meta, warn_of_pod_names
from k8sdsl.server.rules.apps.numbers import not_negative
from k8sdsl.server.rules.apps.selection import validate_match, validate_workload_selector
from k8sdsl.server.rules.apps.template import validate_template

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree


def validate_replica_set(obj: Tree, problems: Problems, context: Context) -> None:
    """A ReplicaSet on create."""
    validate_new_meta(obj, problems)
    warn_of_pod_names(obj, problems)
    spec = obj.get("spec") or {}
    not_negative(spec, ("replicas", "minReadySeconds"), "spec", problems)
    if validate_workload_selector(spec, "spec", problems):
        validate_match(spec, "spec", problems)
        validate_template(spec, "spec", problems, context, replicas=spec.get("replicas", 1))
