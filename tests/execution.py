"""A plugin of pytest that finds which modules of the package a test run executes, beyond importing them.

    K8SDSL_MODULES=k8sdsl.diff.sides,k8sdsl.diff.drift python -m pytest -p tests.execution tests/diff

The run ends as soon as a function of every module has been called. It fails, and names the modules, if the tests are
over before that.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

WANTED = "K8SDSL_MODULES"
waiting = set(filter(None, os.environ.get(WANTED, "").split(",")))


def note_call(frame: FrameType, _event: str, _argument: object) -> None:
    """Called for every call: ticks off the module of the function. Bodies of modules and classes do not count."""
    if frame.f_code.co_flags & 2:  # CO_NEWLOCALS: a function
        waiting.discard(frame.f_globals.get("__name__", ""))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Watches the calls of one test."""
    del item
    sys.settrace(note_call)
    try:
        yield
    finally:
        sys.settrace(None)
    if not waiting:
        pytest.exit("every module was executed", returncode=0)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails for modules that no test has executed."""
    if waiting:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        sys.stdout.write(f"\nnot executed: {' '.join(sorted(waiting))}\n")
