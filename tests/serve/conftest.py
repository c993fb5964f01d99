"""A project and its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("starlette", reason="the extra `serve` is not installed")
pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")

from tests.serve.served import Served
from tests.serve.sets import SHOP

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The page of a shop, with its folder as the working directory."""
    monkeypatch.chdir(tmp_path)
    return Served(tmp_path, SHOP)
