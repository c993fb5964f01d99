"""The fields of a kustomization as arguments of an overlay."""

from __future__ import annotations

from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
from k8sdsl.importers.kustomize.copied_files import CONTENT
from k8sdsl.importers.kustomize.generators import Generators
from k8sdsl.importers.kustomize.secret_patches import SecretPatches
from k8sdsl.kustomize.patches import Ignored
from k8sdsl.kustomize.spellings import BY_FIELD
from k8sdsl.python_source.literals import CallExpression
from k8sdsl.transforms.field_routes import FieldSpecs
from k8sdsl.transforms.images import Image, Images
from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch
from k8sdsl.transforms.replacements import Replacement
from k8sdsl.transforms.replicas import Replica, Replicas
from k8sdsl.tree import walk
from k8sdsl.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.importers.kustomize.copied_files import CopiedFiles
    from k8sdsl.importers.kustomize.tree import KustomizationNode, Kustomizations
    from k8sdsl.importers.secret_files import SecretFiles
    from k8sdsl.layers.layer import Step

_PUBLIC = frozenset(
    (
        *("ConfigMapGenerator", "GeneratorOptions", "SecretGenerator", "Image", "Labels", "Replica", "Target"),
        *("JsonPatch", "MergePatch", "StrategicMergePatch", "Variable"),
        *("Replacement", "ReplacementOptions", "ReplacementSource", "ReplacementTarget"),
    )
)
"""Declarations that `k8sdsl` itself exports."""

_LEFT_OUT = frozenset(("origin", "is_common", "records_names", "spelled"))
"""Parts that only a build sets, and one that matters only beside rows of a configuration for `labels`."""

_ARGUMENTS = (
    *("namespace", "name_prefix", "name_suffix", "labels", "annotations", "images", "replicas"),
    *("config_map_generator", "secret_generator", "generator_options", "generators"),
    *("patches", "replacements", "vars", "transforms", "validators", "configurations", "crds", "openapi"),
)
"""The arguments of an overlay that are written, in this order."""

_BY_NAME: dict[str, type[Images | Replicas]] = {"images": Images, "replicas": Replicas}
"""The arguments that are maps by name if that says the same."""


