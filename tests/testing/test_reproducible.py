"""The guard against builds that depend on their circumstances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.testing import assert_reproducible
from tests.cli.running import project
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path


def overlay(value: str) -> str:
    return f'{HEAD}overlay = Overlay(base=k8s.ConfigMap("settings", data={{"value": {value}}}))\n'


def test_an_ordinary_overlay_is_reproducible(tmp_path: Path) -> None:
    assert_reproducible("prod", project(tmp_path, {"overlays/prod.py": overlay("'x'")}))


@pytest.mark.parametrize(
    ("imports", "value"),
    [
        ("import datetime", "str(datetime.date.today())"),
        ("from datetime import datetime", "str(datetime.now().year)"),
        ("import time", "str(time.time())"),
        ("import random", "str(random.random())"),
        ("import uuid", "str(uuid.uuid4())"),
        ("import os", "','.join(os.environ)"),
        ("", "','.join({'alpha', 'beta', 'gamma', 'delta', 'epsilon'})"),
    ],
)
def test_what_differs_between_two_builds_is_shown(tmp_path: Path, imports: str, value: str) -> None:
    project(tmp_path, {"overlays/prod.py": f"{imports}\n{overlay(value)}"})
    with pytest.raises(AssertionError, match=r"prod differs between two builds:[\s\S]*\+  value:"):
        assert_reproducible("prod", tmp_path)


def test_the_network_cannot_be_used(tmp_path: Path) -> None:
    project(
        tmp_path,
        {"overlays/prod.py": f"import socket\n{overlay('socket.gethostbyname(chr(97))')}"},
    )
    with pytest.raises(AssertionError, match="must not use the network"):
        assert_reproducible("prod", tmp_path)
