"""Chromium, from the system's packages, for the tests of pages. Playwright drives it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


def chromium() -> str | None:
    """The program, if it is installed."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def launched() -> Iterator[Any]:
    """A browser, for a fixture; without Chromium, and outside of CI without Playwright, the test is skipped."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium is installed")
    if not os.environ.get("CI"):
        pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()
