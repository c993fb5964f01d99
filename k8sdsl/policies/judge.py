"""Evaluates policies against the objects of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Finding, Severity
from k8sdsl.locations.manifest_paths import manifest_path
from k8sdsl.manifest import ManifestSet
from k8sdsl.policies.linters import looks_at
from k8sdsl.policies.names import policies_named
from k8sdsl.policies.subjects import Objects
from k8sdsl.server.check import opened_lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from k8sdsl.identity import ObjectRef
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Policy
    from k8sdsl.project.policy_use import PolicyUse


def judge(
    manifests: Iterable[Manifest],
    names: Iterable[str],
    own: Iterable[Policy] = (),
    *,
    severity: Severity | None = None,
) -> list[Finding]:
    """What the named policies find; raises LoadError for a name that stands for none.

    `own` are policies beside those that come with k8sdsl; `severity` replaces that of each policy.
    """
    objects = Objects(opened_lists(ManifestSet(manifests)))
    asked: dict[Policy, set[str | None]] = {}
    for one in policies_named(names, own):
        asked.setdefault(one.policy, set()).add(one.alias)
    return [finding for policy, aliases in asked.items() for finding in _findings(policy, aliases, objects, severity)]


def judge_uses(
    manifests: Iterable[Manifest], uses: Iterable[PolicyUse], own_policies: Callable[[], Iterable[Policy]]
) -> list[Finding]:
    """What the policies find that are switched on for an overlay.

    What several uses find counts once, with its highest severity.
    """
    manifests = list(manifests)
    found: dict[tuple[str, str, ObjectRef, str], list[Finding]] = {}
    for use in uses:
        own: dict[tuple[str, str, ObjectRef, str], list[Finding]] = {}
        for finding in judge(manifests, use.use, own_policies(), severity=use.severity):
            own.setdefault((finding.rule, finding.path, finding.ref, finding.message), []).append(finding)
        for key, findings in own.items():
            if key not in found or _ORDER.index(findings[0].severity) < _ORDER.index(found[key][0].severity):
                found[key] = findings
    return [finding for findings in found.values() for finding in findings]


_ORDER = list(Severity)


def _findings(policy: Policy, asked: set[str | None], objects: Objects, severity: Severity | None) -> Iterator[Finding]:
    """What a policy finds; if only checks of other linters are asked for, what they look at."""
    for manifest, subject in policy.of(objects):
        breaches = list(policy.judge(subject, objects))
        if not breaches:
            continue  # which linters look at an object takes longer to find out than most policies
        aliases = tuple(alias for alias in policy.aliases_for(subject) if looks_at(alias, manifest))
        if None in asked or not asked.isdisjoint(aliases):
            for path, message in breaches:
                yield _finding(policy, manifest, path, message, aliases, severity)


def _finding(
    policy: Policy, manifest: Manifest, path: str, message: str, aliases: tuple[str, ...], severity: Severity | None
) -> Finding:
    origin = manifest.origin
    return Finding(
        rule=policy.rule.id,
        message=message,
        path=path,
        severity=severity or policy.rule.severity,
        ref=manifest.ref,
        source=origin.locate(manifest_path(manifest.tree, path)) if origin is not None else None,
        remedy=policy.rule.remedy,
        aliases=aliases,
    )
