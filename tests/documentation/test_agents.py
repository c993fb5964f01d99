"""What coding agents read is true: the links of `llms.txt` lead to pages, and all examples run."""

from __future__ import annotations

import pytest

from tests.documentation.pages import DOCS, PAGES, Block, blocks, links

OVERVIEW, SKILL = DOCS / "llms.txt", DOCS / "skill.md"
EXAMPLES = [
    block for page in (OVERVIEW, SKILL) for block in blocks(page) if block.language == "python" and not block.file
]


def test_every_link_of_the_overview_leads_to_a_page_of_the_site() -> None:
    pages = {str(page.relative_to(DOCS).with_suffix(".html")).replace("README", "index") for page in PAGES}
    found = links(OVERVIEW)
    assert len(found) > 10
    assert [link for link in found if link not in pages] == []


def test_the_overview_is_short() -> None:
    assert len(OVERVIEW.read_text(encoding="utf-8")) < 6000


def test_the_skill_has_a_name_and_a_description() -> None:
    head = SKILL.read_text(encoding="utf-8").split("---\n")[1]
    assert [line.partition(":")[0] for line in head.splitlines()] == ["name", "description"]


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: str(block.line))
def test_an_example_holds(block: Block) -> None:
    assert "assert" in block.text
    exec(compile(block.text, "llms.txt", "exec"), {})  # noqa: S102 - the page is ours
