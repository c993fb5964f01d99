"""Checks the values of declarations in `gitops.py` where they are made, by the types of the fields."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import GitOpsError
from k8sdsl.locations.caller import calling_site
from k8sdsl.locations.python_calls import argument_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrs import Attribute

    from k8sdsl.locations.source import Source

    Test = Callable[[Any], bool]


def typed(_: type, fields: list[Attribute[Any]]) -> list[Attribute[Any]]:
    """A `field_transformer` of attrs: each field refuses a value that is not of its type, before other validators."""
    return [field.evolve(validator=_validator(field)) for field in fields]


def argument(name: str) -> Source:
    """The place of an argument in the call that is being made."""
    return argument_of(calling_site(), name)


def _validator(field: Attribute[Any]) -> Callable[..., None]:
    wanted, test = _wanted(str(field.type))
    following = field.validator

    def validate(declared: object, attribute: Attribute[Any], value: Any) -> None:
        if not test(value):
            raise GitOpsError(
                f"`{attribute.name}` of {type(declared).__name__} must be {wanted}, not {_shown(value)}",
                source=argument(attribute.name),
                code="gitops/declaration",
            )
        if following is not None:
            following(declared, attribute, value)

    return validate


def _wanted(annotation: str) -> tuple[str, Test]:
    """The words for a type, and the test of a value."""
    if annotation.startswith("Literal["):
        values = literal_eval(f"({annotation[8:-1]},)")
        return " or ".join(map(repr, values)), values.__contains__
    return _TYPES.get(annotation, ("", lambda _: True))


def _shown(value: Any) -> str:
    """A value in a message: a string is not shown, because it may be a secret."""
    return f"a {type(value).__name__}" if isinstance(value, (str, bytes)) else repr(value)[:60]


def _is_map_of_strings(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(key, str) and isinstance(value[key], str) for key in value)


def _is_list_of_strings(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(item, str) for item in value)


_TYPES: dict[str, tuple[str, Test]] = {
    "str": ("a string", lambda value: isinstance(value, str)),
    "str | None": ("a string", lambda value: value is None or isinstance(value, str)),
    "str | Path": ("a path", lambda value: isinstance(value, (str, Path))),
    "bool": ("True or False", lambda value: isinstance(value, bool)),
    "Mapping[str, str]": ("a map of strings", _is_map_of_strings),
    "Sequence[str]": ("a list of strings", _is_list_of_strings),
    "Controller | None": ("`ArgoCd(...)` or `Flux(...)`", lambda value: value is None or hasattr(value, "examine")),
    "Sealing | None": (
        "`ExternalSecrets(...)`, `SealedSecrets(...)` or `Sops(...)`",
        lambda value: value is None or hasattr(value, "seal"),
    ),
}
