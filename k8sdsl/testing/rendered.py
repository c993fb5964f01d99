"""One overlay as a test sees it: its text, its objects and its findings, each computed when a test asks for it."""

from __future__ import annotations

from contextlib import chdir
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cluster.forecast.concern import check_in_cluster
from k8sdsl.errors import CheckError
from k8sdsl.gitops.secrets.values import placeholders
from k8sdsl.kube.versions import DEFAULT
from k8sdsl.pipeline import Built, build_manifests, check_built
from k8sdsl.project.names import find_root
from k8sdsl.project.settings import kube_version_of
from k8sdsl.testing.rendered_objects import RenderedObjects

if TYPE_CHECKING:
    from k8sdsl.cluster.declaration import ClusterLike
    from k8sdsl.finding import Finding


def render(name: str, root: Path | None = None, *, kube_version: str | None = None) -> RenderedOverlay:
    """The overlay of this name in the project around `root`, by default the working directory."""
    return RenderedOverlay(name, find_root(Path.cwd() if root is None else root), kube_version=kube_version)


class RenderedOverlay:
    """An overlay of a project, built once.

    Secrets that `from_environment` reads and that are not set have placeholders, so that tests need no secrets. Every
    property raises K8sdslError if the overlay cannot be loaded or applied.
    """

    def __init__(self, name: str, root: Path, *, kube_version: str | None = None) -> None:
        self.name = name
        self.root = root
        self.kube_version = kube_version or kube_version_of(root) or DEFAULT

    def __repr__(self) -> str:
        return f"RenderedOverlay({self.name!r})"

    @cached_property
    def _built(self) -> Built:
        with chdir(self.root), placeholders():
            return build_manifests(self.name, kube_version=self.kube_version, whole=True)

    @property
    def text(self) -> str:
        """What `k8sdsl build` writes; CheckError if it would write nothing because of findings."""
        if self._built.failed:
            raise CheckError.of(self._built.findings)
        return self._built.emit()

    @property
    def objects(self) -> RenderedObjects:
        """The objects, even if something is found in them."""
        return RenderedObjects(self._built.manifests)

    @cached_property
    def findings(self) -> list[Finding]:
        """What `k8sdsl check` finds, without what the project suppresses, and without notes."""
        with chdir(self.root), placeholders():
            found = check_built(self._built, kube_version=self.kube_version)
        return [finding for finding in found if finding.severity != "note"]

    def findings_of(self, *policies: str) -> list[Finding]:
        """What the named policies find, those of the project's `policies/` included."""
        from k8sdsl.policies.judge import judge
        from k8sdsl.policies.own import own_policies

        return judge(self._built.manifests, policies, own_policies(self.root))

    def findings_in(self, cluster: ClusterLike) -> list[Finding]:
        """What a cluster would refuse, not bind or not schedule: the path of a YAML file, a `Cluster`, or objects."""
        with chdir(self.root):
            return check_in_cluster(self._built.manifests, cluster, kube_version=self.kube_version)
