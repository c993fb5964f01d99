"""One kustomization file and everything that it names, gathered in kustomize's order.

Answers for kustomize's KustTarget and ResAccumulator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError, KustomizationError, NoMatchError, OverlayError, YamlError, raise_all
from k8sdsl.kube.scope import effective_namespace
from k8sdsl.kustomize import configuration, fields, history, readings
from k8sdsl.kustomize.configuration import Configuration
from k8sdsl.kustomize.resources import read_resources
from k8sdsl.kustomize.transformers import steps_of
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.project.paths import shown
from k8sdsl.yaml.reader import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.kustomize.build import Build
    from k8sdsl.kustomize.fields import Kustomization
    from k8sdsl.kustomize.files import Files
    from k8sdsl.kustomize.plugins import Plugin
    from k8sdsl.kustomize.transformers import TransformStep
    from k8sdsl.transforms.variables import Variable


class Accumulated:
    """What has been gathered: objects, the tables that hold for them, and variables with the objects they are of."""

    def __init__(self) -> None:
        self.manifests = ManifestSet()
        self.configuration: Configuration = configuration.DEFAULT
        self.variables: list[tuple[Variable, Manifest | None]] = []
        self._identities: dict[tuple[str, str, str, str], Manifest] | None = {}

    def add(self, manifests: Iterable[Manifest]) -> None:
        """Adds objects; raises KustomizationError for one that is there already."""
        if self._identities is None:
            self._identities = {identity(manifest): manifest for manifest in self.manifests}
        new = list(manifests)
        for manifest in new:
            held = self._identities.setdefault(identity(manifest), manifest)
            if held is not manifest:
                raise KustomizationError(
                    f"{manifest.ref} is there twice",
                    source=manifest.origin.locate(()) if manifest.origin else None,
                    remedy=_where(held),
                )
        self.manifests.extend(new)

    def changed(self) -> None:
        """To be called when identities may have changed."""
        self._identities = None

    def merge(self, other: Accumulated) -> None:
        """Takes over everything of another."""
        self.add(other.manifests)
        self.configuration = self.configuration.merged(other.configuration)
        for variable, manifest in other.variables:
            self.add_variable(variable, manifest)

    def add_variable(self, variable: Variable, manifest: Manifest | None) -> None:
        """Adds a variable; raises KustomizationError for one that is there already."""
        if any(held.name == variable.name for held, _ in self.variables):
            raise KustomizationError(f"the var `{variable.name}` is declared twice", remedy="rename one of the two")
        self.variables.append((variable, manifest))


def identity(manifest: Manifest) -> tuple[str, str, str, str]:
    """What no two objects of a build may share."""
    ref = manifest.ref
    return ref.api_version, ref.kind, effective_namespace(ref.api_version, ref.kind, ref.namespace), ref.name


def _where(manifest: Manifest) -> str | None:
    source = manifest.origin.locate(()) if manifest.origin else None
    return f"the other is at {source}; rename one, or leave one out" if source else None


class Level:
    """One kustomization file on its way through a build."""

    def __init__(self, build: Build, files: Files, kustomization: Kustomization) -> None:
        self.build = build
        self.files = files
        self.kustomization = kustomization
        self.metadata: list[str] = []
        self.origin: history.Step | None = None

    @classmethod
    def load(cls, build: Build, files: Files) -> Level:
        """Reads the kustomization file of a directory."""
        file = files.kustomization()
        kustomization = fields.parse(file, files.read(file.name))
        level = cls(build, files, kustomization)
        build.warnings += fields.warnings(kustomization)
        level.read_openapi()
        return level

    def read_openapi(self) -> None:
        """Takes note of schemas that the file gives."""
        openapi = self.kustomization.fields.get("openapi") or {}
        path = openapi.get("path")
        if path and openapi.get("version"):
            raise self.kustomization.error("`openapi` has both `path` and `version`", "openapi", remedy="keep one")
        if openapi.get("version") not in {None, "", "v1.21.2"}:
            raise self.kustomization.error(
                f"there are no schemas of version {openapi['version']!r}",
                "openapi",
                "version",
                remedy="leave it out: lists merge as the newest Kubernetes merges them",
            )
        if path:
            trees = self.guarded(lambda: read_documents(self.files.read(path), file=path), "openapi", "path")
            self.build.schemas.add_openapi(trees[0] if trees else {})

    def accumulate(self, into: Accumulated, origin: history.Step | None, metadata: list[str]) -> Accumulated:
        """Everything that the file asks for, on top of what a component gets from above."""
        self.origin, self.metadata = origin, metadata
        for option in self.kustomization.get("buildMetadata"):
            if option not in {history.ORIGINS_WANTED, history.TRANSFORMATIONS_WANTED, history.MANAGED_BY_WANTED}:
                self.build.warnings.append(
                    self.kustomization.error(f"unknown `buildMetadata` option {option!r}", "buildMetadata")
                )
        self._resources(into, "resources")
        self._resources(into, "bases")
        self._configure(into)
        self._generate(into)
        self._components(into)
        self._transform(into)
        self._validate(into)
        self._variables(into)
        return into

    def _resources(self, into: Accumulated, field: str) -> None:
        errors: list[K8sdslError] = []
        for index, path in enumerate(self.kustomization.get(field)):
            try:
                self.guarded(lambda path=path: self._resource(into, path), field, index)
            except K8sdslError as error:
                errors.append(error)
        raise_all(errors)

    def _resource(self, into: Accumulated, path: str) -> None:
        """The objects of a file, or of another kustomization."""
        if self.files.is_directory(path):
            self._directory(into, path, component=False)
            return
        if not path:
            raise KustomizationError("the path of a resource is empty")
        manifests = self._read(path)
        if self.origin is not None:
            for manifest in manifests:
                history.set_origin(manifest, history.Step(path=history.joined(self.origin.path, path)))
        for manifest in manifests:
            if manifest.kind == "CustomResourceDefinition":
                self.build.schemas.add_definition(manifest.tree)
        into.add(manifests)

    def _read(self, path: str) -> list[Manifest]:
        text = self.files.read(path)
        return read_resources(text, self.files.root / path)

    def _directory(self, into: Accumulated, path: str, *, component: bool) -> None:
        below = Level.load(self.build, self.files.below(path))
        if component is not (below.kustomization.kind == "Component"):
            raise below.kustomization.error(
                f"{shown(below.files.root)} is a {below.kustomization.kind}",
                "kind",
                remedy="name it under `components`" if not component else "name it under `resources`",
            )
        origin = history.Step(path=history.joined(self.origin.path, path)) if self.origin is not None else None
        if component:
            below.accumulate(into, origin, self.metadata)
        else:
            into.merge(below.accumulate(Accumulated(), origin, self.metadata))

    def _components(self, into: Accumulated) -> None:
        for index, path in enumerate(self.kustomization.get("components")):
            self.guarded(lambda path=path: self._directory(into, path, component=True), "components", index)

    def _configure(self, into: Accumulated) -> None:
        """The tables of this level, which hold for the objects gathered so far and from now on."""
        for index, path in enumerate(self.kustomization.get("configurations")):
            self.guarded(lambda path=path: self._configuration(into, path), "configurations", index)
        for index, path in enumerate(self.kustomization.get("crds")):
            self.guarded(lambda path=path: self._definitions(into, path), "crds", index)

    def _configuration(self, into: Accumulated, path: str) -> None:
        inline = "\n" in path or "\r" in path
        text = path.encode() if inline else self.files.read(path)
        for tree in read_documents(text, file="the configuration" if inline else path, duplicates="last")[:1]:
            into.configuration = configuration.from_tree(tree, into.configuration, path)

    def _definitions(self, into: Accumulated, path: str) -> None:
        for tree in read_documents(self.files.read(path), file=path, duplicates="last")[:1]:
            into.configuration = configuration.from_definitions(tree, into.configuration, path)

    def _generate(self, into: Accumulated) -> None:
        errors: list[K8sdslError] = []
        common = self.kustomization.fields.get("generatorOptions") or {}
        for field, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
            for index, entry in enumerate(self.kustomization.get(field)):
                step = self._by({"apiVersion": "builtin", "kind": f"{kind}Generator"})
                try:
                    self.guarded(
                        lambda entry=entry, kind=kind, step=step: self._generator(into, entry, kind, common, step),
                        field,
                        index,
                    )
                except K8sdslError as error:
                    errors.append(error)
        raise_all(errors)
        for field in ("helmCharts", "helmChartInflationGenerator"):
            if self.kustomization.get(field):
                self.guarded(lambda field=field: self._helm(into, field), field)
        for index, plugin in self._plugins("generators"):
            self.guarded(lambda plugin=plugin: self._run_generator(into, plugin), "generators", index)

    def _generator(
        self, into: Accumulated, entry: dict[str, Any], kind: str, common: dict[str, Any], step: history.Step | None
    ) -> None:
        from k8sdsl.transforms.generators import apply as apply_generator

        declared = readings.generator(entry, kind, common, self.files)
        made = apply_generator(into.manifests, declared, [], None)
        if step is not None and declared.behavior != "merge":
            history.set_origin(made, step)
        into.changed()

    def _helm(self, into: Accumulated, field: str) -> None:
        from k8sdsl.kustomize.helm import inflate

        globals_ = self.kustomization.fields.get("helmGlobals") or {}
        for chart in self.kustomization.get(field):
            text = inflate(chart, globals_, self.files, allowed=self.build.allow_helm)
            into.add(read_resources(text, self.files.root / "helm"))

    def _run_generator(self, into: Accumulated, plugin: Plugin) -> None:
        from k8sdsl.transforms.generators import apply as apply_generator

        if plugin.makes is None:
            raise KustomizationError(
                f"{plugin.tree.get('kind')} is no generator", remedy="name it under `transformers`"
            )
        for declared in plugin.makes(self.files):
            if isinstance(declared, Manifest):
                into.add([declared])
                made = declared
            else:
                made = apply_generator(into.manifests, declared, [], None)
            if self.origin is not None:
                history.set_origin(made, self._by_plugin(plugin))
            into.changed()

    def _transform(self, into: Accumulated) -> None:
        errors: list[K8sdslError] = []
        for step in steps_of(self, into.configuration, errors):
            self._step(into, step, errors)
        raise_all(errors)
        for index, plugin in self._plugins("transformers"):
            self.guarded(lambda plugin=plugin: self._run_transformer(into, plugin), "transformers", index)
        into.changed()

    def _step(self, into: Accumulated, step: TransformStep, errors: list[K8sdslError]) -> None:
        try:
            self.guarded(lambda: self._apply(into, step), *step.path)
        except K8sdslError as error:
            errors.append(error)
            return
        if self.origin is not None and history.TRANSFORMATIONS_WANTED in self.metadata:
            history.add_transformation(into.manifests, self._by(step.plugin) or history.Step())

    def _apply(self, into: Accumulated, step: TransformStep) -> None:
        misses: list[Any] = []
        step.apply(into.manifests, step.declaration, misses)
        for miss in misses:
            path = (*step.path, *step.position(miss.entry))
            error = NoMatchError(miss.message, source=self.kustomization.source(*path), remedy=miss.remedy)
            if step.must_meet(miss):
                raise KustomizationError(miss.message, source=error.source, remedy=miss.remedy)
            self.build.warnings.append(error)

    def _run_transformer(self, into: Accumulated, plugin: Plugin) -> None:
        for step in plugin.steps(self, into.configuration):
            self._apply(into, step)
        if self.origin is not None and history.TRANSFORMATIONS_WANTED in self.metadata:
            history.add_transformation(into.manifests, self._by_plugin(plugin))

    def _validate(self, into: Accumulated) -> None:
        from k8sdsl.tree import copy_tree

        for index, plugin in self._plugins("validators"):
            before = [copy_tree(manifest.tree) for manifest in into.manifests]
            self.guarded(lambda plugin=plugin: self._run_transformer(into, plugin), "validators", index)
            if [_unmarked(manifest.tree) for manifest in into.manifests] != before:
                raise self.kustomization.error("a validator changes the objects", "validators", index)

    def _variables(self, into: Accumulated) -> None:
        for index, entry in enumerate(self.kustomization.get("vars")):
            self.guarded(lambda entry=entry: self._variable(into, entry), "vars", index)

    @staticmethod
    def _variable(into: Accumulated, entry: dict[str, Any]) -> None:
        variable = readings.variable(entry)
        found = [manifest for manifest in into.manifests.named(variable.object_name) if variable.meets(manifest)]
        if len(found) > 1:
            raise KustomizationError(
                f"the var `{variable.name}` may be of {' or '.join(str(manifest.ref) for manifest in found)}",
                remedy="say the namespace in `objref`",
            )
        into.add_variable(variable, found[0] if found else None)

    def _plugins(self, field: str) -> list[tuple[int, Plugin]]:
        """The configurations that a field names: inline, in files, or made by kustomizations."""
        if not self.kustomization.get(field):
            return []
        from k8sdsl.kustomize.plugins import Plugin, inline_plugins

        found: list[tuple[int, Plugin]] = []
        for index, text in enumerate(self.kustomization.get(field)):
            inline = inline_plugins(text, self.kustomization.file)
            if inline is not None:
                place = history.joined(self.origin.path, self.kustomization.file.name) if self.origin else ""
                found += [(index, Plugin(manifest.tree, place)) for manifest in inline]
                continue
            found += [
                (index, plugin) for plugin in self.guarded(lambda text=text: self._read_plugins(text), field, index)
            ]
        return found

    def _read_plugins(self, path: str) -> list[Plugin]:
        from k8sdsl.kustomize.plugins import read_plugins

        gathered = Accumulated()
        origin = self.origin
        self.origin = self.origin or history.Step()
        try:
            self._resource(gathered, path)
        finally:
            self.origin = origin
        return read_plugins(gathered.manifests)

    def _by(self, plugin: dict[str, str]) -> history.Step | None:
        """What did something: a field of this file."""
        if self.origin is None:
            return None
        place = history.joined(self.origin.path, self.kustomization.file.name)
        return history.Step(configured_in=place, configured_by=plugin)

    @staticmethod
    def _by_plugin(plugin: Plugin) -> history.Step:
        return history.Step(configured_in=plugin.place, configured_by=history.plugin(plugin.tree))

    def guarded(self, action: Any, *path: str | int) -> Any:
        """Does something for a field; what cannot be done becomes an error that points at the field."""
        try:
            return action()
        except YamlError:
            raise
        except (OverlayError, KustomizationError) as error:
            if error.source is not None:
                raise
            raise KustomizationError(
                error.message, source=self.kustomization.source(*path), remedy=error.remedy
            ) from None


def _unmarked(tree: dict[str, Any]) -> dict[str, Any]:
    """A tree without the label that validators may leave."""
    labels = (tree.get("metadata") or {}).get("labels")
    if isinstance(labels, dict) and labels.pop("validated-by", None) is not None and not labels:
        del tree["metadata"]["labels"]
    return tree
