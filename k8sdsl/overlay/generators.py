"""The generators of an overlay, as users declare them: with paths of files that are read later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, Literal, TypeAlias

from k8sdsl.overlay.declared import Attribute, field, frozen
from k8sdsl.overlay.validators import is_path
from k8sdsl.transforms.validators import fault, must_be

Paths: TypeAlias = "Sequence[str | PathLike[str]]"


def _string(owner: Any, attribute: Attribute[Any], value: Any) -> None:
    must_be(owner, attribute.name, value, str)


def _strings(owner: Any, attribute: Attribute[Any], value: Any) -> None:
    _map(owner, attribute, value, str, "a map of strings")


def _literals(owner: Any, attribute: Attribute[Any], value: Any) -> None:
    _map(owner, attribute, value, (str, bytes), "a map of strings")


def _map(owner: Any, attribute: Attribute[Any], value: Any, types: type | tuple[type, ...], words: str) -> None:
    if not isinstance(value, Mapping) or not all(
        isinstance(key, str) and isinstance(item, types) for key, item in value.items()
    ):
        raise fault(owner, attribute.name, value, words)


def _paths(owner: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, (list, tuple)) or not all(map(is_path, value)):
        raise fault(owner, attribute.name, value, "a list of paths")


def _files(owner: Any, attribute: Attribute[Any], value: Any) -> None:
    paths = list(value.values()) if isinstance(value, Mapping) and all(isinstance(key, str) for key in value) else value
    if not isinstance(paths, (list, tuple)) or not all(map(is_path, paths)):
        raise fault(owner, attribute.name, value, "a list of paths, or a map of them")


@frozen(kw_only=True)
class GeneratorOptions:
    """Options for all config maps and secrets that one overlay generates.

    Examples:
        >>> from k8sdsl import ConfigMapGenerator, GeneratorOptions, Overlay, build
        >>> settings = ConfigMapGenerator("settings", literals={"level": "info"})
        >>> overlay = Overlay(config_map_generator=[settings], generator_options=GeneratorOptions(hash_suffix=False))
        >>> build(overlay).splitlines()[3]
        '  name: settings'
    """

    labels: Mapping[str, str] = field(factory=dict, validator=_strings)
    annotations: Mapping[str, str] = field(factory=dict, validator=_strings)
    immutable: bool = False
    hash_suffix: bool = True


@frozen
class ConfigMapGenerator:
    """A config map, with a hash of its content after its name.

    `files` are paths, or a map from keys to paths; `envs` are files with `KEY=value` on each line. Paths are relative
    to the file of the overlay.

    Examples:
        >>> from k8sdsl import ConfigMapGenerator, Overlay, build
        >>> overlay = Overlay(config_map_generator=[ConfigMapGenerator("settings", literals={"level": "info"})])
        >>> build(overlay).splitlines()[3]
        '  name: settings-k4b9tgf9m9'
    """

    name: str = field(validator=_string)
    literals: Mapping[str, str | bytes] = field(factory=dict, kw_only=True, validator=_literals)
    files: Paths | Mapping[str, str | PathLike[str]] = field(default=(), kw_only=True, validator=_files)
    envs: Paths = field(default=(), kw_only=True, validator=_paths)
    namespace: str = field(default="", kw_only=True, validator=_string)
    behavior: Literal["create", "merge", "replace"] = field(default="create", kw_only=True, validator=_string)
    labels: Mapping[str, str] = field(factory=dict, kw_only=True, validator=_strings)
    annotations: Mapping[str, str] = field(factory=dict, kw_only=True, validator=_strings)
    immutable: bool = field(default=False, kw_only=True)
    hash_suffix: bool = field(default=True, kw_only=True)


@frozen
class SecretGenerator:
    """A secret, declared like a config map; `type` is `Opaque` by default.

    Examples:
        >>> from k8sdsl import Overlay, SecretGenerator, build
        >>> overlay = Overlay(secret_generator=[SecretGenerator("token", literals={"token": "abc"}, hash_suffix=False)])
        >>> build(overlay).splitlines()[-1]
        '  token: YWJj'
    """

    name: str = field(validator=_string)
    literals: Mapping[str, str | bytes] = field(factory=dict, kw_only=True, repr=False, validator=_literals)
    files: Paths | Mapping[str, str | PathLike[str]] = field(default=(), kw_only=True, validator=_files)
    envs: Paths = field(default=(), kw_only=True, validator=_paths)
    type: str = field(default="", kw_only=True, validator=_string)
    namespace: str = field(default="", kw_only=True, validator=_string)
    behavior: Literal["create", "merge", "replace"] = field(default="create", kw_only=True, validator=_string)
    labels: Mapping[str, str] = field(factory=dict, kw_only=True, validator=_strings)
    annotations: Mapping[str, str] = field(factory=dict, kw_only=True, validator=_strings)
    immutable: bool = field(default=False, kw_only=True)
    hash_suffix: bool = field(default=True, kw_only=True)
