"""Keys of YAML files that mean something else than what is written: `NO:` in a ConfigMap is the key `false`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Finding, Severity
from k8sdsl.locations.content import lines_of
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest

TURNED_KEY = Rule(
    "yaml/turned-key",
    "A key in `data`, `labels` or `annotations` should be in quotes if YAML reads it as true or false.",
    "go-yaml resolve",
    severity=Severity.WARNING,
    remedy='put the key in quotes: `"NO": Oslo`',
)

_WORDS = frozenset({"true", "false"})


def turned_keys(manifests: Iterable[Manifest]) -> list[Finding]:
    """A warning for each key that became `true` or `false` and is written otherwise."""
    return [finding for manifest in manifests for finding in _of(manifest)]


def _of(manifest: Manifest) -> Iterator[Finding]:
    for path, keys in _maps(manifest):
        for key in _WORDS.intersection(keys):
            source = manifest.origin.locate((*path, key)) if manifest.origin is not None else None
            written = _written(source.file, source.line, source.column) if source is not None else ""
            if written and written != key:
                yield Finding(
                    rule=TURNED_KEY.id,
                    severity=TURNED_KEY.severity,
                    message=f"the key `{written}` is read as `{key}`",
                    path=".".join((*path, key)),
                    ref=manifest.ref,
                    source=source,
                    remedy=f'put the key in quotes: `"{written}":`',
                )


def _maps(manifest: Manifest) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    places: list[tuple[tuple[str, ...], Any]] = [((name,), manifest.tree.get(name)) for name in ("data", "stringData")]
    places += [(("metadata", name), manifest.metadata.get(name)) for name in ("labels", "annotations")]
    return ((path, value) for path, value in places if isinstance(value, dict))


def _written(file: str, line: int, column: int) -> str:
    """The plain key at a place in a file; an empty string where it is in quotes or cannot be read."""
    key = "".join(lines_of(file)[line - 1 : line])[column - 1 :].partition(":")[0].strip()
    return key if key.isalpha() else ""
