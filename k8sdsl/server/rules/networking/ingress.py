"""Ingress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses, formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.networking.references import validate_reference

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

CLASS_ANNOTATION = "kubernetes.io/ingress.class"

BACKEND_OR_RULES = Rule(
    "networking/ingress-backend-or-rules",
    "An Ingress must have `rules` or a `defaultBackend`.",
    "ValidateIngressSpec",
    "Ingress",
    bad={"spec": {"ingressClassName": "nginx"}},
    good={"spec": {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}},
    remedy="for example, write `defaultBackend: {service: {name: web, port: {number: 80}}}`",
)
CLASS_NAME = Rule(
    "networking/ingress-class-name",
    "`ingressClassName` must be a DNS name of lowercase letters, digits, '-' and '.'.",
    "ValidateIngressSpec",
    "Ingress",
    bad={"spec.ingressClassName": "Nginx"},
    good={"spec.ingressClassName": "nginx"},
    remedy="set the name of an IngressClass, such as `ingressClassName: nginx`",
)
CLASS_TWICE = Rule(
    "networking/ingress-class-twice",
    "The annotation `kubernetes.io/ingress.class` must equal `ingressClassName` if an Ingress has both.",
    "ValidateIngressCreate",
    "Ingress",
    bad={"metadata.annotations": {CLASS_ANNOTATION: "traefik"}, "spec.ingressClassName": "nginx"},
    good={"metadata.annotations": {CLASS_ANNOTATION: "nginx"}, "spec.ingressClassName": "nginx"},
    remedy="remove the annotation and keep `spec.ingressClassName: nginx`",
)
CLASS_BY_ANNOTATION = Rule(
    "networking/ingress-class-annotation",
    "An Ingress should set `ingressClassName` instead of the deprecated annotation `kubernetes.io/ingress.class`.",
    "ingressStrategy.WarningsOnCreate",
    "Ingress",
    bad={"metadata.annotations": {CLASS_ANNOTATION: "nginx"}},
    good={"spec.ingressClassName": "nginx"},
    severity=Severity.WARNING,
    remedy="remove the annotation and set `spec.ingressClassName: nginx`",
)
HOST = Rule(
    "networking/ingress-host",
    (
        "The `host` of a rule must be a lowercase DNS name, optionally starting with '*.', without a port, and not "
        "an IP address."
    ),
    "validateIngressRules",
    "Ingress",
    bad={"spec.rules[0].host": "example.com:8080"},
    good={"spec.rules[0].host": "*.example.com"},
    remedy='for example, write `host: shop.example.com` or `host: "*.example.com"`',
)
PATHS = Rule(
    "networking/ingress-paths",
    "A rule with `http` must have at least one entry in `paths`.",
    "validateHTTPIngressRuleValue",
    "Ingress",
    bad={"spec.rules[0].http": {"paths": []}},
    good={"spec.rules": [{"host": "example.com"}]},
    remedy="add a path: `paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]`",
)
PATH_TYPE = Rule(
    "networking/ingress-path-type",
    "The `pathType` of a path must be Exact, Prefix or ImplementationSpecific.",
    "validateHTTPIngressPath",
    "Ingress",
    bad={"spec.rules[0].http.paths[0].pathType": "Regex"},
    good={"spec.rules[0].http.paths[0].pathType": "Exact"},
    remedy="set `pathType: Prefix`",
)
PATH = Rule(
    "networking/ingress-path",
    (
        "A `path` must start with '/', and with Exact or Prefix must not contain empty, '.' or '..' segments or an "
        "encoded slash."
    ),
    "validateHTTPIngressPath",
    "Ingress",
    bad={"spec.rules[0].http.paths[0].path": "/a//b"},
    good={"spec.rules[0].http.paths[0].path": "/a/b"},
    remedy="for example, write `path: /api`; for a regular expression use `pathType: ImplementationSpecific`",
)
BACKEND = Rule(
    "networking/ingress-backend",
    "A `backend` must have exactly one of `service` and `resource`.",
    "validateIngressBackend",
    "Ingress",
    bad={"spec.rules[0].http.paths[0].backend": {}},
    good={"spec.rules[0].http.paths[0].backend": {"resource": {"kind": "Bucket", "name": "static"}}},
    remedy="for example, write `backend: {service: {name: web, port: {number: 80}}}`",
)
BACKEND_SERVICE = Rule(
    "networking/ingress-backend-service",
    "`service.name` of a backend must be a valid name of a Service.",
    "validateIngressBackend",
    "Ingress",
    bad={"spec.rules[0].http.paths[0].backend.service.name": "My_Service"},
    good={"spec.rules[0].http.paths[0].backend.service.name": "my-service"},
    remedy="use lowercase letters, digits and dashes, such as `service: {name: web}`",
)
BACKEND_PORT = Rule(
    "networking/ingress-backend-port",
    "`service.port` of a backend must have exactly one of `number`, from 1 to 65535, and `name`.",
    "validateIngressBackend",
    "Ingress",
    bad={"spec.rules[0].http.paths[0].backend.service.port": {"number": 80, "name": "http"}},
    good={"spec.rules[0].http.paths[0].backend.service.port": {"name": "http"}},
    remedy="write `port: {number: 80}` or `port: {name: http}`",
)
TLS_HOST = Rule(
    "networking/ingress-tls-host",
    "An entry of `tls[].hosts` must be a lowercase DNS name, optionally starting with '*.'.",
    "validateIngressTLS",
    "Ingress",
    bad={"spec.tls": [{"hosts": ["Example.com"]}]},
    good={"spec.tls": [{"hosts": ["example.com", "*.example.com"]}]},
    remedy='for example, write `hosts: [shop.example.com, "*.example.com"]`',
)
TLS_SECRET = Rule(
    "networking/ingress-tls-secret",
    "`tls[].secretName` must be a valid name of a Secret.",
    "validateTLSSecretName",
    "Ingress",
    bad={"spec.tls": [{"secretName": "My_Secret"}]},
    good={"spec.tls": [{"secretName": "my-secret"}]},
    remedy="use lowercase letters, digits, dashes and dots, such as `secretName: shop-tls`",
)
_BAD_IN_PATHS = ("//", "/./", "/../", "%2f", "%2F")


def validate_ingress(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges an Ingress as ValidateIngressCreate does."""
    validate_object_meta(obj, problems, namespaced=True)
    spec = obj.get("spec") or {}
    rules = spec.get("rules") or ()
    backend = spec.get("defaultBackend")
    if not rules and backend is None:
        problems.add(BACKEND_OR_RULES, "spec", "neither rules nor defaultBackend is set")
    if backend is not None:
        _backend(backend, "spec.defaultBackend", problems, context)
    for index, rule in enumerate(rules):
        _rule(rule, f"spec.rules[{index}]", problems, context)
    for index, tls in enumerate(spec.get("tls") or ()):
        _tls(tls, f"spec.tls[{index}]", problems)
    _class_name(obj, spec.get("ingressClassName"), problems)


