"""All files of an import: stacks, overlays, values of secrets, and objects that stay YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.manifests import ImportedObjects
from k8sdsl.importers.manifests.environments import merged
from k8sdsl.importers.manifests.groups import grouped, rounds
from k8sdsl.importers.manifests.namespaces import without_namespace
from k8sdsl.importers.manifests.stack import StackText
from k8sdsl.importers.secret_files import FOLDER, SecretFiles
from k8sdsl.python_source.literals import CallExpression, rendered
from k8sdsl.python_source.modules import Imports, identifier, module_text
from k8sdsl.python_source.reserved import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.importers.manifests import SourceObject


def overlays_of(named: Mapping[str, Sequence[SourceObject]]) -> ImportedObjects:
    """The files for objects in overlays of these names, each with stacks of its own."""
    secrets = SecretFiles()
    text = StackText(secrets)
    files: dict[str, str] = {}
    overlays: dict[str, list[Any]] = {}
    taken: set[str] = set()
    for name, sources in named.items():
        several = rounds(sources)
        for number, members in enumerate(several, start=1):
            overlay = identifier(name if number == 1 else f"{name}_{number}", RESERVED)
            namespace, stripped = without_namespace(members)
            stacks = grouped(overlay, stripped, taken)
            files |= {f"stacks/{stack}.py": text.of(stack, trees) for stack, trees in stacks.items()}
            files[f"overlays/{overlay}.py"] = _overlay(overlay, [(stack, []) for stack in stacks], namespace=namespace)
            overlays[overlay] = [source.tree for source in members]
        if len(several) > 1:
            text.notes.append(f"{name}: some objects are defined several times; each of its overlays has them once")
    return _imported(files, overlays, text, secrets)


def several_environments(name: str, environments: Mapping[str, Sequence[SourceObject]]) -> ImportedObjects:
    """The files for the objects of several environments."""
    secrets = SecretFiles()
    text = StackText(secrets)
    files: dict[str, str] = {}
    module = identifier(name, RESERVED)
    spaces = {env: without_namespace(found) for env, found in environments.items()}
    if not all(namespace for namespace, _ in spaces.values()):
        spaces = {env: ("", list(found)) for env, found in environments.items()}
    trees = {env: [source.tree for source in found] for env, (_, found) in spaces.items()}
    shared = merged(trees, secrets, module)
    files[f"stacks/{module}.py"] = text.of(module, shared.common, shared.parameters)
    stacks: dict[tuple[str, ...], str] = {}
    for members in shared.single:
        stacks[members] = identifier("_".join((module, *members)), {*RESERVED, *stacks.values(), module})
    for members, some in shared.single.items():
        stack = stacks[members]
        files[f"stacks/{stack}.py"] = text.of(
            stack, some, described=f"What {' and '.join(members)} {'have' if len(members) > 1 else 'has'} in addition."
        )
    overlays: dict[str, str] = {}
    for env in environments:
        overlays[env] = identifier(env, overlays.values())
        bases = [(module, [(one.name, shared.values[env][one.name]) for one in shared.parameters])]
        bases += [(stack, []) for members, stack in stacks.items() if env in members]
        files[f"overlays/{overlays[env]}.py"] = _overlay(
            env, bases, shared.patches.get(env, []), namespace=spaces[env][0]
        )
    expected = {overlays[env]: [source.tree for source in found] for env, found in environments.items()}
    text.notes += shared.notes
    return _imported(files, expected, text, secrets)


def _imported(
    files: dict[str, str], overlays: dict[str, list[Any]], text: StackText, secrets: SecretFiles
) -> ImportedObjects:
    written = secrets.written()
    if written:
        text.notes.append(f"the values of Secrets are in {FOLDER}/, which Git ignores")
    return ImportedObjects({**files, **text.files, **written}, overlays, tuple(text.notes))


def _overlay(
    name: str,
    bases: Iterable[tuple[str, list[tuple[str, Any]]]],
    patches: Sequence[Any] = (),
    *,
    namespace: str = "",
) -> str:
    imports = Imports()
    imports.add("k8sdsl", "Overlay")
    calls = []
    for stack, arguments in bases:
        imports.add(f"stacks.{stack}", stack)
        calls.append(CallExpression(stack, arguments))
    for expression in (*calls, *patches):
        text = rendered(expression)
        for used, module in (("from_file(", "k8sdsl.gitops"), ("JsonPatch(", "k8sdsl"), ("Target(", "k8sdsl")):
            if used in text:
                imports.add(module, used[:-1])
    base: Any = calls[0] if len(calls) == 1 else calls
    given: list[tuple[str, Any]] = [("base", base)]
    given += [("namespace", namespace)] if namespace else []
    given += [("patches", list(patches))] if patches else []
    return module_text(
        f"The environment {name}.", imports, f"\noverlay = {rendered(CallExpression('Overlay', given), lead=10)}\n"
    )
