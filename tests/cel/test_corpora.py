"""What Kubernetes itself made of expressions, as recorded."""

from __future__ import annotations

import base64
from typing import Any

from k8sdsl import validate
from k8sdsl.cel import CompileError, EvaluationError, Uint, evaluate
from tests.corpora import lines_of

SCALARS: dict[str, Any] = {"int": int, "uint": lambda text: Uint(int(text)), "double": float, "bytes": base64.b64decode}
COMPARED = {"bool", "int", "uint", "double", "string", "bytes", "null"}


def _plain(recorded: dict[str, Any]) -> Any:
    kind = recorded["t"]
    content: Any = recorded.get("v")
    if kind == "list":
        return [_plain(item) for item in content]
    if kind == "map":
        return {_plain(key): _plain(item) for key, item in content}
    return SCALARS[kind](content) if kind in SCALARS else content


def _outcome(row: dict[str, Any]) -> tuple[str, Any]:
    variables = {name: _plain(value) for name, value in row["variables"].items()}
    try:
        return "value", evaluate(row["expression"], variables)
    except CompileError:
        return "refused", None
    except EvaluationError:
        return "error", None


def _agrees(row: dict[str, Any]) -> bool:
    outcome, value = _outcome(row)
    if outcome != row["outcome"]:
        return False
    if outcome != "value" or row["value"]["t"] not in COMPARED:
        return True
    wanted = _plain(row["value"])
    return repr(value) == repr(wanted) and type(value) is type(wanted)


def test_the_languages_own_cases_come_out_as_in_kubernetes() -> None:
    assert [row["id"] for row in lines_of("cel", "spec.jsonl") if not _agrees(row)] == []


def test_definitions_and_policies_with_an_expression_are_judged_as_by_the_server() -> None:
    wrong = []
    for row in lines_of("cel", "probes.jsonl.gz"):
        refused = any(str(finding.severity) == "error" for finding in validate(row["object"], kube_version="1.36"))
        if refused != (row["verdict"] == "reject"):
            wrong.append(row["id"])
    assert wrong == []


def _definition(schema: dict[str, Any], rule: str) -> dict[str, Any]:
    value = {"type": "object", "properties": schema, "x-kubernetes-validations": [{"rule": rule}]}
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "schema": {
            "openAPIV3Schema": {
                "type": "object",
                "properties": {"spec": {"type": "object", "properties": {"value": value}}},
            }
        },
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "ws.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": {"plural": "ws", "singular": "w", "kind": "W", "listKind": "WList"},
            "versions": [version],
        },
    }


def test_rules_hold_for_the_values_that_the_server_accepts() -> None:
    rows = lines_of("cel", "evaluations.jsonl")
    schema = next(rows)["schema"]
    wrong = []
    for row in rows:
        given = {
            "apiVersion": "example.com/v1",
            "kind": "W",
            "metadata": {"name": "x", "namespace": "default"},
            "spec": {"value": row["value"]},
        }
        findings = validate(given, crds=[_definition(schema, row["expression"])], kube_version="1.36")
        if any(str(finding.severity) == "error" for finding in findings) != (row["verdict"] == "reject"):
            wrong.append(row["id"])
    assert wrong == []
