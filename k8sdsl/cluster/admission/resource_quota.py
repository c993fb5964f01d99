"""The quotas of a namespace are the last to admit an object (`apiserver/pkg/admission/plugin/resourcequota`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import shown
from k8sdsl.cluster.quota.evaluation import is_counted, usage
from k8sdsl.cluster.quota.pods import missing
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.cluster.amounts import Amounts
    from k8sdsl.cluster.quota.ledger import Account, Ledger
    from k8sdsl.tree import Tree

UNSPECIFIED = Rule(
    "quota/unspecified",
    "Every container must set the CPU and memory `requests` and `limits` that a quota of its namespace limits.",
    "quota/v1/evaluator/core podEvaluator.Constraints",
    "Pod",
    remedy=(
        "set them in the container, such as `resources: {requests: {cpu: 100m}}`, or add a `kind: LimitRange` with "
        "defaults"
    ),
)
EXCEEDED = Rule(
    "quota/exceeded",
    "The resources of an object must fit into the unused part of `spec.hard` of its namespace's quotas.",
    "resourcequota.CheckRequest",
    "Pod",
    remedy="lower the requests, such as `requests: {cpu: 100m}`, or raise the value in `spec.hard` of the quota",
)


def validate(request: Request, ledger: Ledger, plural: str) -> None:
    """Refuses objects that a quota of their namespace has no room for."""
    accounts = ledger.of(request.namespace)
    if not accounts:
        return
    gvk = request.gvk
    used = usage(gvk.group, gvk.kind, plural, request.tree)
    covering = [account for account in accounts if account.covers(gvk, used, request.tree)]
    for account in covering:
        if gvk.kind == "Pod" and not gvk.group:
            _check_specified(request, account, used)
    if not request.problems.found:
        for account in covering:
            _check_room(request, account, used)


def _check_specified(request: Request, account: Account, used: Amounts) -> None:
    limited = [name for name in account.hard if is_counted("", "Pod", name, used)]
    for name, containers in missing(request.tree, limited).items():
        message = f"ResourceQuota {account.name!r} limits {name}: set it for {', '.join(containers)}"
        request.problems.add(UNSPECIFIED, _resources_path(request.tree, containers), message)


def _resources_path(pod: Tree, names: Iterable[str]) -> str:
    """Where the first of some containers sets its resources."""
    wanted = set(names)
    for field in ("containers", "initContainers"):
        for index, container in enumerate(pod.get("spec", {}).get(field) or ()):
            if container.get("name") in wanted:
                return f"spec.{field}[{index}].resources"
    return "spec.containers"


def _check_room(request: Request, account: Account, used: Amounts) -> None:
    for name, limit in account.hard.items():
        more = used.get(name)
        if more is not None and account.used.get(name, 0) + more > limit:
            message = (
                f"ResourceQuota {account.name!r} allows {shown(limit, name)} of {name}:"
                f" {shown(account.used.get(name, 0), name)} is used, and {shown(more, name)} more is requested"
            )
            request.problems.add(EXCEEDED, "", message)
