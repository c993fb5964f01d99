"""The pages of the documentation, their fenced blocks, headings and links."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
WRITTEN = [page for page in PAGES if page.parent.name != "rules"]
"""All pages but those that are generated from the rules."""

_FENCE = re.compile(r"^( *)```(\w*)([^\n]*)\n(.*?)^\1```[ ]*$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"(?:#|//|--|<!--) (\.?[\w-][\w./-]*\.\w+|\.?\w+file)(?: -->)?\n")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+?)(?: *\{ *#([\w-]+) *\})?$", re.MULTILINE)


@frozen
class Block:
    """A fenced block: the language, what follows it on the line of the fence, the text, and the line of the page."""

    language: str
    options: str
    text: str
    line: int

    @property
    def file(self) -> str | None:
        """The path in a comment on the first line: the block is the content of that file."""
        named = _NAME.match(self.text)
        return named[1] if named and self.language not in {"console", "sh", "text"} else None


@cache
def text_of(page: Path) -> str:
    """The text of a page."""
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    text = text_of(page)
    for found in _FENCE.finditer(text):
        indent, language, options, body = found.groups()
        body = re.sub(f"^{indent}", "", body, flags=re.MULTILINE)
        yield Block(language, options.strip(), body, text.count("\n", 0, found.start()) + 1)


@cache
def prose(page: Path) -> str:
    """The text of a page without its fenced blocks."""
    return _FENCE.sub("", text_of(page))


def links(page: Path) -> list[str]:
    """The targets of the links of a page."""
    return _LINK.findall(re.sub(r"`[^`\n]*`", "", prose(page)))


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors that a page has both on the site and where repositories are shown."""
    site: list[str] = []
    shown: list[str] = []
    for heading, own in _HEADING.findall(prose(page)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        words = re.sub(r"[^\w\s-]", "", plain).strip().lower()
        site.append(own or re.sub(r"[-\s]+", "-", words))
        shown.append(own or words.replace(" ", "-"))
    return frozenset(site) & frozenset(shown)
