"""`simulate` says what a real control plane did, on the recorded cases."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from tests.corpora import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST = {
    "quota": 1.0,
    "limitrange": 1.0,
    "podsecurity": 1.0,
    "reference": 0.9,  # one case is about a namespace that no object names as missing
    "binding": 1.0,
    "scheduling": 0.99,  # of nodes with equal scores the scheduler takes one by chance
}


def deviations(case: dict[str, Any]) -> Iterator[str]:
    """In which parts the simulation of a case differs from what happened."""
    simulation = k8sdsl.simulate(case["cluster"], case["workload"])
    had_choice = False
    for step, answer in zip(case["outcome"]["steps"], simulation.answers, strict=True):
        if answer.verdict != step["verdict"]:
            yield "verdict"
            continue
        if "scheduled" in step and case["group"] == "scheduling":
            if answer.scheduled != step["scheduled"]:
                yield "scheduled"
            if not had_choice and "feasible" in step and set(answer.feasible) != set(step["feasible"]):
                yield "feasible"
            had_choice = had_choice or len(step.get("feasible") or ()) > 1
    phases = {key.rpartition("/")[2]: claim for key, claim in simulation.claims.items()}
    for told in case["outcome"].get("claims") or ():
        if phases[told["claim"]].phase != told["phase"]:
            yield "claim"
    for told in case["outcome"].get("controllers") or ():
        pods = next(c.pods for key, c in simulation.controllers.items() if key.endswith(f"/{told['name']}"))
        if len(pods) != (told["pods"] if isinstance(told["pods"], int) else len(told["pods"])):
            yield "controller"


@cache
def shares() -> dict[str, float]:
    """For each group the share of cases that are right in every part."""
    cases, right = Counter[str](), Counter[str]()
    for case in lines_of("cluster"):
        cases[case["group"]] += 1
        right[case["group"]] += not list(deviations(case))
    return {group: right[group] / cases[group] for group in cases}


@pytest.mark.parametrize("group", LEAST)
def test_the_simulation_agrees_with_a_control_plane(group: str) -> None:
    assert shares()[group] >= LEAST[group]
