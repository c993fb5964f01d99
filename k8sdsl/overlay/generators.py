"""The generators of an overlay, as users declare them: with paths of files that are read later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, Literal, TypeAlias

from k8sdsl.overlay.validators import is_path
from k8sdsl.transforms.validators import fault, must_be
from k8sdsl.value import Value

Paths: TypeAlias = "Sequence[str | PathLike[str]]"
Files: TypeAlias = "Paths | Mapping[str, str | PathLike[str]]"
Behavior: TypeAlias = 'Literal["create", "merge", "replace"]'


class GeneratorOptions(Value):
    """Options for all config maps and secrets that one overlay generates.

    Examples:
        >>> from k8sdsl import ConfigMapGenerator, GeneratorOptions, Overlay, build
        >>> settings = ConfigMapGenerator("settings", literals={"level": "info"})
        >>> overlay = Overlay(config_map_generator=[settings], generator_options=GeneratorOptions(hash_suffix=False))
        >>> build(overlay).splitlines()[3]
        '  name: settings'
    """

    __slots__ = ("annotations", "hash_suffix", "immutable", "labels")

    def __init__(
        self,
        *,
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
        immutable: bool = False,
        hash_suffix: bool = True,
    ) -> None:
        self.labels: Mapping[str, str] = _strings(self, "labels", labels)
        self.annotations: Mapping[str, str] = _strings(self, "annotations", annotations)
        self.immutable = immutable
        self.hash_suffix = hash_suffix


class ConfigMapGenerator(Value):
    """A config map, with a hash of its content after its name.

    `files` are paths, or a map from keys to paths; `envs` are files with `KEY=value` on each line. Paths are relative
    to the file of the overlay.

    Examples:
        >>> from k8sdsl import ConfigMapGenerator, Overlay, build
        >>> overlay = Overlay(config_map_generator=[ConfigMapGenerator("settings", literals={"level": "info"})])
        >>> build(overlay).splitlines()[3]
        '  name: settings-k4b9tgf9m9'
    """

    __slots__ = (
        *("annotations", "behavior", "envs", "files", "hash_suffix", "immutable", "labels", "literals"),
        *("name", "namespace"),
    )

    def __init__(
        self,
        name: str,
        *,
        literals: Mapping[str, str | bytes] | None = None,
        files: Files = (),
        envs: Paths = (),
        namespace: str = "",
        behavior: Behavior = "create",
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
        immutable: bool = False,
        hash_suffix: bool = True,
    ) -> None:
        self.name: str = must_be(self, "name", name, str)
        self.literals: Mapping[str, str | bytes] = _strings(self, "literals", literals, (str, bytes))
        self.files = _files(self, files)
        self.envs = _paths(self, "envs", envs)
        self.namespace: str = must_be(self, "namespace", namespace, str)
        self.behavior: Behavior = must_be(self, "behavior", behavior, str)
        self.labels: Mapping[str, str] = _strings(self, "labels", labels)
        self.annotations: Mapping[str, str] = _strings(self, "annotations", annotations)
        self.immutable = immutable
        self.hash_suffix = hash_suffix


class SecretGenerator(Value):
    """A secret, declared like a config map; `type` is `Opaque` by default.

    Examples:
        >>> from k8sdsl import Overlay, SecretGenerator, build
        >>> overlay = Overlay(secret_generator=[SecretGenerator("token", literals={"token": "abc"}, hash_suffix=False)])
        >>> build(overlay).splitlines()[-1]
        '  token: YWJj'
    """

    __slots__ = (*ConfigMapGenerator.__slots__, "type")

    def __init__(
        self,
        name: str,
        *,
        literals: Mapping[str, str | bytes] | None = None,
        files: Files = (),
        envs: Paths = (),
        type: str = "",  # noqa: A002 - the name of the field
        namespace: str = "",
        behavior: Behavior = "create",
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
        immutable: bool = False,
        hash_suffix: bool = True,
    ) -> None:
        self.name: str = must_be(self, "name", name, str)
        self.literals: Mapping[str, str | bytes] = _strings(self, "literals", literals, (str, bytes))
        self.files = _files(self, files)
        self.envs = _paths(self, "envs", envs)
        self.type: str = must_be(self, "type", type, str)
        self.namespace: str = must_be(self, "namespace", namespace, str)
        self.behavior: Behavior = must_be(self, "behavior", behavior, str)
        self.labels: Mapping[str, str] = _strings(self, "labels", labels)
        self.annotations: Mapping[str, str] = _strings(self, "annotations", annotations)
        self.immutable = immutable
        self.hash_suffix = hash_suffix

    def __repr__(self) -> str:
        return f"SecretGenerator({self.name!r})"


def _strings(owner: Value, name: str, value: Any, types: tuple[type, ...] = (str,)) -> Any:
    value = {} if value is None else value
    if not isinstance(value, Mapping) or not all(
        isinstance(key, str) and isinstance(item, types) for key, item in value.items()
    ):
        raise fault(owner, name, value, "a map of strings")
    return value


def _paths(owner: Value, name: str, value: Any) -> Any:
    if not isinstance(value, (list, tuple)) or not all(map(is_path, value)):
        raise fault(owner, name, value, "a list of paths")
    return value


def _files(owner: Value, value: Any) -> Any:
    is_map = isinstance(value, Mapping) and all(isinstance(key, str) for key in value)
    paths = list(value.values()) if is_map else value
    if not isinstance(paths, (list, tuple)) or not all(map(is_path, paths)):
        raise fault(owner, "files", value, "a list of paths, or a map of them")
    return value