class OverlayArguments:
    """The arguments, and the names that a module must import for them."""

    def __init__(
        self, node: KustomizationNode, tree: Kustomizations, copies: CopiedFiles, secrets: SecretFiles
    ) -> None:
        self._node = node
        self._tree = tree
        self._copies = copies
        self._generators = Generators(node, copies, secrets)
        self._patches = SecretPatches(secrets, node.name)
        self._imports: set[tuple[str, str]] = set()

    def imports(self) -> Iterable[tuple[str, str]]:
        """Modules and the names that come from them."""
        return self._imports

    def arguments(self) -> list[tuple[str, Any]]:
        """The arguments of the overlay, in the order of its fields."""
        given: dict[str, Any] = {}
        for step in self._node.reader.steps():
            self._add(given, step)
        given |= {name: self._by_name(kind, given[name]) for name, kind in _BY_NAME.items() if name in given}
        given |= self._generated()
        given["vars"] = self._variables()
        given["validators"] = self._plugin_trees("validators")
        given["configurations"] = self._configurations()
        given["crds"] = [self._copied(path) for path in self._node.kustomization.get("crds")]
        schema = self._node.kustomization.fields.get("openapi") or {}
        given["openapi"] = self._copied(schema["path"]) if schema.get("path") else None
        if self._patches.used:
            self._import("k8sdsl.gitops", "from_file")
        return [(name, given[name]) for name in _ARGUMENTS if given.get(name)]

    def _generated(self) -> dict[str, Any]:
        """The generators."""
        made = {
            "config_map_generator": self._generators.calls("configMapGenerator"),
            "secret_generator": self._generators.calls("secretGenerator"),
        }
        options = self._generators.options() if any(made.values()) else None
        for call in (*(call for calls in made.values() for call in calls), *([options] if options else ())):
            self._import("k8sdsl", call.name)
        if self._generators.reads_secrets:
            self._import("k8sdsl.gitops", "from_file")
        plugins = [self._generators.plugin(tree) for tree in self._plugin_trees("generators")]
        return {**made, "generator_options": options, "generators": plugins}

    def _copied(self, path: str) -> str:
        return self._copies.path(CONTENT, self._node.name, path, self._node.files.read(path))

    def _add(self, given: dict[str, Any], step: Step) -> None:
        """Adds what one field of the file declares to the arguments."""
        declared = _read(step)
        if isinstance(declared, Ignored):
            return
        if step.field == "transformers":
            transforms = [self._transform(one, step) for one in declared.transforms if not isinstance(one, Ignored)]
            given.setdefault("transforms", []).extend(transforms)
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
            entries = [self._lenient(entry, step, number) for number, entry in enumerate(declared.entries)]
            given.setdefault(name, []).extend(entries)
        elif name == "patches" and not self._missed(step) and _is_plain(declared):
            given.setdefault(name, []).append(self._patches.of(declared.patch, declared.target))
        elif name != "labels" or declared.pairs:
            given.setdefault(name, []).append(self._entry(declared, step))

    def _variables(self) -> list[Any]:
        """The variables that are used."""
        declared = [_read(step) for step in self._node.reader.variables()]
        return [self.call(item) for item in declared if item.name not in self._tree.unused_variables]

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

    def _missed(self, step: Step, *within: int) -> bool:
        """Whether a step, or an entry of one that is a whole field, matches nothing."""
        path = within if step.index is None else (step.index,)
        return str(self._node.kustomization.source(step.field, *path)) in self._tree.misses

    def _lenient(self, entry: Any, step: Step, *within: int) -> Any:
        """An entry; one that matches nothing, or loses something, gets `allow_no_match`."""
        is_missed = self._missed(step, *within) and hasattr(entry, "allow_no_match")
        return entry.replace(allow_no_match=True) if is_missed else entry

    def _entry(self, entry: Any, step: Step) -> Any:
        """The constructor of an entry."""
        return self.call(self._lenient(entry, step))

    def _by_name(self, kind: type[Images | Replicas], entries: list[Any]) -> Any:
        """The map that an overlay reads as these entries, or their constructors if there is none."""
        short = {entry.name: _short(entry) for entry in entries}
        if len(short) == len(entries) and kind.of(short) == kind(tuple(entries)):
            return short
        return [self.call(entry) for entry in entries]

    def call(self, declared: Any) -> Any:
        """A declaration as its constructor, without arguments that have their default."""
        if isinstance(declared, (list, tuple)) and not hasattr(declared, "_fields"):
            return [self.call(item) for item in declared]
        if isinstance(declared, FieldSpecs):
            self._import("k8sdsl.transforms.field_routes", "FieldSpecs")
            return CallExpression("FieldSpecs", [("", [self.call(spec) for spec in declared])])
        if hasattr(declared, "_fields"):
            return self._tuple(declared)
        if not isinstance(declared, Value):
            return dict(declared) if isinstance(declared, dict) else declared
        name = type(declared).__name__
        self._import(type(declared).__module__, name)
        arguments: list[tuple[str, Any]] = []
        positional = True
        for parameter in signature(type(declared)).parameters.values():
            value = getattr(declared, parameter.name)
            if parameter.name in _LEFT_OUT or value == parameter.default or _is_empty(value, parameter):
                positional = False
                continue
            if isinstance(declared, Replacement) and parameter.name == "value":
                value = self._patches.value(value, [target.select for target in declared.targets])
            if parameter.name in {"patch", "operations"}:
                value = self._patches.of(value, getattr(declared, "target", None))
            by_position = positional and parameter.kind is not Parameter.KEYWORD_ONLY and not arguments[1:]
            by_position = by_position and not isinstance(value, bool)
            arguments.append(("" if by_position else parameter.name, self.call(value)))
        return CallExpression(name, arguments)

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
        self._imports.add(("k8sdsl" if name in _PUBLIC else module, name))


def _short(entry: Image | Replica) -> Any:
    """The value of an entry in a map: a count, or the image, tag or digest that an image becomes."""
    if isinstance(entry, Replica):
        return entry.count
    if not entry.new_name:
        return entry.digest or entry.new_tag
    return entry.new_name + (f"@{entry.digest}" if entry.digest else f":{entry.new_tag}" if entry.new_tag else "")


def _is_plain(patch: Any) -> bool:
    """Whether an overlay reads the tree of a patch as this patch."""
    if not isinstance(patch, StrategicMergePatch):
        return False
    has_null = any(value is None for _, value in walk(patch.patch))
    return not has_null and patch == StrategicMergePatch(patch.patch, origin=patch.origin, spelled=patch.spelled)


def _is_empty(value: Any, parameter: Parameter) -> bool:
    """Whether a value is the empty map that None means."""
    return parameter.default is None and value == {}


def _read(step: Step) -> Any:
    """The declarations of a step; raises the error of an entry that cannot be read."""
    if isinstance(step.declaration, K8sdslError):
        raise step.declaration
    return step.declaration
