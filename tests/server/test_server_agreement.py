"""`validate` says what a real API server said, on the recorded verdicts."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

import k8sdsl
from tests.corpora import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator


class Agreement(NamedTuple):
    """Shares, from 0 to 1: of equal verdicts, of refusals with exactly the server's fields, of needless refusals."""

    verdicts: float
    fields: float
    false_alarms: float


def cases(name: str) -> Iterator[tuple[dict[str, Any], tuple[dict[str, Any], ...]]]:
    """The judged cases of a corpus, each with the definition that a custom resource is judged by."""
    with gzip.open(corpus(name) / "cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        recorded = [json.loads(line) for line in lines]
    by_id = {case["id"]: case for case in recorded}
    for case in recorded:
        if case["verdict"] not in {"accept", "reject"} or case["object"] is None or case.get("support"):
            continue
        definition = None
        if case.get("class") == "custom":
            definition = _definition(case, by_id)
            if definition is None:
                continue
        yield case, (definition,) if definition else ()


def _definition(case: dict[str, Any], by_id: dict[str, Any]) -> dict[str, Any] | None:
    named = case.get("crd") or {}
    if named.get("id") in by_id:
        found: dict[str, Any] = by_id[named["id"]]["object"]
        return found
    return _from_file(named["file"], case["kind"]) if "file" in named else None


@cache
def _from_file(file: str, kind: str) -> dict[str, Any] | None:
    text = (corpus("crds") / file).read_text(encoding="utf-8")
    for tree in yaml.load_all(text, Loader=yaml.CSafeLoader):
        if tree and tree.get("kind") == "CustomResourceDefinition" and tree["spec"]["names"]["kind"] == kind:
            found: dict[str, Any] = tree
            return found
    return None


def agreement(name: str) -> Agreement:
    equal = refused = exact = accepted = alarms = total = 0
    for case, crds in cases(name):
        errors = [finding for finding in k8sdsl.validate(case["object"], crds=crds) if finding.is_error]
        total += 1
        equal += bool(errors) == (case["verdict"] == "reject")
        if case["verdict"] == "accept":
            accepted += 1
            alarms += bool(errors)
        wanted = {cause["field"] for cause in case.get("causes") or () if cause.get("field")}
        if case["verdict"] == "reject" and wanted:
            refused += 1
            exact += {finding.path for finding in errors} == wanted
    return Agreement(equal / total, exact / refused, alarms / accepted)


@pytest.mark.parametrize(
    ("name", "least", "most_alarms"),
    [("apiserver", Agreement(0.99, 0.95, 0), 0.003), ("realworld", Agreement(0.99, 0.95, 0), 0.0)],
)
def test_it_agrees_with_the_server(name: str, least: Agreement, most_alarms: float) -> None:
    reached = agreement(name)
    assert reached.verdicts >= least.verdicts
    assert reached.fields >= least.fields
    assert reached.false_alarms <= most_alarms
