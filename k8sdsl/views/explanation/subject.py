"""Finds the kind, type or field to explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.schema.flat import NAMES
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.kube.types import type_schema
from k8sdsl.near_miss import did_you_mean
from k8sdsl.views.explanation.words import BuiltinWords, DefinedWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from k8sdsl.kube.kinds import KindInfo
    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.tree import Tree
    from k8sdsl.views.explanation.words import Words


class Subject:
    """A type, or a field of it: `api_version` is that of the kind, `path` leads to it from the kind or type.

    `schema` is the type, or that of the field; None for a scalar. `owner` is the type that has the field.
    """

    __slots__ = ("api_version", "field", "info", "owner", "path", "schema", "words")

    def __init__(
        self, api_version: str, path: str, schema: TypeSchema, words: Words, info: KindInfo | None = None
    ) -> None:
        self.api_version, self.path, self.words, self.info = api_version, path, words, info
        self.schema: TypeSchema | None = schema
        self.owner: TypeSchema = schema
        self.field: FieldSchema | None = None

    def descend(self, step: str) -> None:
        """Goes to a field, by its name on the wire or in Python; raises K8sdslError if there is no such field."""
        if self.schema is None:
            raise K8sdslError(
                f"{self.path} has no fields, so there is no field {step!r}",
                remedy=f"run `k8sdsl explain {self.path}`",
                code="explain/unknown",
            )
        field = self.schema.fields.get(step) or self.schema.by_name.get(step)
        if field is None:
            near = did_you_mean(step, self.schema.fields)
            raise K8sdslError(
                f"{self.schema.name.partition('.')[2]} has no field {step!r}",
                remedy=near or f"`k8sdsl explain {self.path}` lists its fields",
                code="explain/unknown",
            )
        self.owner, self.field, self.schema = self.schema, field, field.target
        self.path = f"{self.path}.{field.wire}"


def find_subject(text: str, root: Path | None = None) -> Subject:
    """The subject of `Kind.path`, `Type.field` or `group/version/Kind.path`; K8sdslError for what is not known."""
    qualifier, _, dotted = text.rpartition("/")
    name, *steps = dotted.split(".")
    subject = _builtin(name, qualifier) or _defined(name, qualifier, _of_project(root), prose=True)
    subject = subject or (None if qualifier else _part(name))
    subject = subject or _defined(name, qualifier, _of_catalogue(name, qualifier), prose=False)
    if subject is None:
        raise K8sdslError(
            f"there is no kind {text.partition('.')[0]!r}" if not qualifier else f"there is no {text}",
            remedy=_near(name),
            code="explain/unknown",
        )
    for step in steps:
        subject.descend(step)
    return subject


def _builtin(name: str, qualifier: str) -> Subject | None:
    """A kind of Kubernetes by its name, its plural or a short name, at the preferred version or the one given."""
    preferred = {target: flat for module, names in NAMES.items() for flat, target in _flat(module, names)}
    found = None
    for api_version, kinds in KINDS.items():
        for kind, row in kinds.items():
            known = {kind, row[1], *row[3].split(), kind.lower()}
            if not row[0] or (name not in known and name.lower() not in known - {kind}):
                continue
            if (
                qualifier in {api_version, api_version.rpartition("/")[0]}
                if qualifier
                else preferred.get(row[0]) == kind
            ):
                found = kind_info(api_version, kind)
    return (
        None
        if found is None
        else Subject(found.api_version, found.kind, type_schema(found.type), BuiltinWords(), found)
    )


def _flat(module: str, names: str) -> Iterator[tuple[str, str]]:
    for name in names.split():
        flat, _, original = name.partition("=")
        yield flat, f"{module}.{original or flat}"


def _part(name: str) -> Subject | None:
    """A type of Kubernetes by its name in the flat namespace."""
    for module, names in NAMES.items():
        for flat, target in _flat(module, names):
            if flat == name:
                try:
                    return Subject("", name, type_schema(target), BuiltinWords())
                except KeyError:  # a choice of values
                    return None
    return None


def _defined(name: str, qualifier: str, definitions: Iterable[Tree], *, prose: bool) -> Subject | None:
    """A custom kind of these definitions, at the version that clients should use or the one given."""
    matching = [tree for tree in definitions if _is_called(tree, name, qualifier)]
    if not matching:
        return None
    from k8sdsl.codegen.flat import version_rank
    from k8sdsl.codegen.sources.definitions import read_definitions
    from k8sdsl.codegen.tables import table_of

    groups = sorted({str(tree["spec"]["group"]) for tree in matching})
    if len(groups) > 1:
        raise K8sdslError(
            f"{name} is a kind in several groups: {', '.join(groups)}",
            remedy=f"choose one of them: `k8sdsl explain {groups[0]}/{name}`",
            code="explain/ambiguous",
        )
    modules = read_definitions(matching, prose=prose)
    wanted = [module for module in modules if qualifier in {"", module.api_version, groups[0]}]
    if not wanted:
        return None
    module = max(wanted, key=lambda module: version_rank(module.api_version.rpartition("/")[2]))
    class_name, kind = next(iter(module.kinds.items()))
    return Subject(module.api_version, kind, table_of(module).type(class_name), DefinedWords(module))


def _of_project(root: Path | None) -> list[Tree]:
    folder = None if root is None else root / "crds"
    if folder is None or not folder.is_dir():
        return []
    from k8sdsl.project.manifests import read_manifests

    return [manifest.tree for manifest in read_manifests(folder, passing_over=True)]


def _of_catalogue(name: str, qualifier: str) -> Iterable[Tree]:
    from k8sdsl.catalog.definitions import definition_of
    from k8sdsl.catalog.index import KINDS as CUSTOM

    for group, kinds in CUSTOM.items():
        for kind, row in kinds.items():
            if kind.lower() == name.lower() and qualifier.partition("/")[0] in {"", group}:
                found = definition_of(group, row.split()[1], kind)
                yield from [found] if found is not None else []


def _is_called(tree: Tree, name: str, qualifier: str) -> bool:
    spec = tree.get("spec")
    names = spec.get("names") if isinstance(spec, dict) else None
    if tree.get("kind") != "CustomResourceDefinition" or not isinstance(spec, dict) or not isinstance(names, dict):
        return False
    short = names.get("shortNames")
    known = {str(names.get("kind")), str(names.get("plural")), *(map(str, short) if isinstance(short, list) else ())}
    return (name in known or name.lower() in {word.lower() for word in known}) and qualifier.partition("/")[0] in {
        "",
        spec.get("group"),
    }


_EXPLAINED = "use a kind (`Deployment`), a field (`Deployment.spec`), a rule or the code of an error"


def _near(name: str) -> str:
    from k8sdsl.catalog.index import KINDS as CUSTOM

    known = {kind for kinds in KINDS.values() for kind in kinds} | {kind for kinds in CUSTOM.values() for kind in kinds}
    return did_you_mean(name, known) or _EXPLAINED
