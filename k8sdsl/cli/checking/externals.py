"""The output of `k8sdsl check` about objects that are referred to but not in the set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.system.report import source_of
from k8sdsl.tree import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from k8sdsl.system.externals import External


def count_externals(externals: Mapping[str, Sequence[External]]) -> str:
    """A line for each overlay (or for files, with an empty key) that refers to objects outside of it."""
    return "".join(_counts(externals))


def _counts(externals: Mapping[str, Sequence[External]]) -> Iterator[str]:
    for name, found in externals.items():
        count = sum(not one.declared_by for one in found)
        if count:
            objects = "1 object that is" if count == 1 else f"{count} objects that are"
            subject, it = (f"overlay {name} refers", "it") if name else ("these files refer", "them")
            yield f"{subject} to {objects} not in {it}; `--externals` lists them\n"


def render_externals(externals: Mapping[str, Sequence[External]]) -> str:
    """Each external object, followed by the references to it, with file and line."""
    return "".join(_listed(externals))


def _listed(externals: Mapping[str, Sequence[External]]) -> Iterator[str]:
    for name, found in externals.items():
        for external in found:
            overlay = f" ({name})" if name else ""
            mark = " declared" if external.declared_by else ""
            yield f"{external}{overlay}{mark}\n"
            for reference in external.references:
                source = source_of(reference.source, reference.path)
                place = f"{source}: " if source is not None else ""
                text = " (in a text)" if reference.from_text else ""
                yield f"  {place}{reference.source.title} {format_path(reference.path)}{text}\n"


def used_entries(externals: Mapping[str, Sequence[External]]) -> set[str]:
    """The entries of `external` that match an object."""
    return {entry for found in externals.values() for one in found for entry in one.declared_by}
