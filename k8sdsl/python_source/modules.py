"""The text of a module: its docstring, its imports and what follows, as linters and formatters expect it."""

from __future__ import annotations

import builtins
import keyword
import sys
from typing import TYPE_CHECKING

from k8sdsl.python_source.strings import docstring

if TYPE_CHECKING:
    from collections.abc import Collection

_LONGEST = 40

_OWN = ("stacks", "overlays", "bases", "components")
"""The packages of a user's project."""


class Imports:
    """The names that a module imports."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}

    def add(self, module: str, name: str) -> None:
        """Imports a name from a module; `name as other` is written as it is."""
        self._names.setdefault(module, set()).add(name)

    @property
    def names(self) -> set[str]:
        """Every imported name."""
        return {name.rpartition(" ")[2] for names in self._names.values() for name in names}

    def lines(self) -> list[str]:
        """The imports in the order of linters: those of the project itself last, after an empty line."""
        sections: list[list[str]] = [[], [], []]
        for module in sorted(self._names):
            top = module.partition(".")[0]
            place = 0 if top in sys.stdlib_module_names else 2 if top in _OWN else 1
            sections[place] += self._import(module)
        return "\n\n".join("\n".join(lines) for lines in sections if lines).split("\n")

    def _import(self, module: str) -> list[str]:
        names = sorted(self._names[module], key=_rank)
        line = f"from {module} import {', '.join(names)}"
        if len(line) <= 88:
            return [line]
        return [f"from {module} import (", *(f"    {name}," for name in names), ")"]


def _rank(name: str) -> tuple[int, str]:
    """Constants before classes before functions and modules, as isort orders names."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name)


def module_text(about: str, imports: Imports, body: str) -> str:
    """The text of a module; `body` begins with as many empty lines as it needs."""
    lines = [docstring(about), "", "from __future__ import annotations", "", *imports.lines()]
    return "\n".join(lines).rstrip("\n") + f"\n{body}"


def snake_case(text: str) -> str:
    """A name of Kubernetes in the spelling of Python: `imagePullPolicy` becomes `image_pull_policy`."""
    if text.isupper():
        return text.lower()
    ups = [index for index, c in enumerate(text) if c.isupper() and index and not text[index - 1].isupper()]
    parts = [text[start:end] for start, end in zip([0, *ups], [*ups, len(text)], strict=True)]
    return "_".join(part.strip("_-. ").lower() for part in parts if part)


def identifier(text: str, taken: Collection[str] = (), *, fallback: str = "app", suffix: str = "") -> str:
    """A name of something as a name in Python: no keyword, no built-in function, and none that is taken.

    A long name loses words at its end; a `suffix` stays.
    """
    suffix = _shortened(_words(suffix), _LONGEST - 10)
    name = _shortened(_words(text), _LONGEST - len(suffix)) or fallback
    name = f"{name}_{suffix}" if suffix else name
    name = f"{fallback}_{name}" if name[0].isdigit() else name
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in vars(builtins):
        name = f"{name}_"
    if name not in taken:
        return name
    number = 2
    while f"{name.rstrip('_')}_{number}" in taken:
        number += 1
    return f"{name.rstrip('_')}_{number}"


def _words(text: str) -> str:
    """A text as words of letters and digits in lowercase."""
    name = "".join(c if c.isascii() and c.isalnum() else "_" for c in text.lower())
    return "_".join(filter(None, name.split("_")))


def _shortened(name: str, longest: int) -> str:
    """The first words of a name that fit; a part of the first word if it does not."""
    if len(name) <= longest:
        return name
    return name[: longest + 1].rpartition("_")[0] or name[:longest]
