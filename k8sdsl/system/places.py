"""Which namespaces a selector looks in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.semantics.label_selector import requirements_of, selects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from k8sdsl.system.members import Selection
    from k8sdsl.tree import Tree

NAME_LABEL = "kubernetes.io/metadata.name"


def namespaces_of(selection: Selection, places: Iterable[str], labels_of: Callable[[str], Tree]) -> Iterable[str]:
    """The namespaces, of those in `places`, that a selector looks in; `labels_of` gives the labels of a namespace."""
    field, own = selection.field, selection.source.namespace
    if field.namespaces == "all":
        return places
    if field.namespaces == "own":
        return (own,)
    around = selection.around if type(selection.around) is dict else {}
    listed, chosen = around.get("namespaces"), around.get(field.namespaces)
    if type(listed) is list and listed:
        return [place for place in listed if type(place) is str]
    if type(chosen) is not dict:
        return (own,)
    if "any" in chosen or "matchNames" in chosen:  # as monitors write it
        names = chosen.get("matchNames")
        if chosen.get("any") is True:
            return places
        return [place for place in names if type(place) is str] if type(names) is list and names else (own,)
    requirements = requirements_of(chosen)
    return [place for place in places if selects(requirements, labels_of(place))]
