"""Calls of `k8sdsl.blocks` for parts and objects of the shapes that these create.

The fields of a shape are named with the arguments that set them. A caller must check
that a call creates exactly what it stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.python_source.literals import CallExpression

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.tree import Tree

_TIMING = {
    "initialDelaySeconds": "after",
    "periodSeconds": "every",
    "timeoutSeconds": "timeout",
    "failureThreshold": "failures",
    "successThreshold": "successes",
    "terminationGracePeriodSeconds": "grace",
}


class _NoBlock(Exception):  # noqa: N818 - never leaves this module
    """A part of a shape that no block creates."""


def block_call(type_name: str, tree: Tree, *, part: bool = False) -> CallExpression | None:
    """The call of a block that stands for an object, or a part of it, of this type; None if no block has its shape."""
    make = (_PARTS if part else _OBJECTS).get(type_name)
    try:
        return make(tree) if make is not None else None
    except (_NoBlock, KeyError, TypeError, ValueError, AttributeError):
        return None


def _only(tree: Any, *keys: str) -> Tree:
    """The map, if it has no other keys and no empty values."""
    if not isinstance(tree, dict) or not tree.keys() <= set(keys) or any(value is None for value in tree.values()):
        raise _NoBlock
    return tree


def _given(tree: Tree, names: dict[str, str]) -> list[tuple[str, Any]]:
    return [(names[key], value) for key, value in tree.items() if key in names]


def _probe(tree: Tree) -> CallExpression:
    _only(tree, *_TIMING, "httpGet", "tcpSocket", "exec", "grpc")
    actions = [key for key in ("httpGet", "tcpSocket", "exec", "grpc") if key in tree]
    if len(actions) != 1:
        raise _NoBlock
    timing = _given(tree, _TIMING)
    action = tree[actions[0]]
    if actions == ["httpGet"]:
        return CallExpression("http_probe", [*_http(action), *timing])
    if actions == ["tcpSocket"]:
        _only(action, "port", "host")
        return CallExpression("tcp_probe", [("", action["port"]), *_given(action, {"host": "host"}), *timing])
    if actions == ["grpc"]:
        _only(action, "port", "service")
        return CallExpression("grpc_probe", [("", action["port"]), *_given(action, {"service": "service"}), *timing])
    command = _only(action, "command")["command"]
    if not command:
        raise _NoBlock
    return CallExpression("exec_probe", [*(("", word) for word in command), *timing])


def _http(action: Tree) -> list[tuple[str, Any]]:
    _only(action, "path", "port", "scheme", "host", "httpHeaders")
    arguments = [("", action["path"]), *_given(action, {"port": "port", "scheme": "scheme", "host": "host"})]
    headers = action.get("httpHeaders")
    if headers is not None:
        arguments.append(("headers", _pairs(headers, "name", "value")))
    return arguments


def _pairs(items: Any, key: str, value: str) -> dict[str, Any]:
    """A list of two-part maps with different keys as one map."""
    pairs = {_only(item, key, value)[key]: item[value] for item in items}
    if len(pairs) != len(items) or not pairs:
        raise _NoBlock
    return pairs


def _volume(tree: Tree) -> CallExpression:
    _only(tree, "name", "configMap", "secret", "emptyDir", "persistentVolumeClaim")
    (source,) = [key for key in tree if key != "name"] if len(tree) == 2 else ("",)
    name: Any = tree["name"]
    held: Any = tree.get(source)
    if source in {"configMap", "secret"}:
        key = "name" if source == "configMap" else "secretName"
        _only(held, key, "items", "defaultMode")
        named = [("", held[key])] if held[key] != name else []
        items = [("items", _pairs(held["items"], "key", "path"))] if "items" in held else []
        block = "config_volume" if source == "configMap" else "secret_volume"
        return CallExpression(block, [("", name), *named, *items, *_given(held, {"defaultMode": "mode"})])
    if source == "persistentVolumeClaim":
        _only(held, "claimName", "readOnly")
        named = [("", held["claimName"])] if held["claimName"] != name else []
        return CallExpression("claim_volume", [("", name), *named, *_given(held, {"readOnly": "read_only"})])
    if source == "emptyDir":
        _only(held, "medium", "sizeLimit")
        size = [("", held["sizeLimit"])] if "sizeLimit" in held else []
        return CallExpression("ram_volume" if "medium" in held else "scratch_volume", [("", name), *size])
    raise _NoBlock


def _mount(tree: Tree) -> CallExpression:
    _only(tree, "name", "mountPath", "readOnly", "subPath")
    rest = _given(tree, {"readOnly": "read_only", "subPath": "sub_path"})
    return CallExpression("mount", [("", tree["name"]), ("", tree["mountPath"]), *rest])


def _variable(tree: Tree) -> CallExpression:
    source = _only(_only(tree, "name", "valueFrom")["valueFrom"], "configMapKeyRef", "secretKeyRef", "fieldRef")
    ((kind, ref),) = source.items()
    name = tree["name"]
    if kind == "fieldRef":
        return CallExpression("field_env", [("", name), ("", _only(ref, "fieldPath")["fieldPath"])])
    _only(ref, "name", "key", "optional")
    block = "config_env" if kind == "configMapKeyRef" else "secret_env"
    key = [("", ref["key"])] if ref["key"] != name else []
    return CallExpression(block, [("", name), ("", ref["name"]), *key, *_given(ref, {"optional": "optional"})])


def _variables(tree: Tree) -> CallExpression:
    _only(tree, "prefix", "configMapRef", "secretRef")
    ((kind, ref),) = [(key, value) for key, value in tree.items() if key != "prefix"]
    _only(ref, "name", "optional")
    block = "env_from_config_map" if kind == "configMapRef" else "env_from_secret"
    return CallExpression(
        block, [("", ref["name"]), *_given(tree, {"prefix": "prefix"}), *_given(ref, {"optional": "optional"})]
    )


def _named(metadata: Any) -> list[tuple[str, Any]]:
    _only(metadata, "name", "labels", "annotations")
    return _given(metadata, {"labels": "labels", "annotations": "annotations"})


def _claim(tree: Tree) -> CallExpression:
    _only(tree, "apiVersion", "kind", "metadata", "spec")
    spec = _only(tree["spec"], "accessModes", "resources", "storageClassName", "volumeName")
    size = _only(_only(spec["resources"], "requests")["requests"], "storage")["storage"]
    modes = spec["accessModes"]
    access: list[tuple[str, Any]] = (
        [] if modes == ["ReadWriteOnce"] else [("access", modes[0] if len(modes) == 1 else modes)]
    )
    rest = _given(spec, {"storageClassName": "storage_class", "volumeName": "volume"})
    return CallExpression(
        "claim", [("", tree["metadata"]["name"]), ("", size), *access, *rest, *_named(tree["metadata"])]
    )


def _claim_template(tree: Tree) -> CallExpression:
    call = _claim(tree)
    if any(name == "volume" for name, _ in call.arguments):
        raise _NoBlock
    return CallExpression("claim_template", call.arguments)


def _ingress(tree: Tree) -> CallExpression:
    _only(tree, "apiVersion", "kind", "metadata", "spec")
    spec = _only(tree["spec"], "rules", "ingressClassName", "tls")
    (rule,) = spec["rules"]
    host = _only(rule, "host", "http")["host"]
    (path,) = _only(rule["http"], "paths")["paths"]
    service = _only(_only(path, "path", "pathType", "backend")["backend"], "service")["service"]
    (port,) = _only(_only(service, "name", "port")["port"], "name", "number").values()
    name = tree["metadata"]["name"]
    arguments: list[tuple[str, Any]] = [("", host), ("", service["name"]), ("", port)]
    arguments += [("name", name)] if name != service["name"] else []
    arguments += [("path", path["path"])] if path["path"] != "/" else []
    arguments += [("path_type", path["pathType"])] if path["pathType"] != "Prefix" else []
    arguments += _given(spec, {"ingressClassName": "ingress_class"})
    if "tls" in spec:
        (entry,) = spec["tls"]
        arguments.append(("tls_secret", _only(entry, "hosts", "secretName")["secretName"]))
    return CallExpression("ingress", [*arguments, *_named(tree["metadata"])])


def _network_policy(tree: Tree) -> CallExpression:
    return CallExpression("deny_all_traffic", [("", tree["metadata"]["name"]), *_named(tree["metadata"])])


_PARTS: dict[str, Callable[[Tree], CallExpression]] = {
    "EnvFromSource": _variables,
    "EnvVar": _variable,
    "PersistentVolumeClaim": _claim_template,
    "Probe": _probe,
    "Volume": _volume,
    "VolumeMount": _mount,
}
_OBJECTS: dict[str, Callable[[Tree], CallExpression]] = {
    "Ingress": _ingress,
    "NetworkPolicy": _network_policy,
    "PersistentVolumeClaim": _claim,
}
