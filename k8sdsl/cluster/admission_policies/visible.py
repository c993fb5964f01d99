"""An object as policies see it: after defaults and the plugins that change it, with what a server adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cel.objects import dynamic
from k8sdsl.cluster import admission
from k8sdsl.cluster.admission.request import Request
from k8sdsl.cluster.admission_policies.matching import NAME_LABEL, PolicyTarget, RequestedResource
from k8sdsl.cluster.admission_policies.unknown import UNKNOWN
from k8sdsl.cluster.amounts import canonical
from k8sdsl.cluster.decoded import decode
from k8sdsl.identity import GroupVersionKind, split_api_version
from k8sdsl.kube.kinds import versions_of
from k8sdsl.kube.types import type_schema
from k8sdsl.server.defaulting import set_defaults
from k8sdsl.server.rules.custom_resources.definition import custom_kind
from k8sdsl.server.rules.custom_resources.resource import fill_in
from k8sdsl.tree import copy_tree, map_of, maps_in

if TYPE_CHECKING:
    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.kube.types import TypeSchema
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

_ADDED: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "Service"): ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"),
    ("", "PersistentVolumeClaim"): ("storageClassName",),
    ("networking.k8s.io", "Ingress"): ("ingressClassName",),
    ("batch", "Job"): ("selector",),
}
"""Fields of `spec` that the server fills in with values that are not known here."""
_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 a path
_SOURCES: list[Tree] = [
    {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
    {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
    {
        "downwardAPI": {
            "items": [{"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]
        }
    },
]


class Visible(NamedTuple):
    """What selectors look at, and what expressions know besides parameters."""

    target: PolicyTarget
    known: dict[str, Any]


def visible(tree: Tree, objects: ClusterObjects, context: Context) -> Visible:
    """What policies see of an object on create where `objects` are known to exist."""
    decoded = decode(tree, context.minor)
    if decoded is None:
        resource, seen = _custom(tree, context)
    else:
        gvk, info, seen, _ = decoded
        versions = (one for one in versions_of(gvk.group, gvk.kind) if one.served_by_default(context.minor))
        served = frozenset(split_api_version(one.api_version)[1] for one in versions)
        resource = RequestedResource(gvk.group, gvk.version, gvk.kind, info.plural, info.namespaced, served)
        set_defaults(seen, info.type, context.minor)
        admission.mutate(Request(seen, gvk, info, objects, context.minor))
        _write_quantities(seen, type_schema(info.type))
    metadata = map_of(seen.setdefault("metadata", {}))
    namespace = str(metadata.get("namespace") or "default") if resource.namespaced else ""
    if namespace:
        metadata["namespace"] = namespace
    name = str(metadata.get("name") or "")
    there = objects.get("", "Namespace", namespace)
    labels = map_of(map_of(there.get("metadata")).get("labels")) if there is not None else None
    target = PolicyTarget(resource, name, namespace, map_of(metadata.get("labels")), labels)
    _add_unknown(seen, resource)
    if (resource.group, resource.kind) == ("", "Pod"):
        _mount_token(map_of(seen.get("spec")))
    known = {
        "object": dynamic(seen),
        "oldObject": None,
        "request": _request(target),
        "namespaceObject": _namespace(target, there),
        "authorizer": UNKNOWN,
        "authorizer.requestResource": UNKNOWN,
    }
    return Visible(target, known)


def _custom(tree: Tree, context: Context) -> tuple[RequestedResource, Tree]:
    """A custom resource with the defaults of its definition, if that is known."""
    gvk, seen = GroupVersionKind.of(tree), copy_tree(tree)
    definition = context.crds.get((gvk.group, gvk.kind))
    kind = None if definition is None else custom_kind(definition, context.minor)
    plural = f"{gvk.kind.lower()}s"  # by convention
    if definition is None or kind is None:
        return RequestedResource(gvk.group, gvk.version, gvk.kind, plural, namespaced=True), seen
    plural = str(map_of(map_of(definition.get("spec")).get("names")).get("plural") or plural)
    if gvk.version in kind.versions:
        fill_in(seen, kind.versions[gvk.version])
    return RequestedResource(gvk.group, gvk.version, gvk.kind, plural, kind.namespaced, frozenset(kind.versions)), seen


def _write_quantities(tree: Tree, schema: TypeSchema) -> None:
    """Spells the quantities of a decoded object as the server does."""
    for field in schema:
        if field.wire not in tree:
            continue
        target = field.target if "|" not in field.leaf else None
        if field.leaf == "quantity" or target is not None:
            tree[field.wire] = _written(tree[field.wire], field.shape, target)


def _written(value: Any, shape: str, target: TypeSchema | None) -> Any:
    if shape:
        if isinstance(value, list):
            return [_written(item, shape[1:], target) for item in value]
        return {key: _written(item, shape[1:], target) for key, item in map_of(value).items()}
    if target is None:
        return canonical(value)
    if isinstance(value, dict):
        _write_quantities(value, target)
    return value


def _add_unknown(seen: Tree, resource: RequestedResource) -> None:
    metadata = map_of(seen["metadata"])
    for field in ("name", "uid", "creationTimestamp", "generation", "managedFields"):
        metadata.setdefault(field, UNKNOWN)
    spec = seen.get("spec")
    if not isinstance(spec, dict):
        return
    if resource.kind == "Service" and spec.get("type") == "ExternalName":
        return
    for field in _ADDED.get((resource.group, resource.kind), ()):
        spec.setdefault(field, UNKNOWN)
    if resource.kind == "Service" and spec.get("type") in ("NodePort", "LoadBalancer"):
        for _, port in maps_in(spec.get("ports")):
            port.setdefault("nodePort", UNKNOWN)


def _mount_token(spec: Tree) -> None:
    """Mounts the token of the service account (`plugin/pkg/admission/serviceaccount`)."""
    if spec.get("automountServiceAccountToken") is False:
        return
    mounted = False
    for field in ("initContainers", "containers"):
        for _, container in maps_in(spec.get(field)):
            mounts = container.setdefault("volumeMounts", [])
            if isinstance(mounts, list) and all(mount.get("mountPath") != _TOKEN for _, mount in maps_in(mounts)):
                mounts.append({"name": UNKNOWN, "readOnly": True, "mountPath": _TOKEN})
                mounted = True
    volumes = spec.setdefault("volumes", []) if mounted else None
    if isinstance(volumes, list):
        volumes.append({"name": UNKNOWN, "projected": {"defaultMode": 420, "sources": copy_tree(_SOURCES)}})


def _request(target: PolicyTarget) -> Tree:
    resource = target.resource
    kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    where = {"group": resource.group, "version": resource.version, "resource": resource.plural}
    return {
        "kind": kind,
        "resource": where,
        "subResource": "",
        "requestKind": kind,
        "requestResource": where,
        "requestSubResource": "",
        "operation": "CREATE",
        "name": target.name,
        "namespace": target.namespace,
        "userInfo": UNKNOWN,
        "options": UNKNOWN,
        "dryRun": False,
    }


def _namespace(target: PolicyTarget, there: Tree | None) -> Any:
    """The namespace of the object, of which only the name is known if it is not among the objects."""
    if not target.namespace:
        return None
    metadata = dict.fromkeys(("labels", "annotations", "UID", "resourceVersion", "creationTimestamp"), UNKNOWN)
    metadata |= {"generation": UNKNOWN, "finalizers": UNKNOWN}
    known: dict[str, Any] = {**metadata, "name": target.namespace}
    if there is not None:
        own = map_of(there.get("metadata"))
        known["labels"] = {**map_of(own.get("labels")), NAME_LABEL: target.namespace}
        known["annotations"] = dynamic(map_of(own.get("annotations")))
    return {"metadata": known, "spec": UNKNOWN, "status": UNKNOWN}
