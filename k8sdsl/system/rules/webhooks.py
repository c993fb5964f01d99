"""Webhooks that the API server cannot verify: without a CA bundle, and nothing that would fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.tree import get, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report
    from k8sdsl.tree import FieldPath, Tree

_HOOK = {
    "name": "pods.example.com",
    "clientConfig": {"service": {"name": "hook", "namespace": "default"}},
    "sideEffects": "None",
    "admissionReviewVersions": ["v1"],
}
_SERVICE = {"spec.selector": {"app": "web"}, "spec.ports": [{"port": 443}]}
CA = Rule(
    "set/webhook-without-ca",
    "`caBundle` of a webhook that a Service serves must be set, or filled in by a controller that an annotation names.",
    "webhook.ClientManager.HookClient",
    bad={
        "ValidatingWebhookConfiguration/hook": {"webhooks": [_HOOK]},
        "Service/hook": _SERVICE,
        "Deployment/web": {},
    },
    good={
        "ValidatingWebhookConfiguration/hook": {
            "metadata.annotations": {"cert-manager.io/inject-apiserver-ca": "true"},
            "webhooks": [_HOOK],
        },
        "Service/hook": _SERVICE,
        "Deployment/web": {},
    },
    severity=Severity.NOTE,
    remedy="annotate the object with `cert-manager.io/inject-ca-from: NAMESPACE/CERTIFICATE`, or set `caBundle`",
)
_KINDS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
_PLACES: dict[str, tuple[str, ...]] = {
    "CustomResourceDefinition": ("spec", "conversion", "webhook", "clientConfig"),
    "APIService": ("spec",),
}
_INJECTED = ("cert-manager.io/inject-", "service.beta.openshift.io/inject-cabundle", "certmanager.k8s.io/inject-")
_WRITTEN = frozenset(
    (
        *("validatingwebhookconfigurations", "mutatingwebhookconfigurations", "customresourcedefinitions"),
        *("apiservices", "*"),
    )
)


def check(graph: Graph, report: Report) -> None:
    """Reports webhooks of Services of the set without a CA; what may write such objects may also fill it in."""
    configured = [one for kind in (*_KINDS, *_PLACES) for one in graph.of_kind(kind)]
    if not configured or any(_may_write(role) for role in graph.of_kind("ClusterRole")):
        return
    for member in configured:
        if any(str(key).startswith(_INJECTED) for key in member.annotations):
            continue
        services = _services(member)
        path = next(
            (path for path, config in _configs(member) if _is_served(services.get(path, ()), graph) and _lacks(config)),
            None,
        )
        if path is not None:
            message = "there is no `caBundle`, so the API server trusts only the certificate authorities of its host"
            report.add(CA, member, path, message)


def _services(member: Member) -> dict[FieldPath, list[Member]]:
    """The Services of the set that a configuration names, by the path of each field above the name."""
    found: dict[FieldPath, list[Member]] = {}
    for one in member.uses:
        if one.target is not None:
            path = one.path
            for length in range(len(path)):
                found.setdefault(path[: length + 1], []).append(one.target)
    return found


def _is_served(services: Iterable[Member], graph: Graph) -> bool:
    """Whether the program that serves a webhook is in the set, without rights by which it may write the bundle."""
    programs = [one for service in services for selection in service.selects for one in graph.selected(selection)]
    return bool(programs) and not any(user.field.use == "runs as" for one in programs for user in one.uses)


def _lacks(config: Tree) -> bool:
    return not config.get("caBundle") and config.get("insecureSkipTLSVerify") is not True


def _configs(member: Member) -> Iterator[tuple[FieldPath, Tree]]:
    """Each client configuration with its path."""
    if member.kind in _PLACES:
        config: Any = get(member.tree, _PLACES[member.kind])
        if type(config) is dict:
            yield _PLACES[member.kind], config
        return
    for index, hook in maps_in(member.tree.get("webhooks")):
        if type(hook.get("clientConfig")) is dict:
            yield ("webhooks", index, "clientConfig"), hook["clientConfig"]


def _may_write(role: Member) -> bool:
    """Whether a role lets a program of the set change such objects."""
    found = False
    for _, rule in maps_in(role.tree.get("rules")):
        resources, verbs = rule.get("resources"), rule.get("verbs")
        if type(resources) is list and type(verbs) is list and not _WRITTEN.isdisjoint(map(str, resources)):
            found = found or not {"patch", "update", "*"}.isdisjoint(map(str, verbs))
    return found
