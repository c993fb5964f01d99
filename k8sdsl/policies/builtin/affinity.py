"""Policies about which nodes the pods of a workload require and prefer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import workloads
from k8sdsl.semantics.digits import whole_number
from k8sdsl.tree import list_of, map_of, maps, maps_in

if TYPE_CHECKING:
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_NODES = "spec.template.spec.affinity.nodeAffinity"


def _above(number: int) -> dict[str, Any]:
    return {"matchExpressions": [{"key": "speed", "operator": "Gt", "values": [str(number)]}]}


@policy(
    "affinity/idle-preference",
    "A preferred node affinity is stricter than the required one.",
    of=workloads,
    reason="A preference that every allowed node matches has no effect.",
    remedy="prefer a stricter value than the required one, or remove the preference",
    bad={
        f"{_NODES}.{_REQUIRED}": {"nodeSelectorTerms": [_above(3000)]},
        f"{_NODES}.{_PREFERRED}": [{"weight": 1, "preference": _above(2500)}],
    },
    good={
        f"{_NODES}.{_REQUIRED}": {"nodeSelectorTerms": [_above(2500)]},
        f"{_NODES}.{_PREFERRED}": [{"weight": 1, "preference": _above(3000)}],
    },
    sets=("notes",),
    severity=Severity.NOTE,
)
def idle_preference(workload: Workload, _objects: Objects) -> Breaches:
    """Yields preferences whose every expression each required term implies."""
    nodes = map_of(map_of(workload.pod.get("affinity")).get("nodeAffinity"))
    terms = [_expressions(term) for term in maps(map_of(nodes.get(_REQUIRED)).get("nodeSelectorTerms"))]
    for index, entry in maps_in(nodes.get(_PREFERRED)):
        wanted = _expressions(entry.get("preference"))
        if wanted and terms and all(any(_implies(has, one) for has in term) for term in terms for one in wanted):
            yield (
                workload.at(f"affinity.nodeAffinity.{_PREFERRED}[{index}]"),
                "every allowed node also matches the preference",
            )


def _expressions(term: Any) -> list[dict[str, Any]]:
    return maps(map_of(term).get("matchExpressions"))


def _implies(required: dict[str, Any], preferred: dict[str, Any]) -> bool:
    """Whether the nodes that satisfy one expression all satisfy the other."""
    if required.get("key") != preferred.get("key"):
        return False
    operator, wanted = required.get("operator"), preferred.get("operator")
    has, asks = list_of(required.get("values")), list_of(preferred.get("values"))
    if operator == wanted == "In":
        return bool(has) and all(value in asks for value in has)
    if operator == wanted and operator in ("Gt", "Lt"):
        texts = [str(value) for value in (*has, *asks)]
        numbers = [int(text) for text in texts if whole_number(text.removeprefix("-")) is not None and len(text) < 20]
        return len(numbers) == 2 and (numbers[0] >= numbers[1] if operator == "Gt" else numbers[0] <= numbers[1])
    return operator == wanted and has == asks
