"""No link of the documentation is dead: the page and the heading exist, and the site has every page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.documentation.pages import DOCS, PAGES, ROOT, anchors, links

if TYPE_CHECKING:
    from collections.abc import Iterator

AROUND = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
"""Pages of the repository that are not on the site; they may link to any file of it."""


def dead(page: Path, within: Path) -> list[str]:
    """The links of a page that lead to no file below a folder, or to no heading of it."""
    found = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        if path.startswith(("https://", "http://", "mailto:")):
            continue
        target = (page.parent / path).resolve() if path else page
        if not (target.is_file() and target.is_relative_to(within)) or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_no_link_of_a_page_is_dead(page: Path) -> None:
    assert dead(page, DOCS) == []


@pytest.mark.parametrize("page", AROUND, ids=lambda page: page.name)
def test_no_link_of_the_repository_is_dead(page: Path) -> None:
    assert dead(page, ROOT) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", ["b.md"]),
        ("# One\n[a](#one) [b](#two)", ["#two"]),
        ("[a](../outside.md)", ["../outside.md"]),
        ("[a](https://example.com/x) `[b](c.md)`\n```md\n[b](c.md)\n```\n", []),
    ],
)
def test_a_dead_link_is_found(tmp_path: Path, text: str, expected: list[str]) -> None:
    page = tmp_path / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text(text, encoding="utf-8")
    (tmp_path / "outside.md").write_text("", encoding="utf-8")
    assert dead(page, page.parent) == expected


def test_the_navigation_of_the_site_has_every_page() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = sorted(_leaves(site["nav"]))
    pages = sorted(page.relative_to(DOCS).as_posix() for page in PAGES)
    rules = [page for page in pages if page.startswith("rules/") and page != "rules/README.md"]
    assert listed == [page for page in pages if page not in rules]


def _leaves(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for child in entry.values() if isinstance(entry, dict) else entry:
            yield from _leaves(child)
