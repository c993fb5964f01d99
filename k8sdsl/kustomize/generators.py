"""Entries of `configMapGenerator` and `secretGenerator`, with the content of their files; and service accounts."""

from __future__ import annotations

from k8sdsl.errors import KustomizationError

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, Literal

    from k8sdsl.kustomize.files import FileReader
    from k8sdsl.manifest import Manifest
    from k8sdsl.transforms.generators import Generator
    from k8sdsl.tree import Tree


def config_map(parts: Tree, files: FileReader) -> Iterator[Generator]:
    """A config map."""
    yield generator(parts, "ConfigMap", files)


def secret(parts: Tree, files: FileReader) -> Iterator[Generator]:
    """A secret."""
    yield generator(parts, "Secret", files)


def generator(entry: Tree, kind: Literal["ConfigMap", "Secret"], files: FileReader) -> Generator:
    """A config map or secret; name and namespace can be those of a plugin's own metadata."""
    from k8sdsl.transforms.generators import Generator

    metadata, options = entry.get("metadata") or {}, entry.get("options") or {}
    pairs = [
        *env_pairs([*(entry.get("envs") or ()), *([entry["env"]] if entry.get("env") else ())], files, kind),
        *map(literal, entry.get("literals") or ()),
        *[(key, files.read(path)) for key, path in map(keyed_file, entry.get("files") or ())],
    ]
    return Generator(
        name=str(entry.get("name") or metadata.get("name") or ""),
        pairs=pairs,
        kind=kind,
        namespace=str(entry.get("namespace") or metadata.get("namespace") or ""),
        behavior=str(entry.get("behavior") or ""),
        type=str(entry.get("type") or ""),
        labels=options.get("labels"),
        annotations=options.get("annotations"),
        immutable=bool(options.get("immutable")),
        hash_suffix=not options.get("disableNameSuffixHash"),
    )


def with_options(entry: Tree, common: Mapping[str, Any]) -> Tree:
    """An entry whose options also have those of `generatorOptions`."""
    own = entry.get("options") or {}
    return {
        **entry,
        "options": {
            "labels": {**(common.get("labels") or {}), **(own.get("labels") or {})},
            "annotations": {**(common.get("annotations") or {}), **(own.get("annotations") or {})},
            "disableNameSuffixHash": own.get("disableNameSuffixHash") or common.get("disableNameSuffixHash"),
            "immutable": own.get("immutable") or common.get("immutable"),
        },
    }


def service_account(parts: Tree, _: FileReader) -> Iterator[Manifest]:
    """The output of IAMPolicyGenerator: a service account that acts as one of Google's."""
    from k8sdsl.manifest import Manifest

    if parts.get("cloud") != "gke":
        raise KustomizationError(
            f"IAMPolicyGenerator does not support the cloud {parts.get('cloud')!r}",
            remedy="write `cloud: gke`",
            code="kustomization/generator",
        )
    service, account = parts.get("kubernetesService") or {}, parts.get("serviceAccount") or {}
    metadata: Tree = {"name": service.get("name")}
    if service.get("namespace"):
        metadata["namespace"] = service["namespace"]
    metadata["annotations"] = {
        "iam.gke.io/gcp-service-account": f"{account.get('name')}@{account.get('projectId')}.iam.gserviceaccount.com"
    }
    yield Manifest({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata})


def literal(text: str) -> tuple[str, bytes]:
    """The key and value of an entry of `literals`."""
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise KustomizationError("a literal has no `=`", remedy="write `key=value`", code="kustomization/generator")
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return key, value.encode()


def keyed_file(source: str) -> tuple[str, str]:
    """The key and path of an entry of `files`: `key=path`, or a path whose last part is the key."""
    key, equals, path = source.partition("=")
    if not equals:
        key, path = source.rstrip("/").rpartition("/")[2], source
    if not key or not path or "=" in path:
        raise KustomizationError(
            f"the file {source!r} is neither a path nor `key=path`",
            remedy="write `key=path`",
            code="kustomization/generator",
        )
    return key, path


def env_pairs(
    paths: Iterable[str], files: FileReader, kind: Literal["ConfigMap", "Secret"]
) -> Iterator[tuple[str, bytes]]:
    """The keys and values of files with `KEY=value` on each line.

    Raises KustomizationError for a key of a Secret that the API server refuses: it is probably a line of a longer
    value, which must not be shown, and later messages would show keys.
    """
    from k8sdsl.transforms.generators import is_data_key

    for path in paths:
        content = files.read(path).removeprefix(b"\xef\xbb\xbf")  # a mark of some editors
        for number, line in enumerate(content.split(b"\n"), 1):
            pair = _env_pair(line.removesuffix(b"\r"), f"{path}:{number}")
            if pair is None:
                continue
            if kind == "Secret" and not is_data_key(pair[0]):
                raise KustomizationError(
                    f"{path}:{number}: the line does not begin with a valid key of a Secret",
                    remedy="use letters, digits, `-`, `_` and `.` in keys, and `files` for values of several lines",
                    code="kustomization/generator",
                )
            yield pair


def _env_pair(line: bytes, place: str) -> tuple[str, bytes] | None:
    """The pair of a line; None if it is empty or a comment, or begins with `=`."""
    try:
        text = line.decode().lstrip()
    except UnicodeDecodeError:
        raise KustomizationError(f"{place} is not UTF-8", code="kustomization/generator") from None
    key, _, value = text.partition("=")
    return None if not key or key[0] == "#" else (key, value.encode())
