"""The reference of the rules says what the rules say."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.codegen.pages.rule_pages import render_rule_pages

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "rules"


def test_the_pages_are_those_that_the_rules_give() -> None:
    committed = {page.name: page.read_text(encoding="utf-8") for page in FOLDER.glob("*.md")}
    assert committed == render_rule_pages(), "run `python -m k8sdsl.codegen`"
