"""A pod runs as a service account of its namespace (`plugin/pkg/admission/serviceaccount/admission.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.admission.request import Request

SERVICE_ACCOUNT = Rule(
    "admission/service-account",
    "`serviceAccountName` of a pod must name an existing ServiceAccount in its namespace.",
    "serviceaccount.Plugin.Admit",
    "Pod",
    remedy="create it first, such as with `kubectl create serviceaccount web`, or use `serviceAccountName: default`",
)
MOUNTABLE = Rule(
    "admission/mountable-secret",
    "A pod must use only `secrets` that its service account lists, if its annotation enforces that.",
    "serviceaccount.Plugin.limitSecretReferences",
    "Pod",
    remedy="add the Secret to the account, such as `secrets: [{name: settings}]`, or remove the annotation from it",
)
_ENFORCES = "kubernetes.io/enforce-mountable-secrets"
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


def validate(request: Request) -> None:
    """Refuses pods that use other secrets than an account lists which enforces its list."""
    spec = request.spec
    name = spec.get("serviceAccountName") or ""
    account = request.objects.get("", "ServiceAccount", name, request.namespace) or {}
    if MIRROR in request.annotations or (account.get("metadata") or {}).get("annotations", {}).get(_ENFORCES) != "true":
        return
    listed = {secret.get("name") for secret in account.get("secrets") or ()}
    pulled = {secret.get("name") for secret in account.get("imagePullSecrets") or ()}
    for path, secret in _secrets(spec):
        if secret not in listed:
            request.problems.add(MOUNTABLE, path, f"service account {name!r} does not list Secret {secret!r}")
    for index, secret in enumerate(spec.get("imagePullSecrets") or ()):
        if secret.get("name") not in pulled:
            message = f"service account {name!r} does not list the pull secret {secret.get('name')!r}"
            request.problems.add(MOUNTABLE, f"spec.imagePullSecrets[{index}].name", message)


def _secrets(spec: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The secrets that the volumes and the environment of a pod use, with their paths."""
    for index, volume in enumerate(spec.get("volumes") or ()):
        if volume.get("secret") is not None:
            yield f"spec.volumes[{index}].secret.secretName", volume["secret"].get("secretName") or ""
    for field in ("initContainers", "containers"):
        for index, container in enumerate(spec.get(field) or ()):
            path = f"spec.{field}[{index}]"
            for number, variable in enumerate(container.get("env") or ()):
                reference = (variable.get("valueFrom") or {}).get("secretKeyRef")
                if reference is not None:
                    yield f"{path}.env[{number}].valueFrom.secretKeyRef.name", reference.get("name") or ""
            for number, source in enumerate(container.get("envFrom") or ()):
                if source.get("secretRef") is not None:
                    yield f"{path}.envFrom[{number}].secretRef.name", source["secretRef"].get("name") or ""
