"""Objects whose `apiVersion` a version of Kubernetes refuses or warns about, changed where they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.errors import K8sdslError
from k8sdsl.kube.replacements import replacement_of
from k8sdsl.kube.versions import parse_kube_version
from k8sdsl.policies.fixes import Fixes
from k8sdsl.project.paths import YamlOrigin
from k8sdsl.server.served import DEPRECATED, NOT_ENABLED, UNSERVED
from k8sdsl.server.validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from k8sdsl.finding import Finding
    from k8sdsl.identity import ObjectRef
    from k8sdsl.kube.replacements import ServedInstead
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

_OF_VERSIONS = frozenset(rule.id for rule in (UNSERVED, NOT_ENABLED, DEPRECATED))


class Rewriting(NamedTuple):
    """The texts to write; `fixes.left` are findings that cannot be fixed where the value was written.

    `blocked` are objects that the other version of their kind would refuse, each with the first reason. `replaced` maps
    the old `apiVersion`, kind and name of each object to the new pair.
    """

    fixes: Fixes
    blocked: Sequence[tuple[Finding, str]]
    replaced: Mapping[tuple[str, str, str], ServedInstead]


def is_of_version(finding: Finding) -> bool:
    """Whether a finding is about the version of a kind, so that another version may fix it."""
    return finding.rule in _OF_VERSIONS and finding.path in {"apiVersion", "kind"}


def rewrite(
    findings: Iterable[Finding],
    manifests: Mapping[ObjectRef, Sequence[Manifest]],
    kube_version: str,
    *,
    crds: Iterable[Tree] = (),
    within: Path | None = None,
) -> Rewriting:
    """The changes that fix findings about versions, in files below `within`.

    `manifests` are the objects by name. An object is changed only if the server of that version accepts it then: kinds
    whose fields differ between their versions are reported instead.
    """
    fixes, blocked, replaced = Fixes(within), [], {}
    definitions = list(crds)
    for ref, found in _by_object(findings).items():
        replacement = replacement_of(ref.api_version, ref.kind, parse_kube_version(kube_version))
        if replacement is None:
            blocked.append((found, f"Kubernetes {kube_version} serves no version of this kind by default"))
            continue
        refused = _refused(manifests.get(ref, ()), replacement, kube_version, definitions)
        if refused:
            blocked.append((found, f"it is not valid as {replacement[0]} {replacement[1]}: {refused}"))
            continue
        replaced[ref.api_version, ref.kind, ref.name] = replacement
        for field, old, new in zip(("apiVersion", "kind"), (ref.api_version, ref.kind), replacement, strict=True):
            if old != new:
                _add(fixes, found.replace(path=field), new, manifests.get(ref, ()))
    fixes.write()
    return Rewriting(fixes, blocked, replaced)


def _by_object(findings: Iterable[Finding]) -> dict[ObjectRef, Finding]:
    """The first finding about the version of each object."""
    found: dict[ObjectRef, Finding] = {}
    for finding in findings:
        if is_of_version(finding):
            found.setdefault(finding.ref, finding)
    return found


def _refused(manifests: Sequence[Manifest], replacement: ServedInstead, kube_version: str, crds: list[Tree]) -> str:
    """The first reason why the server refuses the objects at the other version; empty if it accepts them."""
    api_version, kind = replacement
    for manifest in manifests:
        tree = {**manifest.tree, "apiVersion": api_version, "kind": kind}
        for finding in validate(tree, kube_version=kube_version, crds=crds):
            if finding.is_error:
                return f"{finding.path}: {finding.message}"
    return ""


def _add(fixes: Fixes, finding: Finding, value: str, manifests: Sequence[Manifest]) -> None:
    """Plans the change at the place of the value, which for YAML is that of the field."""
    for manifest in manifests:
        origin = manifest.origin
        place = origin.locate((finding.path,)) if isinstance(origin, YamlOrigin) else finding.source
        fixes.add(finding.replace(source=place), value, [manifest])


def not_built(failed: Mapping[str, str]) -> K8sdslError:
    """The error for targets that can no longer be built from the changed files, which were restored."""
    target, reason = next(iter(failed.items()))
    return K8sdslError(
        f"nothing was changed, because {target} could not be built afterwards:\n{reason}",
        remedy="change the remaining uses of the old version by hand, such as in a Python patch, and run the command "
        "again",
        code="upgrade/not-built",
    )
