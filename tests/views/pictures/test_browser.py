"""The page in a real browser: groups collapse, a search dims the rest, and the keyboard is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.views.pictures import VIEWS, picture_of
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


@pytest.fixture
def views_page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A page with several views, in a narrow window; the test fails as for `page`."""
    objects = graph(service_mess(6, 2))
    pictures = {view: picture_of(objects, view, title=f"shop: {view}") for view in VIEWS}
    file = tmp_path / "views.html"
    file.write_text(html.render_views(pictures), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 480, "height": 800})
    events: list[str] = []
    opened.on("console", lambda message: events.append(message.text))
    opened.on("pageerror", lambda error: events.append(str(error)))
    opened.on("request", lambda request: events.append(request.url))
    opened.goto(f"{file.as_uri()}#all")
    yield opened
    assert events == [file.as_uri()]
    opened.close()


def test_the_address_names_the_view_and_the_keyboard_goes_through_all(views_page: Any) -> None:
    names = views_page.locator("[role=tab]").all_inner_texts()
    assert {"traffic", "all"} <= set(names) < set(VIEWS)  # those that have something
    assert views_page.locator("[role=tabpanel]:visible").get_attribute("id") == "panel-all"
    views_page.locator("[role=tab][aria-selected=true]").focus()
    seen = []
    for _ in names:
        views_page.keyboard.press("ArrowRight")
        seen.append(views_page.locator("[role=tab][aria-selected=true]").inner_text())
        assert views_page.locator("[role=tabpanel]:visible").get_attribute("id") == f"panel-{seen[-1]}"
        assert views_page.evaluate("document.activeElement.textContent") == seen[-1]
    assert sorted(seen) == sorted(names)
    views_page.keyboard.press("Home")
    assert views_page.locator("[role=tab][aria-selected=true]").inner_text() == names[0]


def test_every_view_has_its_own_search_and_groups(views_page: Any) -> None:
    views_page.locator("#tab-traffic").click()
    views_page.fill("#traffic-search", "svc-03")
    assert views_page.locator("#panel-traffic .node:not(.dim)").count() == 2
    assert views_page.locator("#panel-all .node.dim").count() == 0
    views_page.click("#traffic-collapse")
    assert views_page.locator("#panel-traffic .node:not(.hidden)").count() == 0
    assert views_page.locator("#panel-all .node.hidden").count() == 0


def test_every_id_of_a_page_with_several_views_is_unique(views_page: Any) -> None:
    ids = views_page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids)) > 10
    scrolls = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert views_page.evaluate(scrolls)
