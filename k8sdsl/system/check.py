"""Runs the rules of the whole system over a set of objects."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.system.graph import graph_of_manifests
from k8sdsl.system.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.kube.references.field import ReferenceField
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.system.externals import External
    from k8sdsl.system.graph import Graph

TOPICS = (
    *("names", "keys", "ports", "probes", "selectors", "addresses", "variables", "workloads", "affinity"),
    *("stateful_sets", "storage", "scaling", "disruption", "node_ports", "ingresses", "gateways", "istio"),
    *("network", "reachability", "access", "webhooks", "monitors", "unused"),
)
"""The modules in `rules/`."""

WITH_ERRORS = ("probes", "node_ports")
"""Those that can find errors: what the server refuses, or what certainly cannot work."""


class SystemChecked(NamedTuple):
    """What was found between the objects of a set, and the objects outside of it that it refers to."""

    findings: list[Finding]
    externals: list[External]


def check_system(
    manifests: ManifestSet,
    rows: Iterable[ReferenceField] = (),
    *,
    external: Sequence[str] = (),
    closed: bool = False,
    one_set: bool = True,
) -> SystemChecked:
    """Everything that is wrong between the objects of a set.

    `rows` are the project's own rows of the table of references. In a `closed` set, references to objects outside it
    are errors, except those that `external` declares (`Secret/wordpress-tls`). Objects that are not `one_set`, such
    as the files of a directory, can be alternatives: they are not compared with each other.
    """
    from k8sdsl.system.externals import externals_of, report_undeclared

    graph = graph_of_manifests(manifests, rows, one_set=one_set)
    report, externals = Report(), externals_of(graph, external)
    _run(TOPICS, graph, report)
    if closed:
        report_undeclared(externals, report)
    return SystemChecked(list(report.findings), externals)


def find_errors(
    manifests: ManifestSet, rows: Iterable[ReferenceField] = (), *, external: Sequence[str] = (), closed: bool = False
) -> list[Finding]:
    """The errors of `check_system` and nothing else, which is faster."""
    if closed:
        checked = check_system(manifests, rows, external=external, closed=True)
        return [finding for finding in checked.findings if finding.is_error]
    report = Report()
    _run(WITH_ERRORS, graph_of_manifests(manifests, rows), report)
    return [finding for finding in report.findings if finding.is_error]


def _run(topics: Iterable[str], graph: Graph, report: Report) -> None:
    for topic in topics:
        import_module(f"k8sdsl.system.rules.{topic}").check(graph, report)
