"""What server-side apply refuses although a create accepts it: a matter of how objects reach the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.rule import Problems
from k8sdsl.server.applying.refusals import refusals
from k8sdsl.server.applying.structural import shape_of_resource
from k8sdsl.server.applying.typed import shape_of
from k8sdsl.server.rules import Context
from k8sdsl.server.rules.custom_resources.definition import custom_kind
from k8sdsl.server.validate import as_finding, index_crds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.finding import Finding
    from k8sdsl.manifest import Manifest
    from k8sdsl.server.applying.shapes import Shape
    from k8sdsl.tree import Tree


def check_apply(
    manifests: Iterable[Manifest],
    *,
    server_side: bool,
    kube_version: str = DEFAULT,
    crds: Iterable[Tree] = (),
) -> list[Finding]:
    """A finding for each list that server-side apply cannot merge: errors where the objects are applied that way.

    Elsewhere they are warnings: the first apply by Flux, or by `kubectl apply --server-side`, will fail.
    """
    manifests = list(manifests)
    own = [manifest.tree for manifest in manifests if manifest.kind == "CustomResourceDefinition"]
    context = Context(parse_kube_version(kube_version), index_crds([*crds, *own]))
    severity = Severity.ERROR if server_side else Severity.WARNING
    found = []
    for manifest in manifests:
        shape = _shape_of(manifest, context)
        problems = Problems()
        if shape is not None:
            refusals(manifest.tree, shape, problems)
        found += [as_finding(problem, manifest.tree, manifest.origin, severity=severity) for problem in problems]
    return found


def _shape_of(manifest: Manifest, context: Context) -> Shape | None:
    gvk = manifest.gvk
    info = kind_info(gvk.api_version, gvk.kind)
    if info is not None and info.type:
        return shape_of(info.type)
    crd = context.crds.get((gvk.group, gvk.kind))
    kind = custom_kind(crd, context.minor) if crd is not None else None
    version = kind.versions.get(gvk.version) if kind is not None else None
    return shape_of_resource(version.schema) if version is not None else None
