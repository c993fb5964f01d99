"""Findings of the Pod Security Standards over a set, for a level that the user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.decoded import decode
from k8sdsl.cluster.pod_security.pod import SecuredPod
from k8sdsl.cluster.pod_security.standard import LEVELS, violations
from k8sdsl.cluster.pod_templates import pod_of, pod_path
from k8sdsl.errors import K8sdslError
from k8sdsl.kube.versions import minor_of
from k8sdsl.near_miss import did_you_mean
from k8sdsl.server.validate import as_finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.finding import Finding
    from k8sdsl.manifest import Manifest


def check_pod_security(manifests: Iterable[Manifest], level: str, minor: int) -> list[Finding]:
    """The violations of a level (`restricted`, or of an older version `restricted:v1.28`) by pods and pod templates.

    The version of the standard is that of the cluster unless the level names one; K8sdslError for an unknown level.
    """
    name, version = parse_level(level, minor)
    findings = []
    for manifest in manifests:
        path = pod_path(manifest.gvk.group, manifest.kind)
        decoded = decode(manifest.tree, minor) if path is not None else None
        if path is None or decoded is None:
            continue
        pod = SecuredPod(pod_of(decoded.tree, path), ".".join(path))
        findings += [as_finding(p, manifest.tree, manifest.origin) for p in violations(pod, name, version)]
    return findings


def parse_level(text: str, minor: int) -> tuple[str, int]:
    """The level and the minor version of `LEVEL` or `LEVEL:VERSION`; K8sdslError for any other text."""
    name, colon, version = text.partition(":")
    if name not in LEVELS:
        near = did_you_mean(name, LEVELS)
        raise K8sdslError(
            f"unknown level {name!r} of the Pod Security Standards",
            remedy=near or f"use {', '.join(LEVELS[:-1])} or {LEVELS[-1]}",
            code="usage/value",
        )
    if not colon or version == "latest":
        return name, minor
    try:
        return name, min(minor_of(version), minor)
    except ValueError:
        raise K8sdslError(
            f"unknown version {version!r} of the Pod Security Standards",
            remedy="write a level and a version, such as `restricted:v1.28`",
            code="usage/value",
        ) from None
