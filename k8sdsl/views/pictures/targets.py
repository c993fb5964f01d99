"""Pictures of what a command names: an overlay or directory, files, or the difference of two revisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.gitops.secrets.values import placeholders
from k8sdsl.manifest import ManifestSet
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.manifests import read_manifests
from k8sdsl.project.names import find_root
from k8sdsl.project.settings import kube_version_of, read_config
from k8sdsl.server.check import check_manifests, opened_lists
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
    """The pictures of an overlay, or of a Python file or kustomization directory, by view."""
    built = checked_build(target)
    return {view: picture_of_built(built, view, title=f"{target}: {view}") for view in views}


def checked_build(target: str) -> Built:
    """The objects of an overlay, and everything that is wrong with them; placeholders are used for secrets."""
    with placeholders():
        return build_manifests(target, whole=True, kube_version=kube_version_of(Path.cwd()))


def picture_of_built(built: Built, view: str, *, title: str, findings: Iterable[Finding] | None = None) -> Picture:
    """The picture of a build that was checked, with its findings or with others."""
    manifests = opened_lists(built.manifests)
    graph = graph_of_manifests(manifests, read_config(built.root).references)
    stacks = stacks_of(manifests, built.declared)
    shown = built.findings if findings is None else findings
    return picture_of(graph, view, title=title, findings=shown, stacks=stacks)


def pictures_of_files(files: Sequence[str], views: Iterable[str]) -> dict[str, Picture]:
    """The pictures of YAML files and directories, as one set, by view."""
    found = [one for file in files for one in read_manifests(Path(file), passing_over=Path(file).is_dir())]
    manifests = opened_lists(ManifestSet(found))
    rows = read_config(find_root(Path.cwd())).references
    findings = check_manifests(manifests, kube_version=kube_version_of(Path.cwd())).findings
    findings = [*findings, *check_system(manifests, rows).findings]
    graph = graph_of_manifests(manifests, rows)
    return {view: picture_of(graph, view, title=f"{', '.join(files)}: {view}", findings=findings) for view in views}
