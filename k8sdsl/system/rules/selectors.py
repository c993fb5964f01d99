"""Selectors that match nothing in the set, although they were written for one of its objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.system.nearness import is_slip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Selection
    from k8sdsl.system.report import Report

NOTHING = Rule(
    "set/selector-matches-nothing",
    "A selector must match the labels of the objects that it is meant for.",
    bad={
        "Service/web": {"spec.selector": {"app.kubernetes.io/name": "web"}},
        "Deployment/web": {"spec.template.metadata.labels": {"app": "web"}},
    },
    good={
        "Service/web": {"spec.selector": {"app": "web"}},
        "Deployment/web": {"spec.template.metadata.labels": {"app": "web"}},
    },
    severity=Severity.WARNING,
    remedy="write labels that the objects have, such as `app: web`",
)
OTHERS = Rule(
    "set/selector-matches-others",
    "The `selector` of an object must match the workload with the same name, if it matches any workload in the "
    "namespace.",
    bad={
        "Service/web": {"spec.selector": {"app": "api"}},
        "Deployment/web": {"spec.template.metadata.labels": {"app": "web"}},
        "Deployment/api": {
            "spec.selector.matchLabels": {"app": "api"},
            "spec.template.metadata.labels": {"app": "api"},
        },
    },
    good={
        "Service/web": {"spec.selector": {"app": "web"}},
        "Deployment/web": {"spec.template.metadata.labels": {"app": "web"}},
    },
    severity=Severity.WARNING,
    remedy="use labels of its own workload, such as `app: web`",
)
_IN_SHOP = {"metadata.namespace": "shop"}
ELSEWHERE = Rule(
    "set/selector-elsewhere",
    "A selector must be in the namespace of the objects that it is meant for.",
    bad={
        "Service/web": {"metadata.namespace": "edge", "spec.selector": {"app": "web"}},
        "Deployment/web": _IN_SHOP,
    },
    good={"Service/web": {**_IN_SHOP, "spec.selector": {"app": "web"}}, "Deployment/web": _IN_SHOP},
    severity=Severity.WARNING,
    remedy="set `metadata.namespace` to that of the objects, or name it in a `namespaceSelector`",
)
_JUDGED = frozenset(("routes to", "protects", "guards", "watches", "lets in", "lets out to"))
_OF_ITS_NAME = frozenset(("routes to", "protects"))
_IN_NAMESPACE = frozenset(("routes to", "protects", "guards", "watches"))
"""Selectors that look in one namespace, or in those that a `namespaceSelector` beside them names."""
_LOOSE = frozenset(("lets in", "lets out to"))
"""Selectors whose objects may well be elsewhere: only a slip is certain."""
_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "Rollout.argoproj.io")
_GIVEN = (
    *("statefulset.kubernetes.io/", "batch.kubernetes.io/", "apps.kubernetes.io/", "job-name", "controller-uid"),
    *("pod-template-hash", "controller-revision-hash", "pod-template-generation"),
)
"""Labels that controllers give to pods."""


def check(graph: Graph, report: Report) -> None:
    """Reports selectors without a match if an object is a slip away, or is of no use without them."""
    used: dict[str, set[int]] = {}
    idle: list[Selection] = []
    for member in graph.members:
        for selection in member.selects:
            if selection.field.use in _JUDGED and not selection.selects_all:
                found = graph.selected(selection)
                used.setdefault(member.kind, set()).update(map(id, found))
                if not found:
                    idle.append(selection)
                elif selection.field.use in _OF_ITS_NAME:
                    _judge_name(selection, found, graph, report)
    for selection in idle:
        meant = next(_meant(selection, graph, used[selection.source.kind]), None)
        if meant is not None:
            _report(selection, meant, report)
        else:
            _look_elsewhere(selection, graph, used[selection.source.kind], report)


def _look_elsewhere(selection: Selection, graph: Graph, used: set[int], report: Report) -> None:
    """Reports a selector of one namespace that matches nothing there, and objects of one other that no such selects."""
    source, index = selection.source, graph.labelled(selection.field.selects)
    if selection.field.use not in _IN_NAMESPACE or not source.placed or graph.is_several(source):
        return
    searched = set(graph.searched(selection))
    others = [place for place in index.places if place not in searched]
    found = [one for one in index.matching(selection, others) if one.placed and id(one) not in used]
    if found and len({one.namespace for one in found}) == 1 and graph.together(source, found[0]):
        kind = selection.field.selects.partition(".")[0]
        message = (
            f"no {kind} in {source.namespace} has {wanted(selection)}; {found[0].title} is in {found[0].namespace}"
        )
        report.add(ELSEWHERE, source, selection.path, message)


def _judge_name(selection: Selection, found: Sequence[Member], graph: Graph, report: Report) -> None:
    """Reports a selector that matches another workload than that of its own name."""
    source = selection.source
    own = [one for kind in _WORKLOADS if (one := graph.find(kind, source.namespace, source.name)) is not None]
    if own and all(one.name != source.name for one in found) and not any(graph.in_front_of(one) for one in own):
        message = f"it matches the pods of {found[0].title}, not those of {own[0].title}"
        has = ", ".join(f"`{key}: {value}`" for key, value in labels_of(own[0], selection).items())
        report.add(OTHERS, source, selection.path, message, remedy=f"the pods of {own[0].title} have {has}")


def _report(selection: Selection, meant: Member, report: Report) -> None:
    kind = selection.field.selects.partition(".")[0]
    what = f"the pods of {meant.title} have" if kind == "Pod" and meant.kind != "Pod" else f"{meant.title} has"
    has = ", ".join(f"`{key}: {value}`" for key, value in labels_of(meant, selection).items()) or "no labels"
    report.add(NOTHING, selection.source, selection.path, f"no {kind} has {wanted(selection)}", remedy=f"{what} {has}")


def wanted(selection: Selection) -> str:
    """The labels that a selector asks for, as messages show them."""
    return ", ".join(f"{key}={value}" for key, value in selection.values()) or "the labels that it selects"


def labels_of(member: Member, selection: Selection) -> dict[str, Any]:
    """The labels of a member that a selector is matched against."""
    return member.pods.labels if selection.field.selects == "Pod" and member.pods is not None else member.labels


def _meant(selection: Selection, graph: Graph, used: set[int]) -> Iterator[Member]:
    index = graph.labelled(selection.field.selects)
    loose = selection.field.use in _LOOSE
    for place in graph.searched(selection) if not selection.expressions else ():
        for member in index.near(selection, place):
            labels = labels_of(member, selection)
            unmet = {key: value for key, value in selection.equals.items() if labels.get(key) != value}
            if any(str(key).startswith(_GIVEN) for key in unmet):
                continue
            in_use = loose or id(member) in used
            is_near = _is_near(unmet, labels, in_use=in_use, single=len(selection.equals) == 1)
            if is_near or (not in_use and member.name == selection.source.name):
                yield member


def _is_near(unmet: dict[str, Any], labels: dict[str, Any], *, in_use: bool, single: bool) -> bool:
    """Whether labels miss a selector by one pair: a slip, a value under another key, or a key that is not there."""
    if len(unmet) != 1:
        return False
    ((key, value),) = unmet.items()
    has = labels.get(key)
    if type(has) is str and type(value) is str:
        return is_slip(value, has)
    if in_use or has is not None:
        return False
    return value in labels.values() or any(is_slip(str(key), str(other)) for other in labels) or not single
