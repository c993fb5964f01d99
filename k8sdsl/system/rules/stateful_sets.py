"""The governing Service of a StatefulSet, which gives its pods their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.system.rules.selectors import wanted

if TYPE_CHECKING:
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report

_HEADLESS = {"spec": {"clusterIP": "None", "selector": {"app": "web"}, "ports": [{"port": 80}]}}
_NAMED = {"spec.serviceName": "db", "spec.replicas": 3}
HEADLESS = Rule(
    "set/governing-service-not-headless",
    "The Service that `serviceName` names must be headless, or the pods do not get their own DNS names.",
    bad={"StatefulSet/db": _NAMED, "Service/db": {"spec.selector": {"app": "web"}}},
    good={"StatefulSet/db": _NAMED, "Service/db": _HEADLESS},
    severity=Severity.WARNING,
    remedy="set `clusterIP: None` on the Service",
)
SELECTS = Rule(
    "set/governing-service-selects-others",
    "The Service that `serviceName` names must select the pods of the StatefulSet.",
    bad={
        "StatefulSet/db": _NAMED,
        "Service/db": {"spec": {"clusterIP": "None", "selector": {"app": "db"}, "ports": [{"port": 80}]}},
    },
    good={"StatefulSet/db": _NAMED, "Service/db": _HEADLESS},
    severity=Severity.WARNING,
    remedy="set the `selector` of the Service to labels of the pods",
)
MISSING = Rule(
    "set/governing-service-missing",
    "`serviceName` must name the headless Service that selects the pods.",
    bad={"StatefulSet/db": _NAMED, "Service/database": _HEADLESS},
    good={"StatefulSet/db": _NAMED, "Service/db": _HEADLESS},
    severity=Severity.WARNING,
    remedy="write the name of a Service with `clusterIP: None`",
)


def check(graph: Graph, report: Report) -> None:
    """Reports governing Services that give pods no DNS names."""
    for member in graph.of_kind("StatefulSet"):
        for reference in member.uses:
            if reference.field.use == "is named by":
                if reference.target is not None:
                    _judge(member, reference.target, report)
                elif not graph.has(reference):
                    _look_for(member, reference.name, graph, report)


def _judge(member: Member, service: Member, report: Report) -> None:
    if not _is_headless(service) and service.spec.get("type") != "ExternalName":
        message = f"{service.title} is not headless, so the pods do not get their own DNS names"
        report.add(HEADLESS, member, ("spec", "serviceName"), message, severity=_severity(member))
    selections = [one for one in service.selects if not one.selects_all]
    labels = member.pods.labels if member.pods is not None else {}
    if selections and labels and not any(one.matches(labels) for one in selections):
        message = f"{service.title} selects {wanted(selections[0])}, which the pods do not have"
        report.add(SELECTS, member, ("spec", "serviceName"), message)


def _severity(member: Member) -> Severity:
    """A warning if there are several pods, which need names to find each other, and a note if there is one."""
    return Severity.NOTE if str(member.spec.get("replicas", 1)) in {"0", "1"} else Severity.WARNING


def _is_headless(service: Member) -> bool:
    return service.spec.get("clusterIP") == "None"


def _look_for(member: Member, name: str, graph: Graph, report: Report) -> None:
    """Reports a Service that is not there, if another one selects the pods: the headless one, if there is one.

    A name that is nearly that of a Service is reported as a misspelt reference.
    """
    index = graph.names("Service", member.namespace)
    if index.slips(name) or index.same_words(name):
        return
    found = sorted(graph.in_front_of(member), key=lambda one: (not _is_headless(one), one.name))
    if found:
        remedy = f"the Service of these pods is `{found[0].name}`"
        message = f"there is no Service named `{name}`, so the pods do not get their own DNS names"
        report.add(MISSING, member, ("spec", "serviceName"), message, remedy=remedy, severity=_severity(member))
