"""Policies about the service accounts of pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.policies.policy import Fix, policy
from k8sdsl.policies.subjects import workloads

if TYPE_CHECKING:
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload

_POD = "spec.template.spec"


def account_of(workload: Workload) -> str:
    """The service account of the pods; an empty string where none is named."""
    return str(workload.pod.get("serviceAccountName") or workload.pod.get("serviceAccount") or "")


@policy(
    "accounts/default",
    "`serviceAccountName` names a separate account for the workload, or the token is not mounted.",
    of=workloads,
    reason="Permissions of the account `default` apply to every pod in the namespace.",
    remedy="set `serviceAccountName: web`, or `automountServiceAccountToken: false`",
    bad={},
    good={f"{_POD}.serviceAccountName": "web"},
    aliases=("kube-linter:default-service-account",),
)
def default(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods with a token of the account `default`."""
    if workload.pod.get("automountServiceAccountToken") is not False and account_of(workload) in {"", "default"}:
        yield workload.at("serviceAccountName"), "the pods use the service account `default`"


@policy(
    "accounts/deprecated-field",
    "`serviceAccountName` is used instead of `serviceAccount`.",
    of=workloads,
    reason="`serviceAccount` is an old name of the same field.",
    remedy="write `serviceAccountName`",
    bad={f"{_POD}.serviceAccount": "web"},
    good={f"{_POD}.serviceAccountName": "web"},
    aliases=("kube-linter:deprecated-service-account-field",),
    sets=("recommended",),
)
def deprecated_field(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods that use the old name of the field."""
    old, new = workload.pod.get("serviceAccount"), workload.pod.get("serviceAccountName") or ""
    if old and old != new:
        yield workload.at("serviceAccount"), f"`serviceAccount: {old}` uses the old name of the field"


@policy(
    "accounts/unknown",
    "The service account of a pod is in the set.",
    of=workloads,
    reason="The pods of a workload whose account does not exist are never created.",
    remedy="add the ServiceAccount, or correct the name",
    bad={f"{_POD}.serviceAccountName": "web"},
    good={
        f"{_POD}.serviceAccountName": "web",
        "beside": [{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "web"}}],
    },
    aliases=("kube-linter:non-existent-service-account",),
)
def unknown(workload: Workload, objects: Objects) -> Breaches:
    """Yields accounts that the set does not hold."""
    name = account_of(workload)
    known = {m.name for m in objects.of("ServiceAccount") if m.namespace == workload.namespace}
    if name not in {"", "default"} and name not in known:
        yield workload.at("serviceAccountName"), f"the set has no ServiceAccount/{name}"


@policy(
    "accounts/token",
    "`automountServiceAccountToken` is false, in the pod or in its service account.",
    of=workloads,
    reason="With a mounted token, anyone who breaks into the pod can call the API server.",
    remedy="set `automountServiceAccountToken: false`",
    bad={},
    good={f"{_POD}.automountServiceAccountToken": False},
    aliases=("polaris:automountServiceAccountToken",),
    fix=Fix(to=False),
)
def token(workload: Workload, objects: Objects) -> Breaches:
    """Yields pods that get a token which nothing forbids."""
    wanted = workload.pod.get("automountServiceAccountToken")
    accounts = [m for m in objects.of("ServiceAccount") if m.name == workload.pod.get("serviceAccountName")]
    forbidden = any(account.tree.get("automountServiceAccountToken") is False for account in accounts)
    if wanted is True or (wanted is None and not forbidden):
        yield workload.at("automountServiceAccountToken"), "the token of the service account is mounted"
