"""Disruption budgets."""

from __future__ import annotations

from tests.server.rules.judging import error_paths


def test_any_name_that_a_url_can_hold_is_legal() -> None:
    assert error_paths("PodDisruptionBudget", {"metadata.name": "My_Budget"}) == []
    assert error_paths("PodDisruptionBudget", {"metadata.name": "my/budget"}) == ["metadata.name"]


def test_names_are_looked_at_only_when_all_else_is_in_order() -> None:
    changes = {"metadata.name": "my/budget", "spec.maxUnavailable": "101%"}
    assert error_paths("PodDisruptionBudget", changes) == ["spec.maxUnavailable"]


def test_a_finalizer_needs_no_domain() -> None:
    assert error_paths("PodDisruptionBudget", {"metadata.finalizers": ["cleanup"]}) == []
    assert error_paths("PodDisruptionBudget", {"metadata.finalizers": ["clean up"]}) == ["metadata.finalizers"]
