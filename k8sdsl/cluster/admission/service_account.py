"""A pod runs as a service account of its namespace (`plugin/pkg/admission/serviceaccount/admission.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.cluster.admission.request import Request

SERVICE_ACCOUNT = Rule(
    "admission/service-account",
    "`serviceAccountName` of a pod must name an existing ServiceAccount in its namespace.",
    "serviceaccount.Plugin.Admit",
    "Pod",
    remedy="create it first, such as with `kubectl create serviceaccount web`, or use `serviceAccountName: default`",
)
MIRROR = "kubernetes.io/config.mirror"
"""The annotation of pods that a kubelet runs from a file; they have no service account."""


def mutate(request: Request) -> None:
    """Gives a pod the account `default` where it names none, and the pull secrets of its account."""
    if MIRROR in request.annotations:
        return
    spec = request.spec
    name = spec.get("serviceAccountName") or spec.get("serviceAccount") or "default"
    spec["serviceAccountName"] = name
    account = request.objects.get("", "ServiceAccount", name, request.namespace)
    if account is None:
        if request.objects.lacks("", "ServiceAccount", name, request.namespace):
            message = f"service account {name!r} does not exist in namespace {request.namespace!r}"
            request.problems.add(SERVICE_ACCOUNT, "spec.serviceAccountName", message)
        return
    secrets = account.get("imagePullSecrets")
    if secrets and not spec.get("imagePullSecrets"):
        spec["imagePullSecrets"] = [dict(secret) for secret in secrets]
