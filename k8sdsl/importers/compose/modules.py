"""The text of the stack and the overlay for a Compose file, and the files of its secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.command_secrets import CommandSecrets
from k8sdsl.importers.manifests.stack import StackText
from k8sdsl.importers.secret_files import FOLDER, IGNORED
from k8sdsl.python_source.literals import CallExpression, Code, rendered
from k8sdsl.python_source.modules import Imports, identifier, module_text
from k8sdsl.python_source.reserved import RESERVED

if TYPE_CHECKING:
    from k8sdsl.importers.compose.document import Compose
    from k8sdsl.importers.compose.objects import Converted


def compose_modules(compose: Compose, converted: Converted) -> dict[str, str]:
    """The files to write, by their paths below the project."""
    name = identifier(compose.name, RESERVED, fallback="application")
    secrets = CommandSecrets(converted.known, compose.notes)
    text = StackText(secrets)
    stack = text.of(name, converted.objects, described=f"The services of {compose.file.name}.")
    files = {f"stacks/{name}.py": stack, "overlays/compose.py": _overlay(name, converted), **text.files}
    files |= secrets.written()
    for secret, variables in converted.variables.items():
        files[f"{FOLDER}/{secret}.env"] = "".join(f"{key}={value}\n" for key, value in variables.items())
    for secret, contents in converted.files.items():
        files |= {f"{FOLDER}/{secret}/{key}": content for key, content in contents.items()}
    if converted.variables or converted.files:
        files[IGNORED] = "*\n"
    return files


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
