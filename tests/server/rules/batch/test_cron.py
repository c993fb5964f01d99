"""Cron schedules, as the server's parser reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.kube.time_zones import is_time_zone
from k8sdsl.server.rules.batch.cron import schedule

LEGAL = (
    *("* * * * *", "*/5 * * * *", "0 0 1 JAN *", "0 0 * * sun", "0 0 * * MON-fri", "0,,30 * * * *", "5/10 * * * *"),
    *("  0 0 * * *", "0 0 31 2 *", "? ? ? ? ?", "*-7 * * * *", "+5 * * * *", "00059 * * * *", "1-59/60 * * * *"),
    *("@hourly", "@every 1h30m", "@every 1.5s", "@every -1m", "@every 0", "@annually"),
)
ILLEGAL = (
    *("", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "*/0 * * * *"),
    *("5-1 * * * *", "1-2-3 * * * *", "1/2/3 * * * *", "a * * * *", "-1 * * * *", "1- * * * *", "0 0 * * MON#1"),
    *("0 0 L * *", "٣ * * * *", "1_0 * * * *", "@reboot", "@Hourly", "@every", "@every 5", "@every 1d", "@every h"),
)


@pytest.mark.parametrize("text", LEGAL)
def test_schedules_that_run(text: str) -> None:
    assert schedule(text) == ""


@pytest.mark.parametrize("text", ILLEGAL)
def test_schedules_that_are_none(text: str) -> None:
    assert schedule(text) != ""


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(schedule(text), str)


@given(st.tuples(st.integers(0, 59), st.integers(0, 23), st.integers(1, 31), st.integers(1, 12), st.integers(0, 6)))
def test_numbers_within_their_bounds_are_legal(fields: tuple[int, ...]) -> None:
    assert schedule(" ".join(map(str, fields))) == ""


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "EST5EDT"])
def test_time_zones_are_known_by_name(name: str) -> None:
    assert is_time_zone(name)


@pytest.mark.parametrize(
    "name", ["/UTC", "", "Local", "Europe", "Europe/", "/Berlin", "europe/berlin", "../UTC", "Berlin"]
)
def test_other_names_are_not_time_zones(name: str) -> None:
    assert not is_time_zone(name)
