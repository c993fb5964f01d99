"""The output of `k8sdsl check` about objects that are referred to but not in the set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.system.report import source_of
from k8sdsl.tree import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from k8sdsl.system.externals import External


def count_externals(externals: Mapping[str, Sequence[External]], declared: Sequence[str]) -> str:
    """A line for each overlay (or for files, with an empty key) that refers to objects outside of it."""
    return "".join(_counts(externals, declared))


def _counts(externals: Mapping[str, Sequence[External]], declared: Sequence[str]) -> Iterator[str]:
    for name, found in externals.items():
        count = sum(not one.is_declared(declared) for one in found)
        if count:
            objects = "1 object that is" if count == 1 else f"{count} objects that are"
            subject = f"overlay {name} refers" if name else "these files refer"
            yield f"{subject} to {objects} not in it; `--externals` lists them\n"


def render_externals(externals: Mapping[str, Sequence[External]], declared: Sequence[str]) -> str:
    """Each external object, followed by the references to it, with file and line."""
    return "".join(_listed(externals, declared))


def _listed(externals: Mapping[str, Sequence[External]], declared: Sequence[str]) -> Iterator[str]:
    for name, found in externals.items():
        for external in found:
            overlay = f" ({name})" if name else ""
            mark = " declared" if external.is_declared(declared) else ""
            yield f"{external}{overlay}{mark}\n"
            for reference in external.references:
                source = source_of(reference.source, reference.path)
                place = f"{source}: " if source is not None else ""
                text = " (in a text)" if reference.from_text else ""
                yield f"  {place}{reference.source.title} {format_path(reference.path)}{text}\n"


def used_patterns(externals: Mapping[str, Sequence[External]], declared: Sequence[str]) -> Iterator[str]:
    """The entries of `external` that match an object."""
    every = [one for found in externals.values() for one in found]
    return (pattern for pattern in declared if any(one.is_declared([pattern]) for one in every))
