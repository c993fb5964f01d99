"""The reference is complete: each field of an overlay, each block and each setting is documented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from k8sdsl import Overlay, blocks
from k8sdsl.project import settings
from tests.documentation.pages import DOCS, text_of
from tests.documentation.pages import blocks as fenced

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURATION = DOCS / "reference/configuration.md"


def headings(text: str) -> list[str]:
    return re.findall(r"^##+ (.+)$", text, flags=re.MULTILINE)


def test_every_field_of_an_overlay_has_a_heading_and_an_example() -> None:
    text = text_of(DOCS / "overlays.md")
    words = {word for heading in headings(text) for word in re.findall(r"\w+", heading)}
    fields = [name for name in Overlay.__annotations__ if not name.startswith("_")]
    assert len(fields) > 20
    assert [name for name in fields if name not in words] == []
    examples = "".join(block.text for block in fenced(DOCS / "overlays.md") if block.language in {"python", "text"})
    assert [name for name in fields if f"{name}=" not in examples and name != "transforms"] == []


def test_every_block_has_an_example() -> None:
    examples = "".join(block.text for block in fenced(DOCS / "blocks.md") if block.language == "python")
    documented = examples + text_of(DOCS / "reference/api.md")
    assert [name for name in blocks.__all__ if f"{name}(" not in examples and f"blocks.{name}" not in documented] == []


def test_every_setting_has_a_heading_and_is_in_the_example() -> None:
    assert sorted(headings(text_of(CONFIGURATION))) == sorted(settings.KEYS)
    example = next(block.text for block in fenced(CONFIGURATION) if block.language == "toml")
    assert [
        key for key in settings.KEYS if not re.search(rf"^{key} =|tool\.k8sdsl\.{key}\]", example, re.MULTILINE)
    ] == []


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("references", settings._REFERENCE),
        ("policies", settings._POLICY_USE),
        ("suppress", settings._SUPPRESSION),
    ],
)
def test_every_key_of_a_table_of_settings_is_documented(heading: str, keys: tuple[str, ...]) -> None:
    section = text_of(CONFIGURATION).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = set(re.findall(r"`([\w-]+)`", "".join(re.findall(r"^\| (.*?) \|", section, flags=re.MULTILINE))))
    assert rows == set(keys)


def test_the_settings_of_the_example_are_read(tmp_path: Path) -> None:
    example = next(block.text for block in fenced(CONFIGURATION) if block.language == "toml")
    (tmp_path / "pyproject.toml").write_text(example, encoding="utf-8")
    config = settings.read_config(tmp_path)
    assert (config.kube_version, config.into, config.layout) == ("1.33", "deploy", "object")
    assert (len(config.policies), len(config.suppress), len(config.references)) == (2, 1, 1)
