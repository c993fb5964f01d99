"""Where the package creates errors, and with which codes."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError
from tests.test_architecture import MODULES

if TYPE_CHECKING:
    from collections.abc import Iterator


def subclasses(kind: type[K8sdslError]) -> Iterator[type[K8sdslError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from subclasses(one)


@cache
def kinds() -> dict[str, type[K8sdslError]]:
    for module in ("cel.errors", "semantics.patterns.errors", "cluster.admission_policies.unknown"):
        import_module(f"k8sdsl.{module}")
    return {kind.__name__: kind for kind in subclasses(K8sdslError) if kind.__module__.startswith("k8sdsl.")}


def created() -> Iterator[tuple[str, str, ast.expr | None]]:
    """The place of every call of a class of errors in the package, the class, and the code that it gets."""
    for module, file in MODULES.items():
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "Error" in text else ():
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in kinds():
                    given = next((word.value for word in node.keywords if word.arg == "code"), None)
                    yield f"{module}:{node.lineno}", name, given


def without_code() -> list[str]:
    """The places of errors that have neither a code of their own nor a class with one."""
    general = {name for name, kind in kinds().items() if kind.code == K8sdslError.code}
    assert 0 < len(general) < len(kinds())
    return [place for place, name, code in created() if name in general and code is None]
