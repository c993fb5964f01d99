"""The files that the tree should have: those of the environments, the files beside them, and the controller's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.environment import environment_names
from k8sdsl.gitops.metadata import metadata_files, tool_version
from k8sdsl.gitops.render import identity_of
from k8sdsl.gitops.tree.layout import emit_file
from k8sdsl.gitops.tree.plan import File
from k8sdsl.packages.offers import package_versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.gitops.declaration import GitOps
    from k8sdsl.gitops.rendered import Rendered
    from k8sdsl.gitops.repository.source_revision import SourceRevision
    from k8sdsl.gitops.request import GitOpsRequest

INTO = "rendered"
"""The directory of the tree if neither the declaration nor the command names another."""


def wanted_files(
    rendered: Sequence[Rendered], declaration: GitOps, request: GitOpsRequest, revision: SourceRevision
) -> dict[str, dict[str, File]]:
    """All files by directory; with the controller's objects if the run renders every environment."""
    wanted: dict[str, dict[str, File]] = {}
    for one in rendered:
        if one.folder in wanted:
            raise GitOpsError(
                f"two environments would be written to the same directory, {one.folder!r}",
                remedy="rename one of them",
                code="gitops/nested-environments",
            )
        wanted[one.folder] = dict(one.files)
    if request.shard is not None:
        from k8sdsl.gitops.shards import RECORDS, record_file

        names = [one.environment for one in rendered]
        wanted[RECORDS] = record_file(request.shard, environment_names(request.root), names, revision)
    if declaration.metadata:
        tool = tool_version()
        packages = package_versions() if declaration.packages else {}
        for one in rendered:
            wanted[one.folder].update(metadata_files(one.environment, revision, tool, packages))
    if declaration.controller is not None and request.complete:
        folder, files = controller_files(rendered, declaration)
        wanted[folder] = files
    return wanted


def controller_files(rendered: Sequence[Rendered], declaration: GitOps) -> tuple[str, dict[str, File]]:
    """The directory and the files of the controller's own objects."""
    controller = declaration.controller
    if controller is None:
        return "", {}
    path = declaration.into if declaration.into is not None else "" if declaration.branch else INTO
    files = {
        name: File(emit_file(trees), tuple(identity_of(tree) for tree in trees))
        for name, trees in sorted(controller.objects(rendered, path=path).items())
    }
    return controller.folder, files
