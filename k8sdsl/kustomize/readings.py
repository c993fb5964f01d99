"""Entries of kustomization files and plugin configurations as the declarations of `k8sdsl.transforms`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import KustomizationError, OverlayError
from k8sdsl.kube.field_specs import FieldSpec, FieldSpecs
from k8sdsl.target import Target
from k8sdsl.transforms.images import Image
from k8sdsl.transforms.replicas import Replica

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.kustomize.files import Files
    from k8sdsl.transforms.generators import Generator
    from k8sdsl.transforms.replacements import Options, Replacement, ReplacementTarget
    from k8sdsl.transforms.variables import Variable
    from k8sdsl.tree import Tree


def target(entry: Tree | None) -> Target | None:
    """A selector; None where there is none."""
    if entry is None:
        return None
    given = {key: entry.get(key) or None for key in ("group", "version", "kind", "name", "namespace")}
    if entry.get("apiVersion") and not given["version"]:
        group, _, version = str(entry["apiVersion"]).rpartition("/")
        given["group"], given["version"] = given["group"] or group or None, version
    return Target(
        **given,
        label_selector=entry.get("labelSelector") or None,
        annotation_selector=entry.get("annotationSelector") or None,
    )


def field_specs(entries: Iterable[Tree] | None) -> tuple[FieldSpec, ...]:
    """Field specs of an entry."""
    return tuple(
        FieldSpec(
            path=str(entry.get("path") or ""),
            kind=str(entry.get("kind") or ""),
            group=str(entry.get("group") or ""),
            version=str(entry.get("version") or ""),
            create=bool(entry.get("create")),
        )
        for entry in entries or ()
    )


def table(entries: Iterable[Tree] | None) -> FieldSpecs:
    """Field specs as a table of their own."""
    return FieldSpecs(field_specs(entries))


def image(entry: Tree) -> Image:
    """One entry of `images`."""
    return Image(
        str(entry.get("name") or ""),
        new_name=str(entry.get("newName") or ""),
        new_tag=str(entry.get("newTag") or ""),
        digest=str(entry.get("digest") or ""),
        tag_suffix=str(entry.get("tagSuffix") or ""),
    )


def replica(entry: Tree) -> Replica:
    """One entry of `replicas`."""
    return Replica(str(entry.get("name") or ""), int(entry.get("count") or 0))


def variable(entry: Tree) -> Variable:
    """One entry of `vars`."""
    from k8sdsl.transforms.variables import Variable

    referred = entry.get("objref") or {}
    api_version = str(referred.get("apiVersion") or "")
    if not api_version:
        group, version = str(referred.get("group") or ""), str(referred.get("version") or "")
        api_version = f"{group}/{version}" if group else version
    field_path = (entry.get("fieldref") or {}).get("fieldPath") or (entry.get("fieldref") or {}).get("fieldpath")
    name = entry.get("name")
    if not name:
        raise KustomizationError("a var has no `name`")
    return Variable(
        str(name),
        api_version,
        str(referred.get("kind") or ""),
        str(referred.get("name") or ""),
        str(referred.get("namespace") or ""),
        str(field_path or "metadata.name"),
    )


def replacement(entry: Tree) -> Replacement:
    """One entry of `replacements`, which is no path."""
    from k8sdsl.transforms.replacements import Replacement, ReplacementSource

    source, targets = entry.get("source"), entry.get("targets")
    value = entry.get("sourceValue")
    if (source is None and value is None) or not targets:
        raise KustomizationError("a replacement must have `source` and `targets`")
    if source is not None and value is not None:
        raise KustomizationError("a replacement has both `source` and `sourceValue`", remedy="keep one of them")
    given = None
    if source is not None:
        chosen = target(source)
        given = ReplacementSource(
            target=chosen or Target(),
            field_path=source.get("fieldPath") or "metadata.name",
            options=_options(source.get("options")),
        )
    return Replacement(given, tuple(map(_replacement_target, targets)), value, as_kustomize=True)


def _replacement_target(entry: Tree) -> ReplacementTarget:
    from k8sdsl.transforms.replacements import ReplacementTarget

    select = target(entry.get("select"))
    if select is None:
        raise KustomizationError("a target of a replacement has no `select`")
    return ReplacementTarget(
        select=select,
        reject=tuple(reject for reject in map(target, entry.get("reject") or ()) if reject is not None),
        field_paths=tuple(entry.get("fieldPaths") or ("metadata.name",)),
        options=_options(entry.get("options")),
    )


def _options(entry: Tree | None) -> Options:
    from k8sdsl.transforms.replacements import Options

    entry = entry or {}
    if entry.get("encoding"):
        raise OverlayError(
            "`encoding` of a replacement is not carried out, by kustomize neither", remedy="leave it out"
        )
    return Options(
        delimiter=str(entry.get("delimiter") or ""),
        index=int(entry.get("index") or 0),
        create=bool(entry.get("create")),
    )


def generator(entry: Tree, kind: str, common: Tree, files: Files) -> Generator:
    """One entry of `configMapGenerator` or `secretGenerator`, with the content of its files."""
    from k8sdsl.transforms.generators import Generator, options_merged

    options = options_merged(entry.get("options") or {}, common)
    pairs = [
        *_env_pairs([*(entry.get("envs") or ()), *([entry["env"]] if entry.get("env") else ())], files),
        *[_literal(literal) for literal in entry.get("literals") or ()],
        *[_file(source, files) for source in entry.get("files") or ()],
    ]
    return Generator(
        name=str(entry.get("name") or ""),
        pairs=pairs,
        kind="Secret" if kind == "Secret" else "ConfigMap",
        namespace=str(entry.get("namespace") or ""),
        behavior=str(entry.get("behavior") or ""),
        type=str(entry.get("type") or ""),
        labels=options["labels"],
        annotations=options["annotations"],
        immutable=options["immutable"],
        hash_suffix=not options["disableNameSuffixHash"],
    )


def _literal(text: str) -> tuple[str, bytes]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise KustomizationError(f"the literal {text!r} is no `key=value`")
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return key, value.encode()


def _file(source: str, files: Files) -> tuple[str, bytes]:
    key, equals, path = source.partition("=")
    if not equals:
        key, path = source.rstrip("/").rpartition("/")[2], source
    if not key or not path or "=" in path:
        raise KustomizationError(f"the file {source!r} is no path and no `key=path`")
    return key, files.read(path)


def _env_pairs(paths: list[str], files: Files) -> list[tuple[str, bytes]]:
    pairs: list[tuple[str, bytes]] = []
    for path in paths:
        for number, line in enumerate(files.read(path).split(b"\n")):
            if number == 0:
                line = line.removeprefix(b"\xef\xbb\xbf")  # noqa: PLW2901 - a mark of some editors, no text
            pair = _env_pair(line.removesuffix(b"\r"), f"{path}:{number + 1}")
            if pair is not None:
                pairs.append(pair)
    return pairs


_NAME = frozenset("-._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def _env_pair(line: bytes, place: str) -> tuple[str, bytes] | None:
    try:
        text = line.decode().lstrip()
    except UnicodeDecodeError:
        raise KustomizationError(f"{place} is no UTF-8") from None
    if not text or text[0] == "#":
        return None
    key, _, value = text.partition("=")
    if not key or key[0].isdigit() or not _NAME.issuperset(key):
        raise KustomizationError(f"{place}: {key!r} is no name of an environment variable")
    return key, value.encode()
