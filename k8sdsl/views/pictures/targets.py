"""Pictures of what a command names: an overlay or directory, files, or the difference of two revisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cluster.forecast.concern import check_in_cluster
from k8sdsl.gitops.secrets.values import placeholders
from k8sdsl.manifest import ManifestSet
from k8sdsl.pipeline import build_manifests, check_built
from k8sdsl.project.names import find_root
from k8sdsl.project.settings import kube_version_of, read_config
from k8sdsl.server.check import check_manifests, opened_lists
from k8sdsl.server.configuration import read_objects
from k8sdsl.system.check import check_system
from k8sdsl.system.graph import graph_of_manifests
from k8sdsl.views.pictures import picture_of
from k8sdsl.views.pictures.stacks import stacks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.pipeline import Built
    from k8sdsl.views.pictures.picture import Picture


def pictures_of_target(target: str, views: Iterable[str]) -> dict[str, Picture]:
    """The pictures of an overlay, or of a Python file or kustomization directory, by view, with what `check` finds."""
    version = kube_version_of(Path.cwd())
    with placeholders():
        built = build_manifests(target, whole=True, blame=False, kube_version=version)
        findings = check_built(built, kube_version=version, name=target)
    return {view: picture_of_built(built, view, title=f"{target}: {view}", findings=findings) for view in views}


def picture_of_built(built: Built, view: str, *, title: str, findings: Iterable[Finding]) -> Picture:
    """The picture of a build that was checked, with what was found."""
    manifests = opened_lists(built.manifests)
    graph = graph_of_manifests(manifests, read_config(built.root).references)
    stacks = stacks_of(manifests, built.declared)
    return picture_of(graph, view, title=title, findings=findings, stacks=stacks)


def pictures_of_files(files: Sequence[str], views: Iterable[str]) -> dict[str, Picture]:
    """The pictures of YAML files and directories, as one set, by view."""
    found = [one for file in files for one in read_objects(Path(file))]
    manifests = opened_lists(ManifestSet(found))
    rows = read_config(find_root(Path.cwd())).references
    version = kube_version_of(Path.cwd())
    findings = check_manifests(manifests, kube_version=version).findings
    findings = [*findings, *check_system(manifests, rows).findings]
    findings += check_in_cluster(manifests, None, kube_version=version)
    graph = graph_of_manifests(manifests, rows)
    return {view: picture_of(graph, view, title=f"{', '.join(files)}: {view}", findings=findings) for view in views}
