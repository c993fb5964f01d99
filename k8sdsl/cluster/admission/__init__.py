"""The admission plugins of an API server with default settings, in its order (`pkg/kubeapiserver/options/plugins.go`).

A plugin is a module with `mutate(request)`, `validate(request)` or both, named for the kinds that it looks at. Plugins
that change nothing a simulation sees (finalizers, bootstrap tokens) or that only concern updates are omitted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.admission import (
    default_classes,
    default_toleration_seconds,
    limit_ranger,
    namespace_lifecycle,
    pod_security,
    priority,
    runtime_class,
    service_account,
    service_allocation,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.cluster.admission.request import Request

    AdmissionPlugin = Callable[[Request], None]

_MUTATING: dict[tuple[str, str], tuple[AdmissionPlugin, ...]] = {
    ("", "Pod"): (
        limit_ranger.mutate,
        service_account.mutate,
        priority.mutate,
        default_toleration_seconds.mutate,
        runtime_class.mutate,
    ),
    ("", "PersistentVolumeClaim"): (default_classes.mutate_claim,),
    ("networking.k8s.io", "Ingress"): (default_classes.mutate_ingress,),
}
_VALIDATING: dict[tuple[str, str], tuple[AdmissionPlugin, ...]] = {
    ("", "Pod"): (limit_ranger.validate, service_account.validate, pod_security.validate),
    ("", "PersistentVolumeClaim"): (limit_ranger.validate_claim,),
    ("", "Namespace"): (pod_security.validate_namespace,),
    ("", "Service"): (service_allocation.validate,),
    ("scheduling.k8s.io", "PriorityClass"): (priority.validate_class,),
}


def mutate(request: Request) -> None:
    """Runs the plugins that change an object of this kind."""
    namespace_lifecycle.validate(request)
    for plugin in _MUTATING.get((request.gvk.group, request.gvk.kind), ()):
        plugin(request)


def validate(request: Request) -> None:
    """Runs the plugins that may refuse an object of this kind, except for quotas."""
    for plugin in _VALIDATING.get((request.gvk.group, request.gvk.kind), (pod_security.validate,)):
        plugin(request)
