"""IngressClass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.networking.references import validate_reference

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

CONTROLLER = Rule(
    "networking/ingress-controller",
    "`controller` of an IngressClass must be a domain and a path, of at most 250 characters in total.",
    "validateIngressClassSpec",
    "IngressClass",
    bad={"spec.controller": "nginx"},
    good={"spec.controller": "k8s.io/ingress-nginx"},
    remedy="write the name that the controller documents, such as `controller: k8s.io/ingress-nginx`",
)
SCOPE = Rule(
    "networking/ingress-class-scope",
    "`parameters.scope` must be Cluster, or Namespace together with a `namespace`.",
    "validateIngressClassParametersReference",
    "IngressClass",
    bad={"spec.parameters": {"kind": "IngressParameters", "name": "public", "namespace": "web"}},
    good={"spec.parameters": {"kind": "IngressParameters", "name": "public", "scope": "Namespace", "namespace": "web"}},
    remedy="for example, write `parameters: {kind: IngressParameters, name: public, scope: Namespace, namespace: web}`",
)


def validate_ingress_class(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges an IngressClass as ValidateIngressClass does."""
    validate_object_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    controller = spec.get("controller", "")
    if not controller:
        problems.add(CONTROLLER, "spec.controller", "controller is required")
    else:
        if len(controller.encode("utf-8", "surrogatepass")) > 250:
            problems.add(CONTROLLER, "spec.controller", "controller must be at most 250 characters long")
        reason = formats.domain_prefixed_path(controller)
        if reason:
            problems.add(CONTROLLER, "spec.controller", f"{controller!r} {reason}")
    parameters = spec.get("parameters")
    if parameters is not None:
        _parameters(parameters, "spec.parameters", problems)


def _parameters(parameters: Tree, path: str, problems: Problems) -> None:
    validate_reference(parameters, path, problems)
    scope = parameters.get("scope", "Cluster")  # SetDefaults_IngressClass
    namespace = parameters.get("namespace")
    if scope == "Namespace":
        if namespace is None:
            problems.add(SCOPE, f"{path}.namespace", "namespace is required with the scope Namespace")
        elif reason := formats.dns1123_label(namespace):
            problems.add(SCOPE, f"{path}.namespace", f"{namespace!r} {reason}")
    elif scope == "Cluster":
        if namespace is not None:
            problems.add(SCOPE, f"{path}.namespace", f"namespace {namespace!r} cannot be set with the scope Cluster")
    else:
        refuse_choice(SCOPE, scope, ("Cluster", "Namespace"), f"{path}.scope", problems)
