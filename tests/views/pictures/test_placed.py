"""Positions: no box is on another, no line leads through a box, and the text can be read."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from k8sdsl.project.names import overlay_names
from k8sdsl.views.pictures import VIEWS, picture_of
from k8sdsl.views.pictures.layout.placed import WIDEST, lay_out
from k8sdsl.views.pictures.picture import Picture, PictureEdge, PictureGroup, PictureNode
from k8sdsl.views.pictures.targets import pictures_of_target
from tests.views.pictures.geometry import (
    frames_on_each_other,
    labels_on_something,
    lines_out_of_frames,
    lines_through_boxes,
    overlapping,
    smallest_text,
    strangers_in_frames,
    titles_on_something,
)
from tests.views.pictures.sets import graph, mixed, service_mess

pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")

ROOT = Path(__file__).parents[3]


def judge(picture: Picture) -> None:
    placed = lay_out(picture)
    assert placed.boxes.keys() == {node.id for node in picture.nodes}
    assert len(placed.lines) == len(picture.edges)
    assert all(len(line) >= 2 for line in placed.lines)
    assert overlapping(placed) == []
    assert lines_through_boxes(placed) == []
    assert strangers_in_frames(placed) == []
    assert frames_on_each_other(placed) == []
    assert lines_out_of_frames(placed) == []
    assert labels_on_something(placed) == []
    assert titles_on_something(placed) == []
    assert smallest_text(placed) >= 9
    assert placed.width <= WIDEST + 1e-6


@pytest.mark.parametrize("overlay", overlay_names(ROOT))
def test_the_pictures_of_an_overlay_can_be_read(overlay: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for picture in pictures_of_target(overlay, VIEWS).values():
        judge(picture)


@pytest.mark.parametrize("view", VIEWS)
def test_the_pictures_of_300_objects_can_be_read(view: str) -> None:
    objects = graph(mixed(300))
    assert 280 <= len(objects.members) <= 300
    judge(picture_of(objects, view))


@pytest.mark.parametrize("count", [50, 150])
def test_a_service_mess_can_be_read(count: int) -> None:
    picture = picture_of(graph(service_mess(count, 5)), "traffic")
    assert len(picture.nodes) == 2 * count
    judge(picture)


def test_lines_that_cross_each_other_in_every_way_lead_through_no_box() -> None:
    nodes = tuple(PictureNode(f"n{number}", "Service", f"n{number}", f"g{number % 3}") for number in range(30))
    pairs = [(a, b) for a in range(30) for b in range(30) if a != b and (a * 7 + b * 3) % 5 == 0]
    edges = tuple(PictureEdge(f"n{a}", f"n{b}", label=f"{a}") for a, b in pairs)
    groups = (PictureGroup("g0", "g0"), PictureGroup("g1", "g1", "g0"), PictureGroup("g2", "g2", "g0"))
    judge(Picture("dense", nodes, edges, groups))


def a_random_picture(seed: int) -> Picture:
    """Groups within groups, nodes in them and beside them, and lines of all kinds with short and long labels."""
    chance = random.Random(seed)  # noqa: S311 - the same pictures every time
    outer = [
        PictureGroup(f"g{number}", "a namespace " * chance.choice((1, 4))) for number in range(chance.randrange(4))
    ]
    inner = [
        PictureGroup(f"g{number}-{index}", f"stack {index}", f"g{number}")
        for number in range(len(outer))
        for index in range(chance.randrange(4))
    ]
    homes = ["", *(group.id for group in (*outer, *inner))]
    nodes = tuple(
        PictureNode(f"n{number}", "Service", f"service-{number}", chance.choice(homes))
        for number in range(chance.randrange(1, 40))
    )
    edges = {
        (chance.choice(nodes).id, chance.choice(nodes).id): PictureEdge("", "")._replace(
            label=chance.choice(("", "80", "80, 443", "tcp 80-90, udp 5353 and others")),
            dashed=chance.random() < 0.2,
            mark=chance.choice(("", "", "", "added")),
        )
        for _ in range(chance.randrange(60))
    }
    drawn = tuple(edge._replace(source=one, target=other) for (one, other), edge in edges.items() if one != other)
    return Picture(f"random {seed}", nodes, drawn, (*outer, *inner)).without_empty_groups()


@pytest.mark.parametrize("seed", range(40))
def test_random_pictures_can_be_read(seed: int) -> None:
    judge(a_random_picture(seed))


def test_a_picture_without_anything_has_no_boxes() -> None:
    assert lay_out(Picture("empty")).boxes == {}


def test_lines_of_different_nets_are_not_on_each_other() -> None:
    placed = lay_out(picture_of(graph(service_mess(20, 3)), "traffic"))
    owners: dict[tuple[float, float, float], set[int]] = {}
    for line, net in zip(placed.lines, placed.colours, strict=True):
        for (x0, y0), (x1, y1) in pairwise(line):
            if y0 == y1:
                owners.setdefault((y0, min(x0, x1), max(x0, x1)), set()).add(net)
    assert owners
    spans = sorted(owners.items())
    for ((y, _, right), one), ((other_y, left, _), other) in pairwise(spans):
        assert y != other_y or left >= right or one == other
