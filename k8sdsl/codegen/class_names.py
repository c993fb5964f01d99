"""Names the classes of a module of custom kinds.

A class is named after its kind and the fields that lead to it, without the `spec` that nearly all of them are below:
`CertificateSpec`, `CertificatePrivateKey`, `ClusterIssuerStatusAcme`. A shape that occurs in several places is named
after what the names of these places end in: `IssuerSecretRef` for `apiTokenSecretRef` and `privateKeySecretRef`; if
they are few, the names of the places are aliases. The
names of a kind depend on its own definition only, so they stay when other kinds of the group come and go; where kinds
share a shape, the further names are aliases of the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field

from k8sdsl.codegen.model import FieldModel, ModuleModel, TypeModel
from k8sdsl.codegen.names import class_name, free_name, kind_class_name, singular, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

FieldNames = tuple[str, ...]


@define
class SchemaShape:
    """The fields of a place in a schema, by wire name; places with equal fields share a shape.

    `paths` are the places by kind, each the fields that lead there with `[]` after a list and `{}` after a map, and
    `said` are the descriptions in the definitions; `key` is the field that distinguishes the entries of a list of them,
    empty if lists disagree about it.
    """

    fields: dict[str, FieldModel]
    open: bool
    said: set[str] = field(factory=set)
    key: str | None = None
    paths: dict[str, list[FieldNames]] = field(factory=dict)


@define
class VersionedKind:
    """One kind at one version; `fields` are those of the whole object, `link` describes it in the documentation."""

    name: str
    fields: dict[str, FieldModel]
    open: bool
    about: str
    link: str


def name_classes(module: str, api_version: str, kinds: list[VersionedKind], shapes: list[SchemaShape]) -> ModuleModel:
    """The module of these kinds, in whose fields `#3` is the third shape."""
    names: dict[int, str] = {}
    aliases: dict[str, str] = {}
    taken: set[str] = set()
    own = {kind.name: free_name(kind_class_name(kind.name), taken) for kind in kinds}
    by_kind: dict[str, dict[int, str]] = {}
    for kind in kinds:
        by_kind[kind.name] = _names_in(kind.name, own[kind.name], shapes, taken)
        for number, name in by_kind[kind.name].items():
            if names.setdefault(number, name) != name:
                aliases[name] = names[number]
        for number, shape in enumerate(shapes):
            for name in _further_names(own[kind.name], shape.paths.get(kind.name, [])):
                if name not in taken:
                    taken.add(name)
                    aliases[name] = names[number]
    group, _, version = api_version.rpartition("/")
    types = [
        TypeModel(
            module,
            own[kind.name],
            kind.fields,
            kinds=((group, version, kind.name),),
            open=kind.open,
            about=kind.about,
            link=kind.link,
        )
        for kind in kinds
    ]
    types += [
        TypeModel(
            module,
            names[number],
            shape.fields,
            key=shape.key or "",
            open=shape.open,
            about=next(iter(shape.said)) if len(shape.said) == 1 else "",
            link=_places(shape),
        )
        for number, shape in enumerate(shapes)
    ]
    owners = [*(kind.name for kind in kinds), *(next(iter(shape.paths)) for shape in shapes)]
    for model, owner in zip(types, owners, strict=True):
        for made in model.fields.values():
            made.annotation, made.type = _named(made.type, by_kind[owner]), _named(made.type, names)
    types.sort(key=lambda model: model.name)
    return ModuleModel(module, api_version, types, _choices(types, taken), dict(sorted(aliases.items())))


def _names_in(kind: str, class_name: str, shapes: list[SchemaShape], taken: set[str]) -> dict[int, str]:
    """The names of the shapes that a kind has, by their number: those nearest to the kind choose first."""
    places = {number: shape.paths[kind] for number, shape in enumerate(shapes) if kind in shape.paths}
    nearest = sorted(places.items(), key=lambda item: min(map(_rank, item[1])))
    return {number: _free(_candidates(class_name, paths), taken) for number, paths in nearest}


def _rank(path: FieldNames) -> tuple[int, int, FieldNames]:
    """A key that sorts short paths before long ones."""
    steps = tuple(step.rstrip("[]{}") for step in path)
    return len(path), sum(map(len, steps)), steps


def _places(shape: SchemaShape) -> str:
    """Where a shape occurs, for the documentation."""
    places = [f"{kind}.{'.'.join(path)}" for kind, paths in shape.paths.items() for path in sorted(paths, key=_rank)]
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    return f"At {', '.join(places[:_MOST_PLACES])}{more}."


_MOST_PLACES = 3


def _further_names(kind: str, paths: list[FieldNames]) -> list[str]:
    """The names of a shape by each of its places, if there are few: users guess them from the fields."""
    return [_place_names(kind, path)[0] for path in sorted(paths, key=_rank)] if len(paths) <= _MOST_NAMES else []


_MOST_NAMES = 4


def _place_names(kind: str, path: FieldNames) -> list[str]:
    """The name of a place, without `spec` if possible."""
    region, *rest = path
    whole = "".join(map(_step_name, rest))
    full = f"{kind}{_step_name(region)}{whole}"
    return [f"{kind}{whole}", full] if region == "spec" and rest else [full]


def _candidates(kind: str, paths: list[FieldNames]) -> list[str]:
    """The possible names of a class, the best first."""
    candidates = _place_names(kind, min(paths, key=_rank))
    shared = _common_ending([words_of("".join(map(_step_name, path))) for path in paths])
    # One word is clear enough only if it is the whole name of a field: `template`, but not the end of `secretRef`.
    if len(paths) > 1 and (len(shared) > 1 or "".join(shared) in {_step_name(path[-1]) for path in paths}):
        candidates.insert(0, f"{kind}{''.join(shared)}")
    return candidates


def _step_name(step: str) -> str:
    """A step of a path as a part of the name of a class, in the singular for an item of a list or map."""
    wire = step.rstrip("[]{}")
    return class_name(wire if wire == step else singular(wire))


def _common_ending(names: list[list[str]]) -> list[str]:
    ending: list[str] = []
    for words in zip(*map(reversed, names), strict=False):
        if len(set(words)) > 1:
            break
        ending.insert(0, words[0])
    return ending


def _free(candidates: Iterable[str], taken: set[str]) -> str:
    last = ""
    for last in candidates:
        if last not in taken:
            break
    return free_name(last, taken)


def _named(expression: str, names: dict[int, str]) -> str:
    head, mark, number = expression.partition("#")
    return f"{head}{names[int(number)]}" if mark else expression


def _choices(types: list[TypeModel], taken: set[str]) -> dict[str, tuple[Any, ...]]:
    """A name for the values of each field with few: the class and the field."""
    choices: dict[str, tuple[Any, ...]] = {}
    for model in types:
        for made in sorted(model.fields.values(), key=lambda made: made.wire):
            if made.values:
                name = f"{model.name}{class_name(made.wire)}"
                made.choice = _free([name, f"{name}Choice"], taken)
                choices[made.choice] = made.values
    return choices
