"""Evaluates policies against the objects of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Finding
from k8sdsl.locations.manifest_paths import manifest_path
from k8sdsl.policies.names import policies_named
from k8sdsl.policies.subjects import Objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.names import Asked
    from k8sdsl.policies.policy import Policy


def judge(manifests: Iterable[Manifest], names: Iterable[str], own: Iterable[Policy] = ()) -> list[Finding]:
    """What the named policies find; raises LoadError for a name that stands for none."""
    asked = policies_named(names, own)
    objects = Objects(manifests)
    return [finding for one in asked for finding in _findings(one, objects)]


def _findings(asked: Asked, objects: Objects) -> Iterator[Finding]:
    policy = asked.policy
    for manifest, subject in policy.of(objects):
        aliases = policy.aliases_for(subject)
        if asked.alias is not None and asked.alias not in aliases:
            continue
        for path, message in policy.judge(subject, objects):
            yield _finding(policy, manifest, path, message, aliases)


def _finding(policy: Policy, manifest: Manifest, path: str, message: str, aliases: tuple[str, ...]) -> Finding:
    origin = manifest.origin
    return Finding(
        rule=policy.rule.id,
        message=message,
        path=path,
        severity=policy.rule.severity,
        ref=manifest.ref,
        source=origin.locate(manifest_path(manifest.tree, path)) if origin is not None else None,
        remedy=policy.rule.remedy,
        aliases=aliases,
    )
