"""Which object of an environment goes into which file.

A layout is a name, or a template such as `{namespace}/{kind}-{name}.yaml`. An empty field is dropped with the separator
after it, so an object without namespace gives `kind-name.yaml`. In the layouts of k8sdsl, namespaces and custom
resource definitions go into directories that sort before everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.tree.file_name import digest, safe_part, safe_path
from k8sdsl.identity import ObjectRef, split_api_version
from k8sdsl.kube.kinds import is_namespaced

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

Placed: TypeAlias = "dict[str, list[Tree]]"
"""The objects of each file, by path below the environment's folder, sorted by path."""

SETUP_FOLDERS = {"Namespace": "00-namespaces", "CustomResourceDefinition": "01-crds"}

_SEPARATORS = "_-./"
_UNUSUAL = frozenset('<>:"|?*\\')


@frozen
class Layout:
    """How paths are made: `path_of` answers for one object, given whether the environment has several namespaces."""

    path_of: Callable[[ObjectRef, bool], str]
    setup_folders: bool = False


def layout_named(name: str) -> Layout:
    """The layout of a name or template; GitOpsError that lists the names if there is none."""
    if "{" in name:
        return _template(name)
    if name not in LAYOUTS:
        from k8sdsl.near_miss import did_you_mean

        raise GitOpsError(
            f"unknown layout {name!r}; the layouts are: {', '.join(LAYOUTS)}, and templates",
            remedy=did_you_mean(name, LAYOUTS) or "templates have fields, such as {namespace}/{kind}-{name}.yaml",
            code="gitops/layout",
        )
    return LAYOUTS[name]


def place(layout: Layout, trees: Iterable[Tree]) -> Placed:
    """The files of an environment.

    Objects that would share a file by accident get different marks in the name, independent of their order. A layout
    with one file for everything keeps the order of the build.
    """
    objects = [(ObjectRef.of(tree), tree) for tree in trees]
    several = len({ref.namespace for ref, _ in objects if ref.namespace}) > 1
    paths = [_path(layout, ref, several) for ref, _ in objects]
    if layout is not LAYOUTS["manifest"]:
        paths = _apart(paths, [ref for ref, _ in objects])
    files: Placed = {}
    for path, (_, tree) in zip(paths, objects, strict=True):
        files.setdefault(path, []).append(tree)
    return dict(sorted(files.items()))


def _path(layout: Layout, ref: ObjectRef, several: bool) -> str:  # noqa: FBT001 - as in `Layout.path_of`
    path = layout.path_of(ref, several)
    path = safe_path(path, "." + path.rpartition(".")[2])
    if layout.setup_folders and ref.kind in SETUP_FOLDERS:
        return f"{SETUP_FOLDERS[ref.kind]}/{path.rpartition('/')[2]}"
    return path


def _apart(paths: Sequence[str], refs: Sequence[ObjectRef]) -> list[str]:
    """The paths; those that differ only in upper and lower case are marked with the hash of the identity."""
    met: dict[str, int] = {}
    for path in paths:
        met[path.casefold()] = met.get(path.casefold(), 0) + 1
    return [
        path if met[path.casefold()] == 1 else _marked(path, digest("\n".join((ref.group, *ref[1:]))))
        for path, ref in zip(paths, refs, strict=True)
    ]


def _marked(path: str, mark: str) -> str:
    stem, dot, extension = path.rpartition(".")
    return f"{stem}-{mark}{dot}{extension}"


