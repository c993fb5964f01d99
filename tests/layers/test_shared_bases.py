"""A base that many ways lead to is read, applied and reported once: work grows with the levels, not with the ways."""

from __future__ import annotations

import pytest

import k8sdsl
from k8sdsl import Overlay, Stack, k8s
from k8sdsl.errors import OverlayError
from k8sdsl.pipeline import build_manifests
from tests.test_growth import calls


def diamond(levels: int, kind: str) -> Overlay:
    """An overlay that reaches one base by two ways at each of its levels."""
    settings = k8s.ConfigMap("settings", data={"a": "b"})
    if kind == "stacks":
        stack = Stack("s", [settings])
        for number in range(levels):
            stack = Stack(f"s{number}", [stack, stack])
        return Overlay(base=stack)
    made = Overlay(base=settings)
    for _ in range(levels):
        made = Overlay(base=[Overlay(base=made, labels={"way": "a"}), Overlay(base=made, labels={"way": "b"})])
    return made


@pytest.mark.parametrize("kind", ["stacks", "overlays"])
def test_a_base_that_many_ways_lead_to_is_read_once_and_reported_once(kind: str) -> None:
    def refused(levels: int) -> None:
        with pytest.raises(OverlayError) as raised:
            build_manifests(diamond(levels, kind))
        assert raised.value.code == "overlay/duplicate-object"

    refused(5)
    assert calls(lambda: refused(40)) < 2.5 * calls(lambda: refused(20))
    assert [finding.rule for finding in k8sdsl.check(diamond(1, kind))] == ["set/duplicate-object"]


def test_a_base_that_several_ways_rename_is_built_once_for_each() -> None:
    base = Overlay(base=k8s.ConfigMap("settings"))
    built = k8sdsl.build(Overlay(base=[Overlay(base=base, name_prefix=f"{name}-") for name in "abcde"]))
    assert built.count("settings") == 5


def test_the_work_grows_with_the_number_of_bases_beside_a_shared_one() -> None:
    def built(bases: int) -> None:
        shared = Overlay(base=k8s.ConfigMap("settings"))
        ways = [Overlay(base=shared, name_prefix=f"{name}-") for name in "ab"]
        others = [Overlay(base=k8s.ConfigMap(f"other-{number}")) for number in range(bases)]
        assert len(build_manifests(Overlay(base=[*ways, *others])).manifests) == bases + 2

    built(5)
    assert calls(lambda: built(160)) < 2.3 * calls(lambda: built(80))
