"""The fields of a kustomization as arguments of an overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from k8sdsl.kube.field_specs import FieldSpecs
from k8sdsl.kustomize.configuration import DEFAULT
from k8sdsl.kustomize.plugins import Plugin, inline_plugins, read_plugins
from k8sdsl.kustomize.readings import generator, variable
from k8sdsl.kustomize.resources import read_resources
from k8sdsl.kustomize.schemas import Schemas
from k8sdsl.kustomize.transformers import TransformStep, steps_of
from k8sdsl.manifest import ManifestSet
from k8sdsl.python_source.literals import Call
from k8sdsl.target import Target
from k8sdsl.transforms.annotations import Annotations
from k8sdsl.transforms.generators import Generator
from k8sdsl.transforms.images import Images
from k8sdsl.transforms.json_patch import JsonPatch
from k8sdsl.transforms.labels import Labels
from k8sdsl.transforms.namespace import Namespace
from k8sdsl.transforms.prefix_suffix import NamePrefix, NameSuffix
from k8sdsl.transforms.replacements import Replacement
from k8sdsl.transforms.replicas import Replicas
from k8sdsl.transforms.strategic_merge import StrategicMergePatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.importers.kustomize.plan import Node, Plan

_PUBLIC = frozenset(("Image", "JsonPatch", "Labels", "MergePatch", "Replica", "StrategicMergePatch", "Target"))
"""Declarations that `k8sdsl` itself offers."""

_LEFT_OUT = frozenset(("schemas",))
"""Attributes that only a build sets."""


class Declarations:
    """The arguments, and the names that a module must import for them."""

    def __init__(self, node: Node, plan: Plan) -> None:
        self._node = node
        self._plan = plan
        self.public: set[str] = set()
        self._modules: dict[str, set[str]] = {}
        self.notes: list[str] = []

    def imports(self) -> list[tuple[str, set[str]]]:
        """Modules and the names that come from them."""
        return sorted(self._modules.items())

    def arguments(self) -> list[tuple[str, Any]]:
        """The arguments of the overlay, in the order of its fields."""
        given: dict[str, Any] = {}
        patches: list[Any] = []
        for step in self._steps():
            declared = step.declaration
            if isinstance(declared, Namespace):
                given["namespace"] = declared.name
            elif isinstance(declared, NamePrefix):
                given["name_prefix"] = declared.text
            elif isinstance(declared, NameSuffix):
                given["name_suffix"] = declared.text
            elif isinstance(declared, Labels):
                if declared.pairs:
                    given.setdefault("labels", []).append(self.call(declared))
            elif isinstance(declared, Annotations):
                given["annotations"] = dict(declared.pairs)
            elif isinstance(declared, (Images, Replicas)):
                name = "images" if isinstance(declared, Images) else "replicas"
                given.setdefault(name, []).extend(self._entry(entry, step) for entry in declared.entries)
            elif isinstance(declared, (StrategicMergePatch, JsonPatch)):
                patches.append(self._entry(declared, step))
            elif isinstance(declared, Replacement):
                given.setdefault("replacements", []).append(self._entry(declared, step))
        generators = [*self._generators(), *[plugin.tree for plugin in self._plugins("generators")]]
        transforms = [self._step(step) for step in self._plugin_steps()]
        order = ("namespace", "name_prefix", "name_suffix", "labels", "annotations", "images", "replicas")
        arguments = [(name, given[name]) for name in order if name in given]
        for name, value in (
            ("generators", generators),
            ("patches", patches),
            ("replacements", given.get("replacements")),
            ("vars", self._variables()),
            ("transforms", transforms),
            ("validators", [plugin.tree for plugin in self._plugins("validators")]),
            ("configurations", self._configurations()),
        ):
            if value:
                arguments.append((name, value))
        return arguments

    def _steps(self) -> Iterator[TransformStep]:
        return steps_of(_Reading(self._node), DEFAULT, [])  # type: ignore[arg-type]  # as much of a Level as is read

    def _plugin_steps(self) -> Iterator[TransformStep]:
        for plugin in self._plugins("transformers"):
            yield from plugin.steps(_Reading(self._node), DEFAULT)  # type: ignore[arg-type]

    def _plugins(self, field: str) -> Iterator[Plugin]:
        """The plugins that a field configures."""
        node = self._node
        for text in node.kustomization.get(field):
            inline = inline_plugins(text, node.kustomization.file)
            if inline is not None:
                yield from [Plugin(manifest.tree, "") for manifest in inline]
            elif node.files.is_directory(text):
                yield from read_plugins(_gathered(node, text))
            else:
                yield from read_plugins(read_resources(node.files.read(text), node.files.file(text)))

    def _variables(self) -> list[Any]:
        """The variables that something asks for."""
        said = {error.message for error in self._plan.warnings}
        declared = map(variable, self._node.kustomization.get("vars"))
        return [self.call(item) for item in declared if f"no field asks for the variable `$({item.name})`" not in said]

    def _configurations(self) -> list[Any]:
        """The tables that the kustomization adds."""
        from k8sdsl.yaml.reader import read_documents

        found: list[Any] = []
        for path in self._node.kustomization.get("configurations"):
            text = path.encode() if "\n" in path else self._node.files.read(path)
            found += read_documents(text, file=path, duplicates="last")[:1]
        return found

    def _generators(self) -> list[Any]:
        node = self._node
        common = node.kustomization.fields.get("generatorOptions") or {}
        return [
            self.call(generator(entry, kind, common, node.files))
            for field, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret"))
            for entry in node.kustomization.get(field)
        ]

    def _step(self, step: TransformStep) -> Any:
        """A transform of a plugin; one that meets nothing says that this is meant."""
        declared = step.declaration
        if isinstance(declared, Images) and any(self._missed((*step.path, n)) for n in range(len(declared.entries))):
            entries = tuple(attrs.evolve(entry, allow_no_match=True) for entry in declared.entries)
            return self.call(attrs.evolve(declared, entries=entries))
        return self._entry(declared, step)

    def _missed(self, path: tuple[str | int, ...]) -> bool:
        return str(self._node.kustomization.source(*path)) in self._plan.misses

    def _entry(self, entry: Any, step: TransformStep) -> Any:
        """An entry; one that meets nothing, or loses something, says that this is meant."""
        missed = self._missed(step.path) or self._missed((*step.path, *step.position(entry)))
        if missed and hasattr(entry, "allow_no_match"):
            entry = attrs.evolve(entry, allow_no_match=True)
        elif isinstance(entry, (StrategicMergePatch, Replacement)):
            entry = attrs.evolve(entry, as_kustomize=False)
        return self.call(entry)

    def call(self, declared: Any) -> Any:
        """A declaration as its constructor, without what is left at its default."""
        if isinstance(declared, (list, tuple)) and not hasattr(declared, "_fields"):
            made = [self.call(item) for item in declared]
            return made if isinstance(declared, list) else tuple(made)
        if isinstance(declared, FieldSpecs):
            self._import("k8sdsl.kube.field_specs", "FieldSpecs")
            return Call("FieldSpecs", [("", [self.call(spec) for spec in declared])])
        if hasattr(declared, "_fields"):
            return self._tuple(declared)
        if not attrs.has(type(declared)):
            return dict(declared) if isinstance(declared, dict) else declared
        name = type(declared).__name__
        self._import(type(declared).__module__, name)
        arguments: list[tuple[str, Any]] = []
        positional = True
        for field in attrs.fields(type(declared)):
            value = getattr(declared, field.name)
            default = field.default.factory() if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]
            if field.name in _LEFT_OUT or value == default:
                positional = False
                continue
            by_position = positional and not field.kw_only and not arguments[1:] and not isinstance(value, bool)
            arguments.append(("" if by_position else field.name, self.call(value)))
        return Call(name, arguments)

    def _tuple(self, declared: Any) -> Call:
        name = type(declared).__name__
        self._import(type(declared).__module__, name)
        defaults = declared._field_defaults
        return Call(
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


class _Reading:
    """As much of a level of a build as reading its patches needs."""

    def __init__(self, node: Node) -> None:
        self.kustomization = node.kustomization
        self.files = node.files
        self.build = self
        self.schemas = Schemas(merge_custom_lists=False)

    @staticmethod
    def guarded(action: Any, *_: str | int) -> Any:
        """The action's answer."""
        return action()


def _gathered(node: Node, path: str) -> ManifestSet:
    """The configurations that a kustomization of transformers makes."""
    from k8sdsl.kustomize import build_kustomization

    return build_kustomization(node.files.below(path).root)


__all__ = ["Declarations", "Generator", "Target"]
