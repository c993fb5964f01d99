"""The quotas of a namespace are the last to admit an object (`apiserver/pkg/admission/plugin/resourcequota`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import shown
from k8sdsl.cluster.quota.evaluation import usage
from k8sdsl.cluster.quota.pods import REQUIRED, missing
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
    gvk = request.gvk
    accounts = ledger.accounts(gvk, request.namespace, request.tree)
    if gvk.kind == "Pod" and not gvk.group:
        for account in accounts:
            _check_specified(request, account)
    if accounts and not request.problems.found:
        used = usage(gvk.group, gvk.kind, plural, request.tree)
        for account in accounts:
            _check_room(request, account, used)


def _check_specified(request: Request, account: Account) -> None:
    limited = [name for name in REQUIRED if account.limits(name)]
    for name, containers in missing(request.tree, limited).items():
        quota, _ = account.least(name)
        message = f"ResourceQuota {quota!r} limits {name}: set it for {', '.join(containers)}"
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
    for name, more in account.limited(used):
        before = account.used.get(name, 0)
        quota, limit = account.least(name)
        if before + more > limit:
            further = account.further(name, before + more)
            message = (
                f"ResourceQuota {quota!r} allows {shown(limit, name)} of {name}:"
                f" {shown(before, name)} is used, and {shown(more, name)} more is requested"
            )
            request.problems.add(EXCEEDED, "", f"{message} (also exceeded: {further})" if further else message)
