"""Selectors of nodes by labels and names (component-helpers `scheduling/corev1/nodeaffinity`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.semantics.label_selector import Requirement, requirements_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.tree import Tree


class NodeSelector:
    """Terms of which one must match; each is a list of conditions on labels and one of conditions on the node's name.

    None for the terms means that every node matches. A term without conditions matches no node.
    """

    __slots__ = ("terms",)

    def __init__(self, terms: tuple[tuple[tuple[Requirement, ...], tuple[Requirement, ...]], ...] | None) -> None:
        self.terms = terms

    @classmethod
    def of(cls, selector: Tree | None) -> NodeSelector:
        """The selector that a tree (`nodeSelectorTerms`) spells."""
        if selector is None:
            return cls(None)
        terms = []
        for term in selector.get("nodeSelectorTerms") or ():
            labels = requirements_of({"matchExpressions": term.get("matchExpressions")}) or ()
            fields = requirements_of({"matchExpressions": term.get("matchFields")}) or ()
            if labels or fields:
                terms.append((labels, fields))
        return cls(tuple(terms))

    def matches(self, labels: Mapping[str, str], name: str = "") -> bool:
        """Whether a node with these labels and this name is selected."""
        if self.terms is None:
            return True
        return any(
            all(requirement.holds(labels) for requirement in by_label)
            and all(requirement.holds({"metadata.name": name}) for requirement in by_field)
            for by_label, by_field in self.terms
        )

    def names(self) -> frozenset[str] | None:
        """The only nodes that can match, if every term names them (`NodeAffinity.PreFilter`)."""
        return None if self.terms is None else self._listed([by_field for _, by_field in self.terms], "metadata.name")

    def values_of(self, key: str) -> frozenset[str] | None:
        """The only values of a label with which a node can match, if every term lists them."""
        return None if self.terms is None else self._listed([by_label for by_label, _ in self.terms], key)

    @staticmethod
    def _listed(terms: list[tuple[Requirement, ...]], key: str) -> frozenset[str] | None:
        found: set[str] = set()
        for requirements in terms:
            listed = [set(r.values) for r in requirements if r.key == key and r.operator == "in"]
            if not listed:
                return None
            found |= set.intersection(*listed)
        return frozenset(found)

    def keys(self) -> set[str]:
        """The labels that the selector looks at, and `metadata.name` where it looks at the name."""
        return {r.key for by_label, by_field in self.terms or () for r in (*by_label, *by_field)}


def matches_topology(terms: list[Tree] | None, labels: Mapping[str, str]) -> bool:
    """Whether a node is in one of the topologies that a storage class allows (`MatchTopologySelectorTerms`)."""
    if not terms:
        return True
    return any(
        all(labels.get(e.get("key", "")) in (e.get("values") or ()) for e in term.get("matchLabelExpressions") or ())
        for term in terms
        if term.get("matchLabelExpressions")
    )
