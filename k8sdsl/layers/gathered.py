"""The result of the layers so far: objects, tables of fields, and variables with their objects."""

from __future__ import annotations

from k8sdsl.errors import OverlayError, raise_all
from k8sdsl.kube.kinds import effective_namespace
from k8sdsl.manifest import Manifest, ManifestSet

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from k8sdsl.layers.layer import Layer, Step
    from k8sdsl.layers.tables import Rows, Tables

    Identity = tuple[str, str, str, str]


MOST_COPIES = 2
MAX_OBJECTS = 1_000_000
"""The maximum number of objects of one build: a few layers can double them without end."""


class Gathered:
    """The state of a build at one layer, and the only place that compares identities of objects.

    `variables` are the layer and the step that declare each, and its object; None if that is not known yet.
    """

    __slots__ = ("_held", "_holds_defaults", "manifests", "tables", "variables")

    def __init__(self) -> None:
        self.manifests = ManifestSet()
        self.tables: Tables | None = None
        self._holds_defaults = False
        self.variables: dict[str, tuple[Layer, Step, Manifest | None]] = {}
        self._held: dict[Identity, Manifest] | None = {}

    def add(self, manifests: Iterable[Manifest], *, unique: bool) -> None:
        """Adds objects; with `unique` raises OverlayError for one that exists already."""
        if not unique:
            self.manifests.extend(manifests)
            self._held = None
            return
        if self._held is None:
            self._held = {identity(manifest): manifest for manifest in self.manifests}
        new = list(manifests)
        for manifest in new:
            held = self._held.setdefault(identity(manifest), manifest)
            if held is not manifest:
                raise OverlayError(
                    f"{manifest.ref} is defined twice",
                    source=manifest.origin.locate(()) if manifest.origin else None,
                    remedy=_where(held),
                    code="overlay/duplicate-object",
                )
        self.manifests.extend(new)

    def copy(self, copied: Callable[[Manifest, Manifest], None]) -> Gathered:
        """The same state with objects of its own; `copied` is called for each."""
        made, own = Gathered(), {}
        for manifest in self.manifests:
            own[manifest] = manifest.copy()
            copied(manifest, own[manifest])
        made.manifests.extend(own.values())
        made.tables, made._holds_defaults = self.tables, self._holds_defaults
        for layer, step, of in self.variables.values():
            made.declare(layer, step, None if of is None else own.get(of))
        made.changed()
        return made

    def changed(self) -> None:
        """Drops the cached identities, which transforms may have changed."""
        self._held = None

    def merge(self, other: Gathered, *, unique: bool) -> None:
        """Adds everything of another; raises OverlayError for more objects than a build may have."""
        self.add(other.manifests, unique=unique)
        if self.tables is not None or other.tables is not None:
            self.tables = self.own_tables().merged(other.own_tables())
        self._holds_defaults = True
        for declared in other.variables.values():
            self.declare(*declared)
        if len(self.manifests) > MAX_OBJECTS:
            raise OverlayError(
                f"the bases have more than {MAX_OBJECTS:,} objects",
                remedy="split them into several overlays, and build each",
                code="overlay/too-large",
            )

    def own_tables(self) -> Tables:
        """The tables; they have no rows at first."""
        from k8sdsl.layers.tables import Tables

        return self.tables or Tables(holds_defaults=self._holds_defaults)

    def extend_tables(self, rows: list[Rows]) -> None:
        """Adds the rows of a layer to the tables; raises OverlayError if two contradict each other."""
        if rows or self.tables is not None:
            self.tables = self.own_tables().extended(rows)
        self._holds_defaults = True

    def fold_tables(self) -> None:
        """Merges the tables into empty ones, as kustomize does after each component."""
        if self.tables is not None:
            from k8sdsl.layers.tables import Tables

            self.tables = Tables().merged(self.tables)

    def declare(self, layer: Layer, step: Step, manifest: Manifest | None) -> None:
        """Adds a variable; raises OverlayError if its name is taken."""
        name = step.declaration.name
        if name in self.variables:
            raise OverlayError(
                f"the var `{name}` is declared twice", remedy="rename one of them", code="overlay/variable"
            )
        self.variables[name] = layer, step, manifest

    def refuse_copies(self) -> None:
        """Raises OverlayError for an object that several ways of including a shared base give more than twice.

        The first copy is reported as any other object that exists already. More of them would double with each level
        that includes two others, and nothing could tell them apart.
        """
        copies: dict[tuple[Identity, int], int] = {}
        for manifest in self.manifests:
            key = identity(manifest), id(manifest.origin)
            copies[key] = copies.get(key, 0) + 1
            if manifest.origin is not None and copies[key] > MOST_COPIES:
                raise OverlayError(
                    f"{manifest.ref} is included more than twice, each time with the same name",
                    source=manifest.origin.locate(()),
                    remedy="include the base once, or set a different `name_prefix` or `namespace` for each",
                    code="overlay/duplicate-object",
                )

    def refuse_nameless(self) -> None:
        """Raises errors for objects without `kind` or `metadata.name` after transforms, as `DropLocalNodes` does."""
        errors: list[OverlayError] = []
        for manifest in self.manifests:
            kind, metadata = manifest.tree.get("kind"), manifest.tree.get("metadata")
            name = metadata.get("name") if type(metadata) is dict else None
            is_named = name is not None and name != "" and type(name) is not dict and type(name) is not list
            if kind and (is_named or str(kind).endswith("List")):
                continue
            errors.append(
                OverlayError(
                    f"{manifest.original} has no `{'metadata.name' if kind else 'kind'}` after the customizations",
                    source=manifest.origin.locate(()) if manifest.origin is not None else None,
                    remedy="remove the patch or replacement that takes it away",
                    code="kustomization/resource",
                )
            )
        raise_all(errors)

    def refuse_twins(self) -> None:
        """Raises OverlayError for two objects that have the same identity after transforms."""
        first: dict[Identity, Manifest] = {}
        for manifest in self.manifests:
            held = first.setdefault(identity(manifest), manifest)
            if held is not manifest:
                raise OverlayError(
                    f"{held.original} and {manifest.original} both become {manifest.ref}",
                    remedy="narrow the `target` of the patch that changes the name, which matches both",
                    code="overlay/duplicate-object",
                )


def identity(manifest: Manifest) -> Identity:
    """The identity, which no two objects of a build may share."""
    ref = manifest.ref
    return ref.api_version, ref.kind, effective_namespace(ref.api_version, ref.kind, ref.namespace), ref.name


def _where(manifest: Manifest) -> str | None:
    source = manifest.origin.locate(()) if manifest.origin else None
    return f"the other is at {source}; rename or remove one of them" if source else None
