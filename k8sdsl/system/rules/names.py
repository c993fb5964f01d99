"""References to objects that are not in the set, although a similar object is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.kinds import DEFAULT_NAMESPACE
from k8sdsl.rule import Rule
from k8sdsl.system.nearness import extends
from k8sdsl.system.reading import is_clustered

if TYPE_CHECKING:
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference
    from k8sdsl.system.report import Report

MISSPELT = Rule(
    "set/misspelt-reference",
    "A reference must use the exact name of an object, as in its `metadata.name`.",
    bad={
        "ConfigMap/shop-settings": {"data": {"LEVEL": "debug"}},
        "Pod/shop": {"spec.containers[0].envFrom": [{"configMapRef": {"name": "shop-setings"}}]},
    },
    good={
        "ConfigMap/shop-settings": {"data": {"LEVEL": "debug"}},
        "Pod/shop": {"spec.containers[0].envFrom": [{"configMapRef": {"name": "shop-settings"}}]},
    },
    severity=Severity.WARNING,
    remedy="write the name of the object, such as `name: db-credentials`",
)
ELSEWHERE = Rule(
    "set/reference-elsewhere",
    "An object must be in the namespace where a reference to it is resolved.",
    bad={
        "ServiceAccount/backup": {},
        "Pod/backup": {"metadata.namespace": "store", "spec.serviceAccountName": "backup"},
    },
    good={
        "ServiceAccount/backup": {"metadata.namespace": "store"},
        "Pod/backup": {"metadata.namespace": "store", "spec.serviceAccountName": "backup"},
    },
    severity=Severity.WARNING,
    remedy="set `metadata.namespace` of both objects to the same namespace",
)
_SUBJECTS = [{"kind": "Group", "name": "staff", "apiGroup": "rbac.authorization.k8s.io"}]
OTHER_KIND = Rule(
    "set/reference-of-other-kind",
    "The `kind` in a reference must be the kind of the object with that name.",
    bad={
        "ClusterRole/reader": {},
        "RoleBinding/readers": {"roleRef.kind": "Role", "roleRef.name": "reader", "subjects": _SUBJECTS},
    },
    good={
        "ClusterRole/reader": {},
        "RoleBinding/readers": {"roleRef.kind": "ClusterRole", "roleRef.name": "reader", "subjects": _SUBJECTS},
    },
    severity=Severity.WARNING,
    remedy="write the kind of the object, such as `kind: ClusterRole`",
)

_SIBLINGS = (
    ("Role", "ClusterRole"),
    ("Issuer.cert-manager.io", "ClusterIssuer.cert-manager.io"),
    ("SecretStore.external-secrets.io", "ClusterSecretStore.external-secrets.io"),
    ("TriggerAuthentication.keda.sh", "ClusterTriggerAuthentication.keda.sh"),
    ("ConfigMap", "Secret"),
    ("Deployment", "StatefulSet", "DaemonSet", "Rollout.argoproj.io"),
    (
        *("HelmRepository.source.toolkit.fluxcd.io", "GitRepository.source.toolkit.fluxcd.io"),
        *("OCIRepository.source.toolkit.fluxcd.io", "Bucket.source.toolkit.fluxcd.io"),
    ),
)
_OTHERS = {kind: tuple(other for other in group if other != kind) for group in _SIBLINGS for kind in group}


def check(graph: Graph, report: Report) -> None:
    """Reports what is nearly there: by another spelling, of another kind, in another namespace."""
    for reference in graph.unresolved:
        _judge(reference, graph, report)


def _judge(reference: Reference, graph: Graph, report: Report) -> None:
    source, path, name = reference.source, reference.path, reference.name
    plain = reference.kinds[0].partition(".")[0]
    place = f" in {reference.namespace}" if reference.namespace else ""
    near = _near(reference, graph)
    if near:
        names = " or ".join(f"`{one}`" for one in near)
        report.add(
            MISSPELT, source, path, f"there is no {plain} named `{name}`{place}", remedy=f"did you mean {names}?"
        )
        return
    hashed = _with_hash(reference, graph)
    if hashed is not None:
        message = f"there is no {plain} named `{name}`{place}: its name has a hash of its content"
        remedy = (
            "add this field to `nameReference` in a file under `configurations`, or set `disableNameSuffixHash: true`"
        )
        report.add(MISSPELT, source, path, message, remedy=remedy)
        return
    other = _of_other_kind(reference, graph)
    if other is not None:
        message = f"`{name}`{place or _place_of(other)} is a {other.plain_kind}, not a {plain}"
        report.add(OTHER_KIND, source, path, message, remedy=_other_remedy(reference, other))
        return
    elsewhere = _elsewhere(reference, graph)
    if elsewhere:
        _report_elsewhere(reference, elsewhere, graph, report)


def _report_elsewhere(reference: Reference, found: list[Member], graph: Graph, report: Report) -> None:
    """Reports objects in other namespaces; one that names no namespace may still be applied to the right one.

    That is certain in one file, or between the placed objects of one set, and a note between the files of a directory;
    and of a ConfigMap or Secret that programs of its own namespace may read.
    """
    first, plain = found[0], reference.kinds[0].partition(".")[0]
    places = " and ".join(sorted({one.namespace if one.placed else "no namespace" for one in found}))
    sure = (first.placed and graph.one_set) or first.file == reference.source.file != ""
    sure = sure and not (plain in _READ_BY_PROGRAMS and first.placed and graph.pods.in_place(first.namespace))
    if not first.placed:
        remedy = f"set `namespace: {reference.namespace}` on {first.title}; without a namespace it goes to `default`"
    elif reference.field.form == "namespaced":
        remedy = f"write `{first.namespace}/{first.name}`"
    elif reference.field.namespace == "namespace":
        remedy = f"set `namespace: {first.namespace}` beside the name"
    else:
        remedy = f"set `namespace: {reference.namespace}` on {first.title}, or move what refers to it"
    report.add(
        ELSEWHERE,
        reference.source,
        reference.path,
        f"{plain}/{reference.name} is in {places}, but is needed in {reference.namespace}",
        remedy=remedy,
        severity=Severity.WARNING if sure else Severity.NOTE,
    )


def _near(reference: Reference, graph: Graph) -> list[str]:
    """The names that a name is a slip for, or the one that nothing uses and that says the same."""
    kind, place, source = reference.kinds[0], reference.namespace, reference.source
    index = graph.names(kind, place)

    def is_free(name: str, by: Member | None = None) -> bool:
        """Whether nothing (or one object not) uses an object; those that controllers make may have other users."""
        member = graph.find(kind, place, name)
        return member is None or (member is not source and not _is_used(member, reference, by=by))

    slips = [one for one in index.slips(reference.name) if is_free(one, by=source)]
    if slips:
        return slips[:3]
    near = [one for one in index.same_words(reference.name) if is_free(one)]
    if not near and reference.field.use == "scales":
        near = _scalable(reference, graph)
    return near if len(near) == 1 else []


def _scalable(reference: Reference, graph: Graph) -> list[str]:
    """The workload that an autoscaler beside it was written for: of its name, or the only one without an autoscaler."""
    beside = graph.in_namespace(reference.kinds[0], reference.namespace)
    idle = [one.name for one in beside[:_MANY] if not _is_used(one, reference)] if len(beside) <= _MANY else []
    return [one for one in idle if one == reference.source.name or extends(reference.name, one)] or idle


_MANY = 100
_READ_BY_PROGRAMS = frozenset(("ConfigMap", "Secret"))


def _with_hash(reference: Reference, graph: Graph) -> Member | None:
    """The object whose name is the one looked for with a hash behind it, as generators make it."""
    for name in graph.hashed(reference.kinds[0], reference.namespace, reference.name):
        found = graph.find(reference.kinds[0], reference.namespace, name)
        if found is not None and not found.users:
            return found
    return None


def _is_used(member: Member, reference: Reference, by: Member | None = None) -> bool:
    """Whether something (or one object) uses a member in the way of a reference."""
    return any(user.field.use == reference.field.use and by in {None, user.source} for user in member.users)


def _of_other_kind(reference: Reference, graph: Graph) -> Member | None:
    """The object of the name that has a sibling kind; one that is in use is another object."""
    kind = reference.kinds[0]
    if next(graph.named(kind, reference.name), None) is not None:
        return None
    found = (_lookup(reference, other, graph) for other in _OTHERS.get(kind, ()))
    loose = kind in _READ_BY_PROGRAMS
    for one in found:
        if one is not None and one is not reference.source and not (loose and one.users):
            return one
    return None


def _lookup(reference: Reference, kind: str, graph: Graph) -> Member | None:
    """The object of another kind; of one that lives in namespaces, an unused one of any if the reference is to none."""
    if reference.namespace or is_clustered(kind):
        return graph.lookup(reference, kind)
    return next((one for one in graph.named(kind, reference.name) if not one.users), None)


def _place_of(member: Member) -> str:
    return f" in {member.namespace}" if member.namespace else ""


def _other_remedy(reference: Reference, other: Member) -> str:
    if reference.source.namespace or not other.namespace:
        return f"refer to `kind: {other.plain_kind}`"
    kind = reference.kinds[0].partition(".")[0]
    return f"use a {kind}, because an object without a namespace cannot refer to one in a namespace"


def _elsewhere(reference: Reference, graph: Graph) -> list[Member]:
    """The objects of the name in other namespaces, if nothing there uses them."""
    source = reference.source
    if not reference.namespace or not source.placed or graph.is_several(source):
        return []
    found = [one for one in graph.named(reference.kinds[0], reference.name) if one.namespace]
    if reference.namespace != source.namespace:
        known = reference.namespace in graph.places or reference.namespace == DEFAULT_NAMESPACE
        found = [one for one in found if one.placed and known]
    return found if _lacks_namespace(reference) else [one for one in found if not one.users]


def _lacks_namespace(reference: Reference) -> bool:
    """Whether a place that may name a namespace does not, so that the referrer's own is meant."""
    return reference.field.namespace == "namespace" and reference.below("namespace") is None
