"""The site builds in strict mode, and no link of its pages is dead."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.documentation.pages import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and (find_spec("mkdocs") is None or find_spec("mkdocstrings") is None),
    reason="the dependency group `docs` is not installed",
)


class _Page(HTMLParser):
    """The links and anchors of a page of the site, and what it would load from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.anchors |= {value for name, value in attrs if value and name in {"id", "name"}}
        if tag == "a" and values.get("href"):
            self.links.append(unquote(values["href"] or ""))
        elif tag in {"script", "img", "link"}:
            self.loaded.append(values.get("src") or values.get("href") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_link_of_the_site_leads_to_a_page_and_an_anchor(site: Path) -> None:
    dead = []
    for file in sorted(site.rglob("*.html")):
        if file.name == "404.html":
            continue
        for link in page_at(file).links:
            path, _, anchor = link.partition("#")
            if path.startswith(("https://", "http://")):
                continue
            target = (file.parent / path).resolve() if path else file
            if not target.exists() or (anchor and anchor not in page_at(target).anchors):
                dead.append(f"{file.relative_to(site)}: {link}")
    assert dead == []


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = [file for file in site.rglob("*.html") if file.name != "404.html"]
    assert len(pages) > 20
    loaded = {address for file in pages for address in page_at(file).loaded}
    assert [address for address in loaded if "//" in address] == []


@cache
def page_at(file: Path) -> _Page:
    """A page of the site, read once."""
    page = _Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page
