"""The text of a stack: a function that returns typed objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.emitters.yaml import emit
from k8sdsl.gitops.tree.file_name import safe_file_name, safe_part
from k8sdsl.identity import ObjectRef
from k8sdsl.importers.manifests.variables import variable_names, with_label_variables
from k8sdsl.locations.secret_values import has_secrets
from k8sdsl.python_source.constructors import Constructors
from k8sdsl.python_source.linked_blocks import SCALED, linked_call
from k8sdsl.python_source.literals import CallExpression, Code, Written, rendered
from k8sdsl.python_source.modules import Imports, module_text
from k8sdsl.python_source.reserved import RESERVED
from k8sdsl.python_source.strings import docstring
from k8sdsl.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.importers.secret_files import SecretFiles
    from k8sdsl.tree import Tree

FOLDER = "manifests"
"""The directory of objects that stay YAML."""

_MOST_LINES = 40
_MOST_CHARACTERS = 4000
_MOST_LINES_OF_DATA = 200


class Parameter:
    """A parameter of a stack: its name, its type and a value to try it with."""

    __slots__ = ("name", "type", "value")

    def __init__(self, name: str, type_name: str, value: Any) -> None:
        self.name = name
        self.type = type_name
        self.value = value


class StackText:
    """Writes stacks; `files` are the YAML files beside them, `notes` say what is not typed."""

    def __init__(self, secrets: SecretFiles) -> None:
        self._secrets = secrets
        self.files: dict[str, str] = {}
        self.notes: list[str] = []

    def of(
        self,
        name: str,
        trees: Sequence[Tree],
        parameters: Sequence[Parameter] = (),
        described: str = "",
        stacks: Sequence[str] = (),
    ) -> str:
        """The text of the module of a stack; `stacks` are the names of other stacks that it contains."""
        described = described or f"The objects of {name}."
        imports = Imports()
        imports.add("k8sdsl", "Stack")
        for stack in stacks:
            imports.add(f"stacks.{stack}", stack)
        before = len(self._secrets.files)
        objects = [self._secrets.tree(tree, name) for tree in trees]
        if len(self._secrets.files) > before:
            imports.add("k8sdsl.gitops", "from_file")
        taken = {name, *stacks, *RESERVED, *(one.name for one in parameters)}
        objects, labels = with_label_variables(objects, taken)
        known: dict[str, Any] = {"from_file": self._secrets.value_of, **labels}
        known |= {one.name: one.value for one in parameters}
        body = _Body(self, name, objects, Constructors(imports, known), taken)
        body.stacks = [Code(f"{stack}()") for stack in stacks]
        given = f"*, {', '.join(f'{one.name}: {one.type}' for one in parameters)}" if parameters else ""
        lines = [*_signature(name, given), f"    {docstring(described)}"]
        lines += [f"    {variable} = {rendered(tree, 4, lead=len(variable) + 3)}" for variable, tree in labels.items()]
        lines += body.lines()
        return module_text(described, imports, "\n\n" + "\n".join(lines) + "\n")

    def kept(self, tree: Tree, home: str, reason: str = "") -> Any:
        """The item of a stack for an object that stays YAML; a plain map for a Secret, whose values stay outside."""
        ref = ObjectRef.of(tree)
        if reason:
            self.notes.append(f"{ref} {reason}")
        if has_secrets(tree) or any(isinstance(value, Written) for _, value in walk(tree)):
            return tree
        stem = safe_file_name(
            "-".join(safe_part(part) for part in (ref.kind.lower(), ref.namespace, ref.name) if part), ""
        )
        path, number = f"{FOLDER}/{home}/{stem}.yaml", 2
        while path in self.files:
            path, number = f"{FOLDER}/{home}/{stem}-{number}.yaml", number + 1
        self.files[path] = emit([tree])
        return f"../{path}"


class _Body:
    """The statements that create the objects of a stack."""

    def __init__(
        self, text: StackText, name: str, trees: list[Tree], constructors: Constructors, taken: set[str]
    ) -> None:
        self._text = text
        self._name = name
        self._trees = trees
        self._constructors = constructors
        self._names = variable_names(trees, taken)
        self._workloads: dict[str, Tree] = {}
        self.stacks: list[Code] = []

    def lines(self) -> Iterator[str]:
        """Assignments, those of workloads first, and the return statement."""
        items: list[Any] = [None] * len(self._trees)
        order = sorted(range(len(self._trees)), key=lambda index: self._trees[index].get("kind") not in SCALED)
        for index in order:
            tree, variable = self._trees[index], self._names[index]
            call = self._item(tree)
            if not isinstance(call, CallExpression) or (len(self._trees) == 1 and _is_short(call)):
                items[index] = call
                continue
            if tree.get("kind") in SCALED:
                self._constructors.bind(variable, call)
                self._workloads[variable] = tree
            items[index] = Code(variable)
            yield f"    {variable} = {rendered(call, 4, lead=len(variable) + 3)}"
        made = CallExpression("Stack", [("", self._name), ("", [*self.stacks, *items])])
        yield f"    return {rendered(made, 4, lead=7)}"

    def _item(self, tree: Tree) -> Any:
        if tree.get("kind") == "CustomResourceDefinition" or _is_large(tree) or _is_long_data(tree):
            return self._text.kept(tree, self._name)
        call = linked_call(tree, self._workloads, self._constructors) or self._constructors.of(tree)
        return call or self._text.kept(tree, self._name, "stays YAML: no typed constructor represents it exactly")


def _is_short(call: CallExpression) -> bool:
    return "\n" not in rendered(call, 8, tail=20)


def _signature(name: str, given: str) -> list[str]:
    line = f"def {name}({given}) -> Stack:"
    if len(line) <= 88:
        return [line]
    return [f"def {name}(", *(f"    {part}," for part in given.split(", ")), ") -> Stack:"]


def _is_long_data(tree: Tree) -> bool:
    """Whether an object is a ConfigMap that is too long to read in Python."""
    return tree.get("kind") == "ConfigMap" and emit([tree]).count("\n") > _MOST_LINES_OF_DATA


def _is_large(value: Any) -> bool:
    """Whether an object holds a text that is better kept in a file of its own."""
    if isinstance(value, str):
        return len(value) > _MOST_CHARACTERS or value.count("\n") > _MOST_LINES
    if isinstance(value, dict):
        return any(map(_is_large, value.values()))
    return isinstance(value, list) and any(map(_is_large, value))
