"""Suggestions for names that nothing has, also among very many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.near_miss import closest, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

MANY = [f"setting-{number:05}-of-{number % 7}" for number in range(20_000)]


def test_the_closest_are_named_with_the_case_they_have() -> None:
    assert did_you_mean("deploymnt", ["Deployment", "DaemonSet"]) == "did you mean `Deployment`?"
    assert did_you_mean("x", ["Deployment"]) == ""


@pytest.mark.parametrize("wanted", ["setting-01234-of-", "Setting-01234-of-2", "xetting-01234-of-2"])
def test_one_of_many_is_found_by_its_beginning_or_its_end(wanted: str) -> None:
    assert "setting-01234-of-2" in closest(wanted, MANY)


def test_names_of_many_are_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def compare(_: str, names: Iterable[str], *__: float) -> list[str]:
        compared.append(len([*names]))
        return []

    monkeypatch.setattr("difflib.get_close_matches", compare)
    for number in range(50):
        closest(f"nothing-{number}", MANY)
    assert max(compared) <= 500


def test_a_list_that_grew_is_read_again() -> None:
    names = ["one"]
    assert closest("other", names) == []
    assert closest("other", [*names, "others"]) == ["others"]