def _class_name(obj: Tree, name: str | None, problems: Problems) -> None:
    reason = "" if name is None else formats.dns1123_subdomain(name)
    if reason:
        problems.add(CLASS_NAME, "spec.ingressClassName", f"{name!r} {reason}")
    annotation = ((obj.get("metadata") or {}).get("annotations") or {}).get(CLASS_ANNOTATION)
    if annotation is None:
        return
    if name is None:
        problems.add(CLASS_BY_ANNOTATION, f"metadata.annotations[{CLASS_ANNOTATION}]", "this annotation is deprecated")
    elif annotation != name:
        problems.add(
            CLASS_TWICE,
            f"annotations.{CLASS_ANNOTATION}",
            f"{annotation!r} differs from ingressClassName, which is {name!r}",
        )


def _host_reason(host: str) -> str:
    return formats.wildcard_dns1123_subdomain(host) if "*" in host else formats.dns1123_subdomain(host)


def _rule(rule: Tree, path: str, problems: Problems, context: Context) -> None:
    host = rule.get("host")
    if host:
        if addresses.parse_ip(host) is not None:
            problems.add(HOST, f"{path}.host", f"{host!r} is an IP address, not a DNS name")
        reason = _host_reason(host)
        if reason:
            problems.add(HOST, f"{path}.host", f"{host!r} {reason}")
    http = rule.get("http")
    if http is None:
        return
    paths = http.get("paths")
    if not paths:
        problems.add(PATHS, f"{path}.http.paths", "paths is empty; at least one path is required")
        return
    for index, item in enumerate(paths):
        _path(item, f"{path}.http.paths[{index}]", problems, context)


