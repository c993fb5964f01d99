"""The reference of the Python API has every public name, and the examples of their docstrings run."""

from __future__ import annotations

import doctest
import inspect
import re
from importlib import import_module
from typing import Any

import pytest

from tests.documentation.pages import DOCS, text_of
from tests.test_public_names import PUBLIC

NAMES = [
    f"{module}.{name}"
    for module, names in PUBLIC.items()
    for name in names
    if not inspect.ismodule(getattr(import_module(module), name))
]


def public(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)


def test_the_page_has_every_public_name_once() -> None:
    listed = re.findall(r"^::: (\S+)$", text_of(DOCS / "reference/api.md"), flags=re.MULTILINE)
    assert sorted(listed) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_public_name_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "")  # restored after the example that sets it
    docstring = inspect.getdoc(public(name)) or ""
    examples = doctest.DocTestParser().get_doctest(docstring, {}, name, None, None)
    assert examples.examples
    outcome = doctest.DocTestRunner().run(examples)
    assert outcome.failed == 0
