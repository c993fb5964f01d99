"""Images are found by their names, as kustomize's regular expressions find them, in one lookup per image."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.errors import OverlayError
from k8sdsl.transforms.image_names import ImageNames

TAIL = r"(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?"
NAMES = st.lists(st.text(st.sampled_from("ab.:/@-"), min_size=1, max_size=6), min_size=1, max_size=12)
IMAGES = st.text(st.sampled_from("ab.:/@-{}\n1"), max_size=12)


@given(NAMES, IMAGES, st.integers(0, 3))
def test_the_first_name_is_the_one_that_the_regular_expressions_find(names: list[str], image: str, start: int) -> None:
    matching = [number for number, name in enumerate(names) if re.fullmatch(name + TAIL, image) and number >= start]
    assert ImageNames(names, lenient=False).first(image, start) == min(matching, default=None)


@pytest.mark.parametrize(
    ("image", "number"),
    [("nginx:1", 0), ("a.b/c", 1), ("axb/c@sha256:0", 1), ("nginx-x", 2), ("xnginx", None), ("nginx:1:2", 2)],
)
def test_patterns_and_plain_names_are_in_one_order(image: str, number: int | None) -> None:
    names = ImageNames(["nginx", "a.b/c", "ng.*", "nginx"], lenient=False)
    assert names.first(image) == number


def test_a_name_that_is_not_a_pattern_is_an_error_or_matches_nothing() -> None:
    assert ImageNames(["("], lenient=True).first("(") is None
    with pytest.raises(OverlayError):
        ImageNames(["("], lenient=False)


@pytest.mark.parametrize("name", ["image-{}", "registry.example.com/team.a/image-{}"])
def test_twice_as_many_names_and_images_are_twice_the_work(name: str) -> None:
    def visits(count: int) -> int:
        names = ImageNames([name.format(number) for number in range(count)], lenient=False)
        assert [names.first(f"{name.format(number)}:1.28") for number in range(count)] == list(range(count))
        return names.visits

    assert visits(2000) <= 2.2 * visits(1000)
