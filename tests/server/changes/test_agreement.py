"""`validate_change` says what a real API server said of recorded changes."""

from __future__ import annotations

import k8sdsl
from tests.corpora import lines_of


def test_it_agrees_with_the_server() -> None:
    equal = refused = caught = exact = total = 0
    for number, case in enumerate(lines_of("updates")):
        if number % 4:
            continue
        errors = [finding for finding in k8sdsl.validate_change(case["old"], case["new"]) if finding.is_error]
        rejects = case["apply"]["verdict"] == "reject"
        total += 1
        equal += bool(errors) == rejects
        if rejects:
            refused += 1
            caught += bool(errors)
            exact += {finding.path for finding in errors} == {cause["field"] for cause in case["apply"]["causes"]}
    assert equal / total >= 0.998
    assert caught / refused >= 0.99
    assert exact / refused >= 0.99
