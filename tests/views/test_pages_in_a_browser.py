"""The pages of blame and of the report in a real browser: they load nothing, report no error, and open details."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from k8sdsl.pipeline import build_manifests
from k8sdsl.views.blame.as_html import render_html
from k8sdsl.views.blame.histories import histories
from k8sdsl.views.review.as_html import render_html_review
from k8sdsl.views.review.review import Review, review_change
from tests.views.pictures.sets import deployment, service

pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")
ROOT = Path(__file__).parents[2]


def opened(browser: Any, text: str, file: Path) -> tuple[Any, list[str]]:
    """A page in a narrow window, and what it reports and asks for."""
    file.write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": 420, "height": 800})
    events: list[str] = []
    page.on("console", lambda message: events.append(message.text))
    page.on("pageerror", lambda error: events.append(str(error)))
    page.on("request", lambda request: events.append(request.url))
    page.goto(file.as_uri())
    return page, events


def test_blame_shows_lines_with_places(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = histories(build_manifests("prod", check=False), "Deployment/wordpress")
    page, events = opened(browser, render_html(found, title="prod"), tmp_path / "blame.html")
    assert events == [(tmp_path / "blame.html").as_uri()]
    assert page.locator("tr td.yaml").first.inner_text() == "apiVersion: apps/v1"
    steps = page.locator("td.place details").first
    steps.locator("summary").focus()
    page.keyboard.press("Enter")
    assert steps.locator("li").first.is_visible()
    page.close()


def test_a_report_shows_its_picture_and_opens_its_details(browser: Any, tmp_path: Path) -> None:
    before, after = ([service("web", "shop"), deployment("web", "shop")] for _ in range(2))
    after[1]["spec"]["replicas"] = 5
    review = Review("a..b", (review_change("prod", before, after),), ())
    page, events = opened(browser, render_html_review(review), tmp_path / "report.html")
    assert events == [(tmp_path / "report.html").as_uri()]
    assert page.locator("svg .node.changed").count() == 1
    page.locator("details summary").first.click()
    assert "spec.replicas: 5" in page.locator("details pre").first.inner_text()
    scrolls = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(scrolls)  # the picture scrolls in its own frame, and the page does not
    page.close()
