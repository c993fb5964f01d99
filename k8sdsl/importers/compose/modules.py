"""The text of the stack and the overlay for a Compose file, and the files of its secrets."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING, Any

from k8sdsl.python_source.literals import Code, Constructor, Constructors, rendered
from k8sdsl.python_source.strings import docstring

if TYPE_CHECKING:
    from k8sdsl.importers.compose.document import Compose
    from k8sdsl.importers.compose.objects import Converted


def compose_modules(compose: Compose, converted: Converted) -> dict[str, str]:
    """The files to write, by their paths below the project."""
    name = _identifier(compose.name)
    files = {f"stacks/{name}.py": _stack(name, compose, converted), "overlays/compose.py": _overlay(name, converted)}
    for secret, variables in converted.variables.items():
        files[f"secrets/{secret}.env"] = "".join(f"{key}={value}\n" for key, value in variables.items())
    for secret, contents in converted.files.items():
        files |= {f"secrets/{secret}/{key}": content for key, content in contents.items()}
    if converted.variables or converted.files:
        files["secrets/.gitignore"] = "*\n"
    return files


def _identifier(text: str) -> str:
    """A name of Compose as the name of a module and a function."""
    name = "".join(c if c.isascii() and c.isalnum() else "_" for c in text.lower()).strip("_") or "application"
    return (
        f"{name}_"
        if keyword.iskeyword(name) or keyword.issoftkeyword(name)
        else name
        if not name[0].isdigit()
        else f"app_{name}"
    )


def _stack(name: str, compose: Compose, converted: Converted) -> str:
    constructors = Constructors()
    items: list[Any] = []
    for tree in converted.objects:
        call = constructors.of(tree)
        items.append(call if call is not None else tree)
    api = [f"from k8sdsl.api import {', '.join(sorted(constructors.modules))}"] if constructors.modules else []
    imports = ["from k8sdsl import Stack, k8s" if constructors.uses_flat else "from k8sdsl import Stack", *api]
    described = docstring(f"The services of {compose.file.name}.")
    returned = rendered(Constructor("Stack", [("", name), ("", items)]), 4)
    head = "\n".join([f"{described}", "", "from __future__ import annotations", "", *imports])
    return f"{head}\n\n\ndef {name}() -> Stack:\n    {described}\n    return {returned}\n"


def _overlay(name: str, converted: Converted) -> str:
    generators = [
        Constructor("SecretGenerator", [("", secret), ("envs", [f"../secrets/{secret}.env"])])
        for secret in converted.variables
    ]
    generators += [
        Constructor("SecretGenerator", [("", secret), ("files", [f"../secrets/{secret}/{key}" for key in contents])])
        for secret, contents in converted.files.items()
    ]
    arguments: list[tuple[str, Any]] = [("base", Code(f"{name}()"))]
    if generators:
        arguments.append(("secret_generator", generators))
    names = "Overlay, SecretGenerator" if generators else "Overlay"
    return (
        '"""What the Compose file describes, as one environment."""\n\nfrom __future__ import annotations\n\n'
        f"from k8sdsl import {names}\nfrom stacks.{name} import {name}\n\n"
        f"overlay = {rendered(Constructor('Overlay', arguments))}\n"
    )
