"""Events of the old group and the new one."""

from __future__ import annotations

from typing import Any

import k8sdsl
from tests.server.rules.judging import error_paths

NEW: dict[str, Any] = {
    "apiVersion": "events.k8s.io/v1",
    "kind": "Event",
    "metadata": {"name": "sample", "namespace": "default"},
    "eventTime": "2024-01-31T08:00:00.000000Z",
    "reportingController": "example.com/scheduler",
    "reportingInstance": "scheduler-0",
    "action": "Binding",
    "reason": "Scheduled",
    "type": "Normal",
}


def paths(**changes: Any) -> list[str]:
    return sorted({finding.path for finding in k8sdsl.validate({**NEW, **changes})})


def test_a_new_event_with_all_that_it_needs_is_legal() -> None:
    assert paths() == []


def test_fields_of_old_events_are_named_as_the_old_group_does() -> None:
    old = {
        "deprecatedCount": 2,
        "deprecatedFirstTimestamp": "2024-01-31T08:00:00Z",
        "deprecatedLastTimestamp": "2024-01-31T08:00:00Z",
        "deprecatedSource": {"component": "kubelet"},
    }
    assert paths(**old) == ["count", "firstTimestamp", "lastTimestamp", "source"]


def test_a_series_is_more_than_one_event() -> None:
    assert paths(series={"count": 1}) == ["series.count", "series.lastObservedTime"]


def test_texts_have_their_lengths() -> None:
    assert paths(action="a" * 129, note="a" * 1025, reason="") == ["action", "message", "reason"]


def test_an_old_event_about_an_object_of_no_namespace_is_in_default() -> None:
    about: dict[str, Any] = {"involvedObject": {"kind": "Node", "name": "node-1"}}
    assert error_paths("Event", about) == []
    assert error_paths("Event", {**about, "metadata.namespace": "team-a"}) == ["involvedObject.namespace"]


def test_an_old_event_is_free_in_its_type_and_name() -> None:
    assert error_paths("Event", {"type": "Odd", "metadata.name": "Any_Name"}) == []
