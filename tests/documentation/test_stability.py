"""The page about stability names what is tested as public, and the changelog has the version that is built."""

from __future__ import annotations

import re
import tomllib

from k8sdsl.cli.reference.tree import STATUSES
from k8sdsl.packages.offers import POLICIES, STACKS
from k8sdsl.schemas import SCHEMAS
from tests.documentation.pages import DOCS, ROOT, text_of
from tests.test_public_names import PUBLIC

PAGE = text_of(DOCS / "stability.md")
STABLE = PAGE.partition("## Stable")[2].partition("## May change")[0]


def words(pattern: str) -> list[str]:
    """The words in the row of the table that a pattern finds."""
    found = re.search(pattern, STABLE)
    assert found is not None
    return re.findall(r"[\w.]+", found[1])


def test_the_public_modules_are_those_whose_names_are_tested() -> None:
    assert re.findall(r"the names that `([\w.]+)` exports", STABLE) == list(PUBLIC)


def test_statuses_schemas_and_entry_points_are_those_that_exist() -> None:
    assert words(r"exit statuses: ([\d, ]+)") == [str(status) for status in STATUSES]
    assert words(r"the schemas ([\w, ]+)") == sorted(SCHEMAS)
    assert words(r"entry points: ([`\w., ]+)") == [STACKS, POLICIES]


def test_the_changelog_begins_with_the_version_that_is_built() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    heads = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert version in [head for head in heads if head != "Unreleased"][:1]