def _template(text: str) -> Layout:
    pieces = _pieces(text)
    steps = text.split("/")
    if not text.endswith((".yaml", ".yml")) or any(step.startswith(".") or not step for step in steps):
        raise GitOpsError(
            f"the layout {text!r} must be a relative path of a YAML file without hidden directories",
            remedy="for example, write {namespace}/{kind}-{name}.yaml",
            code="gitops/layout",
        )
    unusual = sorted({mark for literal, _ in pieces for mark in literal if mark in _UNUSUAL or not mark.isprintable()})
    if unusual:
        raise GitOpsError(
            f"the layout {text!r} has {', '.join(map(repr, unusual))}, which some file systems do not allow in file "
            "names",
            remedy="for example, write {namespace}/{kind}-{name}.yaml",
            code="gitops/layout",
        )

    stem, dot, extension = text.rpartition(".")
    parts = _pieces(stem)

    def path_of(ref: ObjectRef, several: bool) -> str:  # noqa: FBT001, ARG001 - as in `Layout.path_of`
        fields = fields_of(ref)
        path = ""
        skip = False
        for literal, field in parts:
            path += literal[1:] if skip and literal[:1] in _SEPARATORS else literal
            value = fields[field] if field else ""
            path += value
            skip = bool(field) and not value
        return f"{path}{dot}{extension}"

    return Layout(path_of, setup_folders=True)


def _pieces(text: str) -> list[tuple[str, str]]:
    from string import Formatter

    try:
        parsed = [(literal, field) for literal, field, _, _ in Formatter().parse(text)]
    except ValueError as error:
        raise GitOpsError(f"the layout {text!r} cannot be read: {error}", code="gitops/layout") from None
    known = fields_of(ObjectRef("", "", "", ""))
    for _, field in parsed:
        if field is not None and field not in known:
            from k8sdsl.near_miss import did_you_mean

            raise GitOpsError(
                f"the layout {text!r} has the field {field!r}; the fields are {', '.join(known)}",
                remedy=did_you_mean(field, known) or None,
                code="gitops/layout",
            )
    return [(literal, field or "") for literal, field in parsed]


def fields_of(ref: ObjectRef) -> dict[str, str]:
    """The fields of a template, each safe as a part of a file name."""
    group, version = split_api_version(ref.api_version)
    parts = {
        "namespace": "" if is_namespaced(ref.api_version, ref.kind) is False else ref.namespace,
        "kind": ref.kind.lower(),
        "name": ref.name,
        "group": group,
        "version": version,
    }
    return {field: safe_part(value) if value else "" for field, value in parts.items()}


def _by_object(ref: ObjectRef, several: bool) -> str:  # noqa: FBT001, ARG001 - as in `Layout.path_of`
    parts = fields_of(ref)
    return "_".join([part for part in (parts["namespace"], parts["kind"], parts["name"]) if part]) + ".yaml"


def _as_kustomize(ref: ObjectRef, several: bool) -> str:  # noqa: FBT001 - as in `Layout.path_of`
    """File names as in `kustomize build -o DIR`: with the namespace only if there are several."""
    parts = fields_of(ref)
    names = [parts["namespace"]] if several and parts["namespace"] else []
    names += [parts[part] for part in ("group", "version", "kind", "name") if parts[part]]
    return "_".join(names) + ".yaml"


def _as_tanka(ref: ObjectRef, several: bool) -> str:  # noqa: FBT001, ARG001 - as in `Layout.path_of`
    """File names as in `tk export`: `apps-v1.Deployment-web.yaml`."""
    parts = fields_of(ref)
    version = "-".join([part for part in (parts["group"], parts["version"]) if part])
    kind = ref.kind if ref.kind.isascii() and ref.kind.isalnum() else parts["kind"]
    return f"{version}.{kind}-{parts['name']}.yaml"


def _in_one_file(ref: ObjectRef, several: bool) -> str:  # noqa: FBT001, ARG001 - as in `Layout.path_of`
    return "manifest.yaml"


LAYOUTS: dict[str, Layout] = {
    "object": Layout(_by_object, setup_folders=True),
    "kustomize": Layout(_as_kustomize),
    "manifest": Layout(_in_one_file),
    "tanka": Layout(_as_tanka),
}


def emit_file(trees: Sequence[Any]) -> bytes:
    """The content of one file."""
    from k8sdsl.emitters import yaml

    return yaml.emit(trees).encode()
