"""Keys of ConfigMaps and Secrets that something needs."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.near_miss import did_you_mean
from k8sdsl.rule import Rule
from k8sdsl.system.reading import is_clustered
from k8sdsl.tree import get, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference
    from k8sdsl.system.report import Report
    from k8sdsl.tree import FieldPath

MISSING = Rule(
    "set/missing-key",
    "A key in a reference to a ConfigMap or Secret must exist in its `data`.",
    bad={
        "ConfigMap/forge": {"data": {"app.ini": "x=1"}},
        "Pod/forge": {
            "spec.volumes": [{"name": "etc", "configMap": {"name": "forge", "items": [{"key": "appini", "path": "a"}]}}]
        },
    },
    good={
        "ConfigMap/forge": {"data": {"app.ini": "x=1"}},
        "Pod/forge": {
            "spec.containers[0].volumeMounts": [{"name": "etc", "mountPath": "/etc/forge"}],
            "spec.volumes": [
                {"name": "etc", "configMap": {"name": "forge", "items": [{"key": "app.ini", "path": "a"}]}}
            ],
        },
    },
    severity=Severity.WARNING,
    remedy="write the name of an existing key, or set `optional: true`",
)
_TLS = [{"hosts": ["example.com"], "secretName": "web-tls"}]
IMPLIED = Rule(
    "set/secret-without-keys",
    "A Secret must have the keys that its user reads: `tls.crt` and `tls.key`, or `.dockerconfigjson`.",
    bad={"Secret/web-tls": {"stringData": {"cert": "-", "key": "-"}}, "Ingress/web": {"spec.tls": _TLS}},
    good={
        "Secret/web-tls": {"type": "kubernetes.io/tls", "stringData": {"tls.crt": "-", "tls.key": "-"}},
        "Ingress/web": {"spec.tls": _TLS},
    },
    severity=Severity.WARNING,
    remedy="create it with `kubectl create secret tls` or `kubectl create secret docker-registry`",
)
_IMPLIED = {
    "serves the certificate of": (frozenset(("tls.crt", "tls.key")),),
    "pulls with": (frozenset((".dockerconfigjson",)), frozenset((".dockercfg",))),
}
"""The keys that a use of a Secret needs, in one of several sets."""
SUB_PATH = Rule(
    "set/missing-sub-path",
    "`subPath` of a mount must name a file of the ConfigMap or Secret, or the kubelet makes an empty directory.",
    bad={
        "ConfigMap/forge": {"data": {"app.ini": "x=1"}},
        "Pod/forge": {
            "spec.containers[0].volumeMounts": [{"name": "etc", "mountPath": "/etc/app.ini", "subPath": "forge.ini"}],
            "spec.volumes": [{"name": "etc", "configMap": {"name": "forge"}}],
        },
    },
    good={
        "ConfigMap/forge": {"data": {"app.ini": "x=1"}},
        "Pod/forge": {
            "spec.containers[0].volumeMounts": [{"name": "etc", "mountPath": "/etc/app.ini", "subPath": "app.ini"}],
            "spec.volumes": [{"name": "etc", "configMap": {"name": "forge"}}],
        },
    },
    severity=Severity.WARNING,
    remedy="write a key of `data`, or the `path` of an item",
)


def check(graph: Graph, report: Report) -> None:
    """Reports keys that an object in the set does not have."""
    sorted_keys = SortedKeys()
    for reference in graph.references:
        if reference.field.key and not reference.optional:
            _judge(reference, graph, report, sorted_keys)
        elif reference.field.use in _IMPLIED:
            _judge_implied(reference, graph, report)
    for member in graph.workloads:
        _judge_mounts(member, graph, report, sorted_keys)


class SortedKeys:
    """The keys of objects in order, sorted once for all references to them."""

    def __init__(self) -> None:
        self._sorted: dict[int, tuple[AbstractSet[str], list[str]]] = {}

    def of(self, keys: AbstractSet[str]) -> list[str]:
        """The keys of one object; the set is kept, so that its identity stays its own."""
        found = self._sorted.get(id(keys))
        if found is None:
            found = self._sorted[id(keys)] = (keys, sorted(keys))
        return found[1]


def _judge(reference: Reference, graph: Graph, report: Report, sorted_keys: SortedKeys) -> None:
    keys = keys_of(reference, graph)
    for path, key in reference.wanted_keys() if keys is not None else ():
        if keys is not None and key not in keys and "$" not in key:
            title = f"{reference.kind.partition('.')[0]}/{reference.name}"
            report.add(MISSING, reference.source, path, f"{title} has no key `{key}`",
                       remedy=_near(key, sorted_keys.of(keys)))  # fmt: skip


def _judge_implied(reference: Reference, graph: Graph, report: Report) -> None:
    """Reports a Secret of the set without the keys that its user reads; Istio reads other ones too."""
    if reference.source.kind.endswith("istio.io") or reference.kinds != ("Secret",):
        return
    keys, wanted = keys_of(reference, graph), _IMPLIED[reference.field.use]
    if keys and not any(keys >= one for one in wanted):
        message = f"Secret/{reference.name} has no {' and '.join(f'`{key}`' for key in sorted(wanted[0] - keys))}"
        report.add(IMPLIED, reference.source, reference.path, message)


def _near(key: str, keys: list[str]) -> str:
    return did_you_mean(key, keys) or f"write one of {', '.join(f'`{one}`' for one in keys[:6])}"


def keys_of(reference: Reference, graph: Graph) -> AbstractSet[str] | None:
    """All keys that the target of a reference has; None if they cannot be known."""
    found: list[set[str] | frozenset[str]] = []
    for one in graph.all_at(reference.target) if reference.target is not None else ():
        if one.keys is None:
            return None
        found.append(one.keys)
    for kind in reference.kinds:
        offer = graph.offers.get((kind, "" if is_clustered(kind) else reference.namespace, reference.name))
        if offer is not None:
            if offer.keys is None:
                return None
            found.append(offer.keys)
    keys = found[0] if len(found) == 1 else set().union(*found)  # one set is not copied for each of many references
    return keys or None


def _judge_mounts(member: Member, graph: Graph, report: Report, sorted_keys: SortedKeys) -> None:
    pods = member.pods
    if pods is None or not any(get(one, ("subPath",)) for one in _mounts(member)):
        return
    files = dict(_files(member, graph))
    for path, container in pods.containers():
        for index, mount in maps_in(container.get("volumeMounts")):
            volume, wanted = mount.get("name"), mount.get("subPath")
            known = files.get(volume) if type(volume) is str else None
            if known and type(wanted) is str and not _is_in(wanted.strip("/"), sorted_keys.of(known)):
                where: FieldPath = (*path, "volumeMounts", index, "subPath")
                report.add(SUB_PATH, member, where, f"the volume {volume} has no file `{wanted}`",
                           remedy=_near(wanted, sorted_keys.of(known)))  # fmt: skip


def _mounts(member: Member) -> Iterator[Any]:
    for _, container in member.pods.containers() if member.pods is not None else ():
        yield from (one for _, one in maps_in(container.get("volumeMounts")))


def _is_in(path: str, files: list[str]) -> bool:
    """Whether a path is one of the files, which are sorted, or a directory with some of them."""
    beside = [files[at : at + 1] for at in (bisect_left(files, path), bisect_left(files, f"{path}/"))]
    return path in {"", "."} or [path] == beside[0] or any(file.startswith(f"{path}/") for file in beside[1])


def _files(member: Member, graph: Graph) -> Iterator[tuple[str, AbstractSet[str]]]:
    """The files of each volume that holds one ConfigMap or Secret whose keys are known."""
    steps = len(member.pods.steps) if member.pods is not None else 0
    for reference in member.uses:
        path = reference.path[steps:]
        if len(path) == 4 and path[0] == "volumes" and path[2] in {"configMap", "secret"}:
            volume = get(member.pods.spec if member.pods is not None else {}, path[:2])
            items = [str(item.get("path")) for _, item in maps_in(reference.below("items"))]
            keys = keys_of(reference, graph)
            if type(volume) is dict and type(volume.get("name")) is str and (items or keys):
                yield volume["name"], set(items) or keys or set()
