"""The model of a generated module: types, their fields, and named choices of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterable


@define
class FieldModel:
    """One field of a type.

    `type` is an expression such as `[]Container`, `{}Quantity` or `meta_v1.ObjectMeta`; `values` are those of its
    strings or numbers if there are few, and `choice` is the name of such a list; `annotation` is the type with the
    names of the owner's kind; `notes` are short facts, such as a default.
    """

    wire: str
    name: str
    type: str
    required: bool = False
    nullable: bool = False
    minors: list[int] = field(factory=list)
    merge_key: str = ""
    strategies: tuple[str, ...] = ()
    list_type: str = ""
    list_keys: tuple[str, ...] = ()
    map_type: str = ""
    values: tuple[Any, ...] = ()
    choice: str = ""
    annotation: str = ""
    about: str = ""
    notes: tuple[str, ...] = ()


@define
class TypeModel:
    """One type of one group-version; `kinds` are the (group, version, kind) of whole objects of it.

    `key` is the field that it takes as its first argument: the one that distinguishes the entries of its list. An
    `open` type accepts fields beyond those that it names.
    """

    module: str
    name: str
    fields: dict[str, FieldModel] = field(factory=dict)
    minors: list[int] = field(factory=list)
    kinds: tuple[tuple[str, str, str], ...] = ()
    kindless: bool = False
    key: str = ""
    open: bool = False
    about: str = ""
    link: str = ""

    @property
    def kind(self) -> str | None:
        """The kind of whole objects of this type; empty if they are sent without, None for a part."""
        if not self.kinds or self.kindless:
            return "" if self.kindless else None
        return next((k for k in self.kinds if k[0] == ""), self.kinds[0])[2]

    @property
    def is_named(self) -> bool:
        """Whether it has the metadata of an object, and so accepts a name, labels and annotations itself."""
        metadata = self.fields.get("metadata")
        return metadata is not None and metadata.type.endswith("ObjectMeta")


@define
class ModuleModel:
    """One generated module: the types of a group-version; `aliases` are further names of its types and choices."""

    name: str
    api_version: str
    types: list[TypeModel]
    choices: dict[str, tuple[Any, ...]] = field(factory=dict)
    aliases: dict[str, str] = field(factory=dict)

    @property
    def kinds(self) -> dict[str, str]:
        """The kinds by the name of their class."""
        return {model.name: model.kind for model in self.types if model.kind is not None}

    @property
    def keys(self) -> dict[str, str]:
        """The attributes that parts take as their first argument, by the name of the class."""
        return {model.name: model.fields[model.key].name for model in self.types if model.key}


def ordered(model: TypeModel, first: Iterable[str], last: Iterable[str]) -> list[FieldModel]:
    """The fields in their usual order; those in neither list follow by name."""
    ranks = {wire: rank for rank, wire in enumerate((*([model.key] if model.key else []), *first))}
    ranks |= {wire: rank for rank, wire in enumerate(last, start=10_000)}
    return sorted(model.fields.values(), key=lambda f: (ranks.get(f.wire, 1_000), f.wire))
