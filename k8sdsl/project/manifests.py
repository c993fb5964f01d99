"""Reads the YAML and JSON files of a project as manifests."""

from __future__ import annotations

from k8sdsl.errors import LoadError
from k8sdsl.locations.content import MAX_SIZE
from k8sdsl.manifest import Manifest
from k8sdsl.project.paths import YamlOrigin, read_bytes, shown

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

YAML_SUFFIXES = (".yaml", ".yml", ".json")


def read_manifests(path: Path, *, passing_over: bool = False) -> list[Manifest]:
    """The objects of a YAML or JSON file, or of all such files below a directory, by name.

    With `passing_over`, documents that are not meant for a cluster (neither `apiVersion` nor `kind`, or a
    kustomization) are skipped instead of refused.
    """
    return [
        manifest
        for file in yaml_files(path)
        for manifest in manifests_in(read_bytes(file), file, passing_over=passing_over)
    ]


def yaml_files(path: Path) -> list[Path]:
    """The file itself, or the YAML and JSON files below a directory; LoadError if there are none.

    Symbolic links that point outside the directory are skipped, because the directory may be untrusted.
    """
    if not path.is_dir():
        return [path]
    home = path.resolve()
    found = (file for file in path.rglob("*") if file.suffix in YAML_SUFFIXES and file.is_file())
    files = sorted(file for file in found if not file.is_symlink() or file.resolve().is_relative_to(home))
    if not files:
        raise LoadError(
            f"the directory {shown(path)} contains no YAML files",
            remedy="pass a directory that contains YAML files, or a file",
            code="manifest/none",
        )
    return files


def manifests_in(content: bytes, file: Path, *, passing_over: bool = False) -> list[Manifest]:
    """The objects of a text; the items of a list are separate objects."""
    from k8sdsl.yaml.reader import numbered_documents

    manifests: list[Manifest] = []
    for index, tree in numbered_documents(content, file=shown(file)):
        if passing_over and not _for_a_cluster(tree):
            continue
        if not isinstance(tree, dict):
            from k8sdsl.locations.secret_values import described

            raise LoadError(
                f"{shown(file)}, document {index + 1}: a manifest must be a map, not {described(tree)}",
                remedy="start it with `apiVersion:` and `kind:`, or omit the file",
                code="manifest/not-an-object",
            )
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


def read_standard_input() -> bytes:
    """The content of standard input; LoadError if it is closed or cannot be read."""
    import sys

    if sys.stdin is None:
        raise LoadError(
            "standard input is closed",
            remedy="pipe manifests into the command, or pass a file",
            code="file/standard-input",
        )
    try:
        return sys.stdin.buffer.read(MAX_SIZE + 1)
    except OSError as error:
        raise LoadError(f"standard input cannot be read: {error.strerror}", code="file/standard-input") from None
