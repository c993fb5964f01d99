"""The findings of a whole set of objects: each validated by itself, then all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Finding
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.rule import Rule
from k8sdsl.server.rules import Context
from k8sdsl.server.validate import as_finding, examine, index_crds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.server.rules.admissionregistration.evaluation import Resource
    from k8sdsl.tree import Tree

DUPLICATE = Rule(
    "set/duplicate-object",
    "Two objects of one build must differ in `kind`, `metadata.namespace` or `metadata.name`.",
    "the keys of the server's storage",
    remedy="rename one of them, such as with `namePrefix: staging-`, or remove it",
)

_SEVERITY = {"error": 0, "warning": 1, "note": 2}


def check_manifests(
    manifests: ManifestSet,
    *,
    kube_version: str = DEFAULT,
    crds: Iterable[Tree] = (),
    one_set: bool = True,
) -> list[Finding]:
    """All findings, most severe first, then in the order of files and lines.

    Custom resources are validated by the definitions among the objects and by `crds`. Objects that are not meant for
    one cluster, such as the files of a directory, are not compared with each other: pass `one_set=False`.
    """
    own = [manifest.tree for manifest in manifests if manifest.kind == "CustomResourceDefinition"]
    context = Context(parse_kube_version(kube_version), index_crds([*crds, *own]))
    findings = [finding for manifest in manifests for finding in _check_one(manifest, context)]
    if one_set:
        findings += [_duplicate(first, again) for first, again in manifests.duplicates()]
    return sorted(findings, key=_place) if findings else findings


def check_policies(manifests: ManifestSet, policies: Iterable[Tree]) -> list[Finding]:
    """The verdict of each ValidatingAdmissionPolicy on each object on create, where no cluster is needed to decide."""
    asked = [policy for policy in policies if policy.get("kind") == "ValidatingAdmissionPolicy"]
    if not asked:
        return []
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.admissionregistration.evaluation import judge_by_policy

    namespaces = {manifest.name: manifest.tree for manifest in manifests if manifest.kind == "Namespace"}
    findings = []
    for manifest in manifests:
        problems = Problems()
        for policy in asked:
            namespace = namespaces.get(manifest.namespace)
            judge_by_policy(manifest.tree, policy, _resource_of(manifest), problems, namespace=namespace)
        findings += [as_finding(problem, manifest.tree, manifest.origin) for problem in problems]
    return sorted(findings, key=_place)


def _resource_of(manifest: Manifest) -> Resource:
    """The resource name of an object's kind in URLs; for a custom kind by the usual convention."""
    from k8sdsl.server.rules.admissionregistration.evaluation import Resource

    gvk = manifest.gvk
    info = kind_info(gvk.api_version, gvk.kind)
    plural = info.plural if info is not None else f"{gvk.kind.lower()}s"
    return Resource(gvk.group, gvk.version, gvk.kind, plural, info is None or info.namespaced)


def _check_one(manifest: Manifest, context: Context) -> list[Finding]:
    problems = examine(manifest.tree, context)
    return [as_finding(problem, manifest.tree, manifest.origin) for problem in problems] if problems else []


def _duplicate(first: Manifest, again: Manifest) -> Finding:
    source = first.origin.locate(("metadata", "name")) if first.origin is not None else None
    there = f": {source}" if source is not None else ""
    return Finding(
        rule=DUPLICATE.id,
        message=f"another object already has this kind, namespace and name{there}",
        path="metadata.name",
        ref=again.ref,
        source=again.origin.locate(("metadata", "name")) if again.origin is not None else None,
        remedy=DUPLICATE.remedy,
    )


def _place(finding: Finding) -> tuple[int, str, int, int, str]:
    source = finding.source
    file, line, column = (source.file, source.line, source.column) if source else ("", 0, 0)
    return _SEVERITY[finding.severity], file, line, column, finding.path
