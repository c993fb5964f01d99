"""Selectors by which pods are placed: most are meant for the workload's own pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.system.rules.selectors import wanted

if TYPE_CHECKING:
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report

_APART = "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"
_SPREAD = "spec.template.spec.topologySpreadConstraints"
_TERM = {"topologyKey": "kubernetes.io/hostname"}
_CONSTRAINT = {**_TERM, "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}


def _selecting(app: str, term: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**term, "labelSelector": {"matchLabels": {"app": app}}}]


APART = Rule(
    "set/anti-affinity-matches-nothing",
    "`podAntiAffinity` must select pods, either of the workload itself or of another workload.",
    bad={"Deployment/web": {_APART: _selecting("store", _TERM)}},
    good={"Deployment/web": {_APART: _selecting("web", _TERM)}},
    severity=Severity.NOTE,
    remedy="write labels that the pods have, such as `app: web`",
)
SPREAD = Rule(
    "set/spread-matches-others",
    "`topologySpreadConstraints` must select the pods of the workload itself.",
    bad={"Deployment/web": {_SPREAD: _selecting("store", _CONSTRAINT)}},
    good={"Deployment/web": {_SPREAD: _selecting("web", _CONSTRAINT)}},
    severity=Severity.WARNING,
    remedy="write labels that its own pods have, such as `app: web`",
)


def check(graph: Graph, report: Report) -> None:
    """Reports placement by labels that the pods do not have."""
    for member in graph.workloads:
        for selection in member.selects:
            if selection.field.use == "runs apart from" and not selection.selects_all:
                if not graph.selects_any(selection):
                    message = f"no pod in the set has {wanted(selection)}"
                    report.add(APART, member, selection.path, message, remedy=_own(member))
            elif selection.field.use == "spreads with" and not selection.matches(_labels(member)):
                message = f"the pods of this workload do not have {wanted(selection)}, so they are not spread"
                report.add(SPREAD, member, selection.path, message, remedy=_own(member))


def _labels(member: Member) -> dict[str, Any]:
    return member.pods.labels if member.pods is not None else {}


def _own(member: Member) -> str:
    has = ", ".join(f"`{key}: {value}`" for key, value in _labels(member).items())
    return f"its own pods have {has or 'no labels'}"
