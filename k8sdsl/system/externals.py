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
    "Every object that a closed set refers to must be in the set, or be declared in `external`.",
    remedy='add the object, or declare it: `external = ["Secret/wordpress-tls"]`',
)


class External(NamedTuple):
    """One object outside of a set that the set refers to; `namespace` is empty for kinds outside namespaces."""

    kind: str
    namespace: str
    name: str
    references: tuple[Reference, ...]

    @property
    def title(self) -> str:
        """The object as it is declared: `Secret/wordpress-tls`."""
        return f"{self.kind.partition('.')[0]}/{self.name}"

    def is_declared(self, patterns: Iterable[str]) -> bool:
        """Whether one of some patterns covers the object: `Secret/*-tls`, or `Secret/db in prod`."""
        full = f"{self.title} in {self.namespace}"
        return any(fnmatchcase(self.title, pattern) or fnmatchcase(full, pattern) for pattern in patterns)

    def __str__(self) -> str:
        return f"{self.title} in {self.namespace}" if self.namespace else self.title


def externals_of(graph: Graph) -> list[External]:
    """The objects outside of a set that its fields, and host names of Services in its texts, refer to."""
    found: dict[tuple[str, str, str], list[Reference]] = {}
    in_texts = (one for one in graph.addresses if one.target is None and ".svc" in one.holder.text)
    for reference in (*graph.unresolved, *in_texts):
        found.setdefault((reference.kinds[0], reference.namespace, reference.name), []).append(reference)
    return [External(*key, tuple(references)) for key, references in sorted(found.items())]


def report_undeclared(externals: Sequence[External], declared: Sequence[str], report: Report) -> None:
    """Reports the references of a closed set to objects that are neither in it nor declared."""
    for external in externals:
        if not external.is_declared(declared):
            for reference in external.references:
                if not reference.from_text:
                    message = f"{external} is not in this closed set"
                    report.add(UNDECLARED, reference.source, reference.path, message)
