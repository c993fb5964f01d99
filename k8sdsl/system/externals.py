"""References to objects that the set does not have: counted, listed, declared, or errors in a closed set."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Reference
    from k8sdsl.system.report import Report

UNDECLARED = Rule(
    "set/undeclared-external",
    "Every object that a closed set refers to must be in the set or be declared in `external`.",
    remedy='add the object, or declare it: `external = ["Secret/wordpress-tls"]`',
)


class External(NamedTuple):
    """One object outside of a set that the set refers to; `namespace` is empty for kinds outside namespaces.

    `declared_by` are the entries of `external` that cover it.
    """

    kind: str
    namespace: str
    name: str
    references: tuple[Reference, ...]
    declared_by: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The object as it is declared: `Secret/wordpress-tls`."""
        return f"{self.kind.partition('.')[0]}/{self.name}"

    def matches(self, pattern: str) -> bool:
        """Whether an entry of `external` covers the object: `Secret/*-tls`, or `Secret/db in prod`."""
        return fnmatchcase(self.title, pattern) or fnmatchcase(f"{self.title} in {self.namespace}", pattern)

    def __str__(self) -> str:
        return f"{self.title} in {self.namespace}" if self.namespace else self.title


def externals_of(graph: Graph, declared: Sequence[str] = ()) -> list[External]:
    """The objects outside of a set that its fields, and host names of Services in its texts, refer to."""
    found: dict[tuple[str, str, str], list[Reference]] = {}
    in_texts = (one for one in graph.addresses if one.target is None and ".svc" in one.holder.text)
    for reference in (*graph.unresolved, *in_texts):
        if reference.kinds[0] == "CSIDriver" and "/" in reference.name:
            continue  # a plugin of Kubernetes itself, or a provisioner that is not a CSI driver: there is no object
        found.setdefault((reference.kinds[0], reference.namespace, reference.name), []).append(reference)
    externals = (External(*key, tuple(references)) for key, references in sorted(found.items()))
    return [one._replace(declared_by=tuple(filter(one.matches, declared))) for one in externals]


def report_undeclared(externals: Iterable[External], report: Report) -> None:
    """Reports the references of a closed set to objects that are neither in it nor declared."""
    for external in externals:
        if not external.declared_by:
            for reference in external.references:
                if not reference.from_text:
                    message = f"{external} is not in this closed set"
                    report.add(UNDECLARED, reference.source, reference.path, message)
