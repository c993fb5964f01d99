"""What other linters find in their own cases, k8sdsl finds when it is asked for their checks."""

from __future__ import annotations

import collections
import json
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from tests.corpora import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator


def cases(linter: str) -> Iterator[dict[str, Any]]:
    with (corpus("policies") / f"{linter}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.mark.parametrize("linter", ["kube-linter", "kube-score", "polaris"])
def test_the_cases_of_a_linter_are_answered_as_it_answers_them(linter: str) -> None:
    wrong = []
    for case in cases(linter):
        alias = f"{linter}:{case['check']}"
        findings = [f for f in k8sdsl.check(case["documents"], policies=[alias]) if alias in f.aliases]
        kinds = dict(collections.Counter(finding.ref.kind for finding in findings))
        if "fails" in case:
            right = bool(findings) == case["fails"]
        else:
            right = len(findings) == case["count"] and case["kinds"] in (None, kinds)
        if not right:
            wrong.append(case["id"])
    assert wrong == []
