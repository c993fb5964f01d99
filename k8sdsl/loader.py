"""Runs the stacks and overlays of a project, and reads its YAML files; nothing else in a build reads files."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import LoadError
from k8sdsl.fresh_import import FreshLoader, fresh_imports
from k8sdsl.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from k8sdsl.overlay import Overlay
    from k8sdsl.source import Source

YAML_SUFFIXES = (".yaml", ".yml", ".json")


def load_overlay(file: Path, root: Path) -> Overlay:
    """The overlay that a Python file declares as `overlay`; the project's root is importable while the file runs.

    Raises LoadError where the file is missing or declares none, UserCodeError for an exception of the user's code.
    """
    module = load_module(file, root)
    found = getattr(module, "overlay", None)
    from k8sdsl.overlay import Overlay

    if isinstance(found, Overlay):
        return found
    if found is not None:
        raise LoadError(f"`overlay` in {shown(file)} is a {type(found).__name__}, not an Overlay")
    if hasattr(module, "overlays"):
        raise LoadError(f"{shown(file)} declares a fleet, not an overlay", remedy=_members(module.overlays, file))
    overlays = [name for name, value in vars(module).items() if isinstance(value, Overlay)]
    remedy = (
        f"call it `overlay`: it is `{overlays[0]}` now"
        if overlays
        else "end the file with `overlay = Overlay(base=...)`"
    )
    raise LoadError(f"{shown(file)} declares no `overlay`", remedy=remedy)


def _members(overlays: Any, file: Path) -> str:
    """What to name instead of a fleet's file."""
    if not isinstance(overlays, Mapping):
        return f"name one of its overlays: {file.stem}/NAME"
    return f"name one of: {', '.join(f'{file.stem}/{name}' for name in overlays)}"


def load_module(file: Path, root: Path) -> ModuleType:
    """Runs a Python file of the project, as the module that others of the project import it by."""
    name = _module_name(file, root)
    with importable(root):
        held = sys.modules.get(name)
        if held is not None and _is_of(held, file):
            return held
        if held is not None:  # a file that is called as a library that is loaded
            name = f"{name} of {root}"
        spec = spec_from_file_location(name, file, loader=FreshLoader(name, str(file)))
        if spec is None or spec.loader is None or not file.is_file():
            raise LoadError(f"there is no Python file {shown(file)}")
        module = module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException as error:
            sys.modules.pop(name, None)
            if isinstance(error, (Exception, SystemExit)):
                from k8sdsl.user_errors import as_user_error

                raise as_user_error(error) from error
            raise
    return module


def _is_of(module: ModuleType, file: Path) -> bool:
    own = getattr(module, "__file__", None)
    return own is not None and Path(own).resolve() == file.resolve()


@contextmanager
def importable(root: Path) -> Iterator[None]:
    """Makes the project's modules importable, and those of any other project that was loaded before, not."""
    path = str(root)
    foreign = [name for name, module in list(sys.modules.items()) if _foreign(name, module, root)]
    for name in foreign:
        del sys.modules[name]
    sys.path.insert(0, path)
    try:
        with fresh_imports(path):
            yield
    finally:
        if path in sys.path:
            sys.path.remove(path)


def _foreign(name: str, module: Any, root: Path) -> bool:
    """Whether a loaded module has the name of one of this project, but is another project's."""
    top = name.partition(".")[0]
    if top not in {"stacks", "overlays"}:
        return False
    places = [getattr(module, "__file__", None), *(getattr(module, "__path__", None) or ())]
    return not any(place and Path(place).is_relative_to(root) for place in places)


def _module_name(file: Path, root: Path) -> str:
    try:
        parts = file.resolve().relative_to(root.resolve()).with_suffix("").parts
    except ValueError:
        parts = (file.stem,)
    return ".".join(parts)


def read_manifests(path: Path, *, passing_over: bool = False) -> list[Manifest]:
    """The objects of a YAML or JSON file, or of all such files of a folder and its subfolders, by name.

    With `passing_over`, documents that are not meant for a cluster (neither `apiVersion` nor `kind`, or a
    kustomization) are left out instead of refused.
    """
    return [
        manifest
        for file in yaml_files(path)
        for manifest in manifests_in(read_bytes(file), file, passing_over=passing_over)
    ]


def yaml_files(path: Path) -> list[Path]:
    """A file as it is, or the YAML and JSON files below a folder; LoadError where there is none."""
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix in YAML_SUFFIXES and file.is_file())
    if not files:
        raise LoadError(f"the folder {shown(path)} holds no YAML file")
    return files


def manifests_in(content: bytes, file: Path, *, passing_over: bool = False) -> list[Manifest]:
    """The objects that a text holds; the items of a list count as objects of their own."""
    from k8sdsl.yaml_reader import numbered_documents

    manifests: list[Manifest] = []
    for index, tree in numbered_documents(content, file=shown(file)):
        if passing_over and not _for_a_cluster(tree):
            continue
        if not isinstance(tree, dict):
            raise LoadError(f"{shown(file)}, document {index + 1}: a manifest is a map, not a {type(tree).__name__}")
        if _is_list(tree):
            manifests += [Manifest(item, YamlOrigin(file, index, ("items", n))) for n, item in enumerate(tree["items"])]
        else:
            manifests.append(Manifest(tree, YamlOrigin(file, index)))
    return manifests


def _for_a_cluster(tree: Any) -> bool:
    return (
        isinstance(tree, dict)
        and ("apiVersion" in tree or "kind" in tree)
        and not str(tree.get("apiVersion")).startswith(("kustomize.config.k8s.io/", "skaffold/"))
    )


def _is_list(tree: dict[str, Any]) -> bool:
    """Whether a document is a list of objects (`List`, or `DeploymentList` and the like) rather than an object."""
    items = tree.get("items")
    return str(tree.get("kind", "")).endswith("List") and isinstance(items, list) and all(map(_is_object, items))


def _is_object(item: Any) -> bool:
    return isinstance(item, dict) and "kind" in item and "apiVersion" in item


def read_bytes(path: Path) -> bytes:
    """The content of a file; LoadError that says why where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise LoadError(f"there is no file {shown(path)}", remedy=_near_file(path)) from None
    except OSError as error:
        raise LoadError(f"{shown(path)} cannot be read: {error.strerror}") from None


def _near_file(path: Path) -> str | None:
    from k8sdsl.near_miss import did_you_mean

    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"the folder {shown(path.parent)} does not exist"
    return did_you_mean(path.name, names) or None


class YamlOrigin:
    """The origin of a manifest that was read from a YAML file, which is read again when a place is asked for."""

    __slots__ = ("document", "file", "prefix")

    def __init__(self, file: Path, document: int, prefix: tuple[str | int, ...] = ()) -> None:
        self.file = file
        self.document = document
        self.prefix = prefix

    def locate(self, path: tuple[str | int, ...]) -> Source | None:
        """The line and column of the field at `path`, or of the nearest thing around it."""
        from k8sdsl.source import Source
        from k8sdsl.yaml_reader import locate

        try:
            place = locate(self.file.read_bytes(), self.document, (*self.prefix, *path))
        except (OSError, LoadError):
            return None
        return Source(shown(self.file), *place) if place else Source(shown(self.file), 1)


def resolve(path: str | PathLike[str], declared_in: str) -> Path:
    """A path as the file that declares it means it: relative to that file's folder."""
    given = Path(fspath(path))
    return given if given.is_absolute() else Path(declared_in).parent / given


def shown(path: Path) -> str:
    """A path as the user would write it: relative to the working folder where it is below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):
        return str(path)
