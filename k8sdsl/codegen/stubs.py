"""The stub of a module for type checkers and editors: the classes with their arguments, types and documentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8sdsl.codegen.documentation import UNCHECKED, docstring, paragraph
from k8sdsl.codegen.model import ordered
from k8sdsl.codegen.sources.corrections import READ_FIRST, READ_LAST
from k8sdsl.codegen.tables import lifetime, literal
from k8sdsl.kube.versions import OLDEST

if TYPE_CHECKING:
    from k8sdsl.codegen.model import FieldModel, ModuleModel, TypeModel

_SCALARS = {
    "string": "str",
    "bool": "bool",
    "int32": "int",
    "int64": "int",
    "number": "float",
    "quantity": "Quantity",
    "int_or_string": "IntOrString",
    "time": "Time",
    "microtime": "Time",
    "bytes": "Base64",
    "object": "dict[str, Any]",
    "any": "Any",
}
_NAMED = (
    ("namespace", "str"),
    ("labels", "dict[str, str]"),
    ("annotations", "dict[str, str]"),
)
"""The further arguments of a class with metadata."""

_SOURCES = {
    "typing": ("Any", "ClassVar", "Literal", "TypeAlias"),
    "k8sdsl.objects.typed": (
        *("Base64", "IntOrString", "NamedResource", "Part", "Quantity", "Resource", "Template", "Time"),
    ),
}
_WORD = re.compile(r"\b[A-Za-z_]\w*\b")


def render_stub(module: ModuleModel, header: str) -> str:
    """The stub of a module."""
    return Stub(module).render(header)


class Stub:
    """Writes one stub; imported names are renamed if a class or field of the module has the name."""

    def __init__(self, module: ModuleModel) -> None:
        self._module = module
        self._taken = {model.name for model in module.types} | set(module.choices) | set(module.aliases)
        self._taken |= {f.name for model in module.types for f in model.fields.values()}
        self._imports: dict[str, set[str]] = {}

    def render(self, header: str) -> str:
        """The whole text."""
        body = [*self._choices(), *(line for model in self._module.types for line in self._class(model))]
        body += [f"{name} = {target}" for name, target in self._module.aliases.items()]
        lines = [*docstring([header], 0), *UNCHECKED]
        for source, names in sorted(self._imports.items(), key=lambda item: (item[0] != "typing", item[0])):
            written = ", ".join(self._import(name) for name in sorted(names))
            lines.append(f"from {source} import {written}" if source else f"import {written}")
        return "\n".join([*lines, "", *body]) + "\n"

    def _import(self, name: str) -> str:
        return f"{name} as _{name}" if name in self._taken else name

    def _imported(self, source: str, name: str) -> str:
        """The name of something from another module."""
        self._imports.setdefault(source, set()).add(name)
        return f"_{name}" if name in self._taken else name

    def _known(self, name: str) -> str:
        source = next(source for source, names in _SOURCES.items() if name in names)
        return self._imported(source, name)

    def _choices(self) -> list[str]:
        lines = []
        for name, values in self._module.choices.items():
            lines.append(f"{name}: {self._known('TypeAlias')} = {self._known('Literal')}[{literal(values)[1:-1]}]")
        return [*lines, ""] if lines else lines

    def _class(self, model: TypeModel) -> list[str]:
        fields = ordered(model, READ_FIRST, READ_LAST)
        kind = model.kind
        if kind is not None:
            fields = [f for f in fields if f.wire not in {"apiVersion", "kind"}]
        lines = [f"class {model.name}({self._base(model)}):", *docstring(_about(model), 4)]
        if kind:
            text = f"{self._known('ClassVar')}[{self._builtin('str', model)}]"
            lines += [f"    api_version: {text}", f"    kind: {text}"]
        for f in fields:
            lines.append(f"    {f.name}: {self._attribute(model, f)}")
            about = describe(model, f)
            lines += docstring(about, 4) if about else []
        return [*lines, *self._constructor(model, fields), ""]

    def _base(self, model: TypeModel) -> str:
        if model.kind is not None:
            return self._known("NamedResource" if model.is_named else "Resource")
        return self._known("Template" if model.is_named else "Part")

    def _attribute(self, model: TypeModel, f: FieldModel) -> str:
        annotation = self._annotation(f, model)
        # Objects and templates without them are rare: users read `web.spec.replicas` without a test for None.
        always = f.required or (model.is_named and f.wire in {"metadata", "spec"} and annotation != "Any")
        return _optional(annotation) if f.nullable or not always else annotation

    def _constructor(self, model: TypeModel, fields: list[FieldModel]) -> list[str]:
        rest = [f for f in fields if f.wire != model.key]
        lines = ["    def __init__(", "        self,", *self._positional(model)]
        lines += ["        *,"] if rest or model.is_named else []
        if model.is_named:
            lines += [f"        {name}: {self._plain(text, model)} | None = None," for name, text in _NAMED]
        lines += [self._argument(model, f) for f in sorted(rest, key=lambda f: f.wire != "metadata")]
        if model.open:
            lines.append(f"        **fields: {self._known('Any')},")
        arguments = [(f, about) for f in fields if (about := describe(model, f))]
        if not arguments:
            lines.append("    ) -> None: ...")
        else:
            said = [*_about(model), "", "Args:"]
            said += [f"    {f.name}: {' '.join(about)}" for f, about in arguments]
            lines += ["    ) -> None:", *docstring(said, 8)]
        return [*lines, *(self._open_methods(model) if model.open else [])]

    def _positional(self, model: TypeModel) -> list[str]:
        if model.is_named:
            return [f"        name: {self._builtin('str', model)} | None = None,"]
        return [self._argument(model, model.fields[model.key])] if model.key else []

    def _argument(self, model: TypeModel, f: FieldModel) -> str:
        annotation = self._annotation(f, model)
        if f.required:
            return f"        {f.name}: {_optional(annotation) if f.nullable else annotation},"
        return f"        {f.name}: {_optional(annotation)} = None,"

    def _open_methods(self, model: TypeModel) -> list[str]:
        anything, text = self._known("Any"), self._builtin("str", model)
        return [
            f"    def __getattr__(self, name: {text}) -> {anything}: ...",
            f"    def __setattr__(self, name: {text}, value: {anything}) -> None: ...",
        ]

    def _annotation(self, f: FieldModel, model: TypeModel) -> str:
        return self._of(f.annotation or f.type, f.choice, model)

    def _of(self, expression: str, choice: str, model: TypeModel) -> str:
        """The annotation of a type expression: `[]Container` becomes `list[Container]`."""
        if "|" in expression:
            return " | ".join(self._of(part, choice, model) for part in expression.split("|"))
        if expression.startswith("[]"):
            return f"{self._builtin('list', model)}[{self._of(expression[2:], choice, model)}]"
        if expression.startswith("{}"):
            key = self._builtin("str", model)
            return f"{self._builtin('dict', model)}[{key}, {self._of(expression[2:], choice, model)}]"
        scalar = _SCALARS.get(expression)
        if scalar is not None:
            return choice or self._plain(scalar, model)
        module, _, name = expression.rpartition(".")
        return f"{self._imported('k8sdsl.api', module)}.{name}" if module else name

    def _plain(self, annotation: str, model: TypeModel) -> str:
        """An annotation of builtins and known names."""

        def written(found: re.Match[str]) -> str:
            word = found[0]
            return self._builtin(word, model) if word.islower() else self._known(word)

        return _WORD.sub(written, annotation)

    def _builtin(self, word: str, model: TypeModel) -> str:
        """The name of a builtin, in a class that may have a field with that name."""
        if word not in {f.name for f in model.fields.values()}:
            return word
        return f"{self._imported('', 'builtins')}.{word}"


def _optional(annotation: str) -> str:
    return annotation if annotation.rsplit(".", maxsplit=1)[-1] in {"Any", "_Any"} else f"{annotation} | None"


def _about(model: TypeModel) -> list[str]:
    return [*model.about.split("\n"), *([model.link] if model.link else [])] if model.about else [model.link]


def describe(model: TypeModel, f: FieldModel) -> list[str]:
    """The documentation of a field: what it does, facts such as a default, and its versions."""
    since, until = lifetime(model, f)
    notes = [*f.notes]
    if since is not None or (f.about and f.minors):
        notes.append(f"Since 1.{f.minors[0]}{'' if f.minors[0] > OLDEST else ' or earlier'}.")
    if until is not None:
        notes.append(f"Until 1.{until}.")
    text = "\n".join(filter(None, (f.about, " ".join(notes))))
    return paragraph(text) if f.minors and text else text.split("\n") if text else []
