"""The fields of a kustomization as arguments of an overlay."""

from __future__ import annotations

from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from k8sdsl.kube.field_specs import FieldSpecs
from k8sdsl.kustomize.patches import Ignored
from k8sdsl.kustomize.spellings import BY_FIELD
from k8sdsl.layers.layer import Unreadable
from k8sdsl.python_source.literals import CallExpression, Code
from k8sdsl.transforms.generators import Generator
from k8sdsl.transforms.images import Images
from k8sdsl.value import Value

if TYPE_CHECKING:
    from k8sdsl.importers.kustomize.tree import KustomizationNode, Kustomizations
    from k8sdsl.importers.secret_files import SecretFiles
    from k8sdsl.layers.layer import Step

_PUBLIC = frozenset(("Image", "JsonPatch", "Labels", "MergePatch", "Replica", "StrategicMergePatch", "Target"))
"""Declarations that `k8sdsl` itself exports."""

_LEFT_OUT = frozenset(("origin",))
"""Parts that only a build sets."""

_ARGUMENTS = (
    *(
        "namespace",
        "name_prefix",
        "name_suffix",
        "labels",
        "annotations",
        "images",
        "replicas",
        "generators",
        "patches",
    ),
    *("replacements", "vars", "transforms", "validators", "configurations"),
)
"""The arguments of an overlay that are written, in this order."""


