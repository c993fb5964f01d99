"""Jobs: what the server adds to them first, indexes, and what CronJobs ask for beyond."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.server.rules.batch.indexes import count_indexes
from tests.server.rules.judging import error_paths


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("0", 1), ("0,2", 2), ("0-4", 5), ("0-1,3,5-9", 8)],
)
def test_indexes_are_counted(text: str, count: int) -> None:
    assert count_indexes(text, 10) == (count, "")


@pytest.mark.parametrize("text", ["10", "0-10", "1,0", "1,1", "2-2", "3-1", "a", "0-1-2", "0,", " 0", "0,1-"])
def test_text_that_names_no_indexes(text: str) -> None:
    count, reason = count_indexes(text, 10)
    assert count == 0
    assert reason


def test_a_selector_of_ones_own_needs_manual_selector() -> None:
    own: dict[str, Any] = {"spec.selector": {"matchLabels": {"app": "web"}}}
    assert error_paths("Job", own) == ["spec.selector", "spec.template.metadata.labels"]
    assert error_paths("Job", {**own, "spec.manualSelector": True}) == ["spec.template.metadata.labels"]
    assert error_paths("Job", {"spec.manualSelector": True}) == ["spec.selector", "spec.template.metadata.labels"]


def test_labels_of_the_server_are_the_servers() -> None:
    labels: dict[str, Any] = {"spec.template.metadata": {"labels": {"job-name": "other"}}}
    assert error_paths("Job", labels) == ["spec.template.metadata.labels[job-name]"]
    labels = {"spec.template.metadata": {"labels": {"job-name": "sample"}}}
    assert error_paths("Job", labels) == []


def test_a_long_name_is_not_the_value_of_a_label() -> None:
    assert error_paths("Job", {"metadata.name": "a" * 63}) == []
    assert error_paths("Job", {"metadata.name": "a" * 64}) == ["spec.template.labels"]


def test_a_job_without_labels_takes_those_of_its_template() -> None:
    changes: dict[str, Any] = {"spec.template.metadata": {"labels": {"a b": "x"}}}
    assert error_paths("Job", changes) == ["metadata.labels", "spec.template.labels"]
    changes = {**changes, "metadata.labels": {"app": "x"}}
    assert error_paths("Job", changes) == ["spec.template.labels"]


def test_completions_of_an_indexed_job_are_not_always_given() -> None:
    indexed: dict[str, Any] = {"spec.completionMode": "Indexed"}
    assert error_paths("Job", indexed) == []
    assert error_paths("Job", {**indexed, "spec.parallelism": 2}) == ["spec.completions"]
    in_cron = {"spec.jobTemplate.spec.completionMode": "Indexed"}
    assert error_paths("CronJob", in_cron) == ["spec.jobTemplate.spec.completions"]


def test_many_completions_ask_for_limits() -> None:
    changes = {
        "spec.completionMode": "Indexed",
        "spec.completions": 100_001,
        "spec.backoffLimitPerIndex": 1,
        "spec.parallelism": 10_001,
    }
    assert error_paths("Job", changes) == ["spec.maxFailedIndexes", "spec.parallelism"]


def test_a_schedule_with_a_time_zone_is_valid_in_older_versions() -> None:
    changes = {"spec.schedule": "TZ=Europe/Berlin 0 8 * * *"}
    assert error_paths("CronJob", changes) == ["spec.schedule"]
    assert error_paths("CronJob", changes, kube_version="1.28") == []
    changes = {"spec.schedule": "TZ=Nowhere 0 8 * * *"}
    assert error_paths("CronJob", changes, kube_version="1.28") == ["spec.schedule"]
