"""The screenshots of the documentation are those that the command takes, and small."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

import pytest

from tests.documentation.pages import PAGES, text_of
from tests.documentation.screenshots import PICTURES, SHOTS, SIZE, take

if TYPE_CHECKING:
    from pathlib import Path


def size_of(file: Path) -> dict[str, int]:
    """The size of a PNG, from its header."""
    width, height = struct.unpack(">II", file.read_bytes()[16:24])
    return {"width": width, "height": height}


def test_every_screenshot_is_shown_by_a_page_and_taken_by_the_command() -> None:
    shown = {name for page in PAGES for name in re.findall(r"pictures/([\w-]+\.png)", text_of(page))}
    assert shown == {file.name for file in PICTURES.glob("*.png")} == set(SHOTS)


@pytest.mark.parametrize("name", SHOTS)
def test_a_screenshot_is_small(name: str) -> None:
    assert (PICTURES / name).stat().st_size < 150_000
    assert size_of(PICTURES / name) == SIZE


def test_the_command_takes_a_screenshot(browser: Any, tmp_path: Path) -> None:
    pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")
    take(browser, tmp_path, ["serve.png"])
    assert size_of(tmp_path / "serve.png") == SIZE
