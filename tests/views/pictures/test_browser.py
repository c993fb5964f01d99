"""The page in a real browser: groups collapse, a search dims the rest, and the keyboard is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.views.pictures import picture_of
from k8sdsl.views.pictures.forms import html
from tests.views.pictures.sets import graph, service_mess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """The page of a service mess; the test fails if the page reports an error or asks for anything."""
    file = tmp_path / "mess.html"
    file.write_text(html.render(picture_of(graph(service_mess(20, 2)), "traffic")), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1600, "height": 900})
    errors: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: errors.append(message.text))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    yield opened
    assert errors == []
    assert asked == [file.as_uri()]
    opened.close()


def visible_nodes(page: Any) -> int:
    return int(page.locator(".node:not(.hidden)").count())


def test_a_group_is_collapsed_and_opened_by_keyboard(page: Any) -> None:
    height = page.locator("svg").bounding_box()["height"]
    group = page.locator('[data-group="team-1"][role=button]')
    group.focus()
    page.keyboard.press("Enter")
    assert group.get_attribute("aria-expanded") == "false"
    assert visible_nodes(page) == 20
    assert page.locator("svg").bounding_box()["height"] < height
    page.keyboard.press("Enter")
    assert visible_nodes(page) == 40
    assert page.locator("svg").bounding_box()["height"] == height


def test_all_groups_are_collapsed_and_opened(page: Any) -> None:
    page.click("#collapse")
    assert visible_nodes(page) == 0
    assert page.locator(".group:not(.hidden)").count() == 2
    page.click("#expand")
    assert visible_nodes(page) == 40


def test_boxes_are_not_on_each_other_when_a_group_is_collapsed(page: Any) -> None:
    page.locator('[data-group="team-0"][role=button]').click(position={"x": 5, "y": 5})
    boxes = [one.bounding_box() for one in page.locator(".node:not(.hidden) .box").all()]
    spots = {(round(box["x"]), round(box["y"])) for box in boxes}
    assert len(spots) == len(boxes) == 20
    frames = [one.bounding_box() for one in page.locator(".group:not(.hidden) > .frame:not(.inner)").all()]
    frames.sort(key=lambda box: box["y"])
    assert frames[0]["y"] + frames[0]["height"] <= frames[1]["y"]


def test_a_search_dims_what_it_does_not_find(page: Any) -> None:
    page.fill("#search", "svc-03")
    assert page.locator(".node:not(.dim)").count() == 2
    assert page.locator("#size").inner_text() == "2 found"


def test_a_chosen_node_shows_what_it_is_connected_with(page: Any) -> None:
    page.locator('[data-id="Service/team-1/svc-03"]').focus()
    page.keyboard.press("Space")
    edges = page.locator(
        '.edge[data-source="Service/team-1/svc-03"], .edge[data-target="Service/team-1/svc-03"]'
    ).count()
    assert page.locator(".edge:not(.dim)").count() == edges
    page.keyboard.press("Escape")
    assert page.locator(".node.dim").count() == 0


def test_every_node_has_a_name_for_screen_readers(page: Any) -> None:
    names = [one.get_attribute("aria-label") for one in page.locator(".node").all()]
    assert len(names) == 40
    assert all(names)
