"""The titles of frames are beside the lines that enter the frame."""

from __future__ import annotations

from k8sdsl.views.pictures.layout.rectangle import Rectangle
from k8sdsl.views.pictures.layout.titles import FrameTitle, titles_of, width_of


def title(name: str, frame: Rectangle, *lines: tuple[tuple[float, float], ...]) -> FrameTitle:
    return titles_of({"g": name}, {"g": frame}, lines)["g"]


FRAME = Rectangle(0, 100, 200, 300)


def test_a_title_is_on_the_left_of_its_frame() -> None:
    assert title("backend", FRAME) == FrameTitle(10, 115, "backend")


def test_a_title_is_beside_a_line_that_would_cross_it() -> None:
    placed = title("backend", FRAME, ((40, 90), (40, 150)))
    assert placed.text == "backend"
    assert placed.x > 40


def test_a_line_below_or_above_the_title_does_not_move_it() -> None:
    assert title("backend", FRAME, ((40, 120), (40, 150))).x == 10
    assert title("backend", FRAME, ((40, 50), (40, 100))).x == 10


def test_a_title_without_room_is_shortened_in_the_widest_room() -> None:
    lines = [((x, 90.0), (x, 150.0)) for x in (30.0, 60.0, 160.0)]
    placed = title("a-very-long-title", FRAME, *lines)
    assert "…" in placed.text
    assert 60 < placed.x < placed.x + width_of(placed.text) < 160


def test_each_frame_has_its_own_crossings() -> None:
    frames = {"low": Rectangle(0, 500, 200, 600), "high": FRAME}
    placed = titles_of({"low": "low", "high": "high"}, frames, [((20, 450), (20, 550))])
    assert placed["high"].x == 10
    assert placed["low"].x > 20
