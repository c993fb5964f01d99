"""Runtime classes."""

from __future__ import annotations

from tests.server.rules.judging import error_paths


def test_tolerations_that_differ_only_in_seconds_are_the_same() -> None:
    one = {"key": "a", "operator": "Exists", "effect": "NoExecute"}
    changes = {"scheduling": {"tolerations": [one, {**one, "tolerationSeconds": 5}, {**one, "key": "b"}]}}
    assert error_paths("RuntimeClass", changes) == ["scheduling.tolerations[1]"]


def test_a_finalizer_needs_no_domain() -> None:
    assert error_paths("RuntimeClass", {"metadata.finalizers": ["cleanup"]}) == []