class OverlayArguments:
    """The arguments, and the names that a module must import for them."""

    def __init__(self, node: KustomizationNode, tree: Kustomizations, secrets: SecretFiles) -> None:
        self._node = node
        self._tree = tree
        self._secrets = secrets
        self.public: set[str] = set()
        self._modules: dict[str, set[str]] = {}
        self.notes: list[str] = []

    def imports(self) -> list[tuple[str, set[str]]]:
        """Modules and the names that come from them."""
        return sorted(self._modules.items())

    def arguments(self) -> list[tuple[str, Any]]:
        """The arguments of the overlay, in the order of its fields."""
        given: dict[str, Any] = {}
        reader = self._node.reader
        for step in reader.steps():
            self._add(given, step)
        fields = [step for step in reader.generators() if step.field != "generators"]
        given["generators"] = [*[self.call(_read(step)) for step in fields], *self._plugin_trees("generators")]
        given["vars"] = self._variables()
        given["validators"] = self._plugin_trees("validators")
        given["configurations"] = self._configurations()
        return [(name, given[name]) for name in _ARGUMENTS if given.get(name)]

    def _add(self, given: dict[str, Any], step: Step) -> None:
        """Adds what one field of the file declares to the arguments."""
        declared = _read(step)
        if isinstance(declared, Ignored):
            return
        if step.field == "transformers":
            for transform in declared.transforms:
                given.setdefault("transforms", []).append(self._transform(transform, step))
            return
        name = BY_FIELD[step.field].overlay
        name = "patches" if name == "json_patches" else name
        if name in {"name_prefix", "name_suffix"}:
            given[name] = declared.text
        elif name == "namespace":
            given[name] = declared.name
        elif name == "annotations":
            given[name] = dict(declared.pairs)
        elif name in {"images", "replicas"}:
            given.setdefault(name, []).extend([self._entry(entry, step) for entry in declared.entries])
        elif name != "labels" or declared.pairs:
            given.setdefault(name, []).append(self._entry(declared, step))

    def _variables(self) -> list[Any]:
        """The variables that are used."""
        said = {error.message for error in self._tree.warnings}
        declared = [_read(step) for step in self._node.reader.variables()]
        return [self.call(item) for item in declared if f"no field asks for the variable `$({item.name})`" not in said]

    def _configurations(self) -> list[Any]:
        """The tables that the kustomization adds."""
        from k8sdsl.yaml.reader import read_documents

        found: list[Any] = []
        for path in self._node.kustomization.get("configurations"):
            text = path.encode() if "\n" in path else self._node.files.read(path)
            found += read_documents(text, file=path, duplicates="last")[:1]
        return found

    def _plugin_trees(self, field: str) -> list[Any]:
        """The configurations of the plugins of a field."""
        reader = self._node.reader
        return [plugin.tree for text in self._node.kustomization.get(field) for plugin in reader.plugins(text)]

    def _transform(self, declared: Any, step: Step) -> Any:
        """A transform of a plugin; one that matches nothing gets `allow_no_match`."""
        if isinstance(declared, Images) and self._missed(step):
            entries = tuple(entry.replace(allow_no_match=True) for entry in declared.entries)
            return self.call(declared.replace(entries=entries))
        return self._entry(declared, step)

    def _missed(self, step: Step) -> bool:
        path = () if step.index is None else (step.index,)
        return str(self._node.kustomization.source(step.field, *path)) in self._tree.misses

    def _entry(self, entry: Any, step: Step) -> Any:
        """An entry; one that matches nothing, or loses something, gets `allow_no_match`."""
        if self._missed(step) and hasattr(entry, "allow_no_match"):
            entry = entry.replace(allow_no_match=True)
        return self.call(entry)

    def call(self, declared: Any) -> Any:
        """A declaration as its constructor, without arguments that have their default."""
        if isinstance(declared, (list, tuple)) and not hasattr(declared, "_fields"):
            made = [self.call(item) for item in declared]
            return made if isinstance(declared, list) else tuple(made)
        if isinstance(declared, FieldSpecs):
            self._import("k8sdsl.kube.field_specs", "FieldSpecs")
            return CallExpression("FieldSpecs", [("", [self.call(spec) for spec in declared])])
        if hasattr(declared, "_fields"):
            return self._tuple(declared)
        if not isinstance(declared, Value):
            return dict(declared) if isinstance(declared, dict) else declared
        name = type(declared).__name__
        self._import(type(declared).__module__, name)
        arguments: list[tuple[str, Any]] = []
        positional = True
        for parameter in list(signature(type(declared).__init__).parameters.values())[1:]:
            value = getattr(declared, parameter.name)
            if parameter.name in _LEFT_OUT or value == parameter.default or _is_empty(value, parameter):
                positional = False
                continue
            if parameter.name == "pairs" and isinstance(declared, Generator) and declared.kind == "Secret":
                value = [self._pair(key, content, declared.name) for key, content in value]
            by_position = positional and parameter.kind is not Parameter.KEYWORD_ONLY and not arguments[1:]
            by_position = by_position and not isinstance(value, bool)
            arguments.append(("" if by_position else parameter.name, self.call(value)))
        return CallExpression(name, arguments)

    def _pair(self, key: str, value: bytes, name: str) -> tuple[str, Any]:
        """A pair of a Secret, read from a file."""
        pair = self._secrets.pair(key, value, self._node.name, name)
        if isinstance(pair[1], Code):
            self._import("k8sdsl.gitops", "from_file")
            if pair[1].text.startswith("b64decode"):
                self._import("base64", "b64decode")
        return pair

    def _tuple(self, declared: Any) -> CallExpression:
        name = type(declared).__name__
        self._import(type(declared).__module__, name)
        defaults = declared._field_defaults
        return CallExpression(
            name,
            [
                (field if field in defaults else "", value)
                for field, value in declared._asdict().items()
                if field not in defaults or value != defaults[field]
            ],
        )

    def _import(self, module: str, name: str) -> None:
        if name in _PUBLIC:
            self.public.add(name)
        else:
            self._modules.setdefault(module, set()).add(name)


def _is_empty(value: Any, parameter: Parameter) -> bool:
    """Whether a value is the empty map that None means."""
    return parameter.default is None and value == {}


def _read(step: Step) -> Any:
    """The declarations of a step; raises the error of an entry that cannot be read."""
    if isinstance(step.declaration, Unreadable):
        raise step.declaration.error
    return step.declaration