def _path(item: Tree, path: str, problems: Problems, context: Context) -> None:
    kind = item.get("pathType")
    if kind is None:
        # Upstream returns here: nothing else is validated in a path without a type.
        problems.add(PATH_TYPE, f"{path}.pathType", "pathType is required")
        return
    value = item.get("path", "")
    if kind in {"Exact", "Prefix"}:
        if not value.startswith("/"):
            problems.add(PATH, f"{path}.path", f"{value!r} must start with '/'")
        for sequence in _BAD_IN_PATHS:
            if sequence in value:
                problems.add(PATH, f"{path}.path", f"{value!r} must not contain {sequence!r}")
        if value.endswith(("/..", "/.")):
            problems.add(PATH, f"{path}.path", f"{value!r} must not end with a '.' or '..' segment")
    elif kind == "ImplementationSpecific":
        if value and not value.startswith("/"):
            problems.add(PATH, f"{path}.path", f"{value!r} must start with '/'")
    else:
        refuse_choice(PATH_TYPE, kind, ("Exact", "Prefix", "ImplementationSpecific"), f"{path}.pathType", problems)
    _backend(item.get("backend") or {}, f"{path}.backend", problems, context)


def _backend(backend: Tree, path: str, problems: Problems, context: Context) -> None:
    resource, service = backend.get("resource"), backend.get("service")
    if (resource is None) == (service is None):
        message = (
            "neither service nor resource is set" if service is None else "service and resource cannot both be set"
        )
        problems.add(BACKEND, path, message)
    elif resource is not None:
        validate_reference(resource, f"{path}.resource", problems)
    elif service is not None:
        _service(service, path, problems, context)


def _service(service: Tree, path: str, problems: Problems, context: Context) -> None:
    name = service.get("name", "")
    check = formats.dns1123_label if is_on("RelaxedServiceNameValidation", context.minor) else formats.dns1035_label
    reason = check(name) if name else "is empty; the name of a Service is required"
    if reason:
        problems.add(BACKEND_SERVICE, f"{path}.service.name", f"{name!r} {reason}")
    port = service.get("port") or {}
    port_name, number = port.get("name", ""), port.get("number", 0)
    if bool(port_name) == bool(number):
        problems.add(BACKEND_PORT, path, "set exactly one of port.number and port.name")
    elif port_name:
        reason = formats.port_name(port_name)
        if reason:
            problems.add(BACKEND_PORT, f"{path}.service.port.name", f"{port_name!r} {reason}")
    elif not 1 <= number <= 65535:
        problems.add(BACKEND_PORT, f"{path}.service.port.number", f"{number} is not between 1 and 65535")


def _tls(tls: Tree, path: str, problems: Problems) -> None:
    for index, host in enumerate(tls.get("hosts") or ()):
        reason = _host_reason(host)
        if reason:
            problems.add(TLS_HOST, f"{path}.hosts[{index}]", f"{host!r} {reason}")
    secret = tls.get("secretName", "")
    reason = formats.dns1123_subdomain(secret) if secret else ""
    if reason:
        problems.add(TLS_SECRET, f"{path}.secretName", f"{secret!r} {reason}")
