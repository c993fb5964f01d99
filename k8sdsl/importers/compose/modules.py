"""The text of the stack and the overlay for a Compose file, and the files of its secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.python_source.constructors import Constructors
from k8sdsl.python_source.literals import CallExpression, Code, rendered
from k8sdsl.python_source.modules import Imports, identifier, module_text
from k8sdsl.python_source.reserved import RESERVED
from k8sdsl.python_source.strings import docstring

if TYPE_CHECKING:
    from k8sdsl.importers.compose.document import Compose
    from k8sdsl.importers.compose.objects import Converted


def compose_modules(compose: Compose, converted: Converted) -> dict[str, str]:
    """The files to write, by their paths below the project."""
    name = identifier(compose.name, RESERVED, fallback="application")
    files = {f"stacks/{name}.py": _stack(name, compose, converted), "overlays/compose.py": _overlay(name, converted)}
    for secret, variables in converted.variables.items():
        files[f"secrets/{secret}.env"] = "".join(f"{key}={value}\n" for key, value in variables.items())
    for secret, contents in converted.files.items():
        files |= {f"secrets/{secret}/{key}": content for key, content in contents.items()}
    if converted.variables or converted.files:
        files["secrets/.gitignore"] = "*\n"
    return files


def _stack(name: str, compose: Compose, converted: Converted) -> str:
    imports = Imports()
    imports.add("k8sdsl", "Stack")
    constructors = Constructors(imports)
    items: list[Any] = []
    for tree in converted.objects:
        call = constructors.of(tree)
        items.append(call if call is not None else tree)
    described = f"The services of {compose.file.name}."
    returned = rendered(CallExpression("Stack", [("", name), ("", items)]), 4, lead=7)
    body = f"\n\ndef {name}() -> Stack:\n    {docstring(described)}\n    return {returned}\n"
    return module_text(described, imports, body)


def _overlay(name: str, converted: Converted) -> str:
    generators = [
        CallExpression("SecretGenerator", [("", secret), ("envs", [f"../secrets/{secret}.env"])])
        for secret in converted.variables
    ]
    generators += [
        CallExpression("SecretGenerator", [("", secret), ("files", [f"../secrets/{secret}/{key}" for key in contents])])
        for secret, contents in converted.files.items()
    ]
    arguments: list[tuple[str, Any]] = [("base", Code(f"{name}()"))]
    if generators:
        arguments.append(("secret_generator", generators))
    imports = Imports()
    imports.add("k8sdsl", "Overlay")
    imports.add(f"stacks.{name}", name)
    if generators:
        imports.add("k8sdsl", "SecretGenerator")
    overlay = rendered(CallExpression("Overlay", arguments), lead=10)
    return module_text("What the Compose file describes, as one environment.", imports, f"\noverlay = {overlay}\n")
