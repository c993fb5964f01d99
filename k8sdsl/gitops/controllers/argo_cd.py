"""Argo CD: an Application for each environment or one ApplicationSet, and the AppProject that restricts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from k8sdsl.catalog import argo_cd
from k8sdsl.gitops.controllers.last_applied import is_too_large
from k8sdsl.gitops.order.order_of_environments import cluster_for, dependencies_between, levels_of, object_names
from k8sdsl.gitops.order.waves import waves_of
from k8sdsl.gitops.typed_fields import typed
from k8sdsl.server.apply_check import check_apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.gitops.rendered import Rendered
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

IN_CLUSTER = "https://kubernetes.default.svc"
WAVE = "argocd.argoproj.io/sync-wave"
SYNC_OPTIONS = "argocd.argoproj.io/sync-options"

KEPT = frozenset(("PersistentVolumeClaim", "Namespace"))
"""Kinds that are not deleted when they are removed from Git, unless requested: their data would be lost."""


@frozen(kw_only=True, field_transformer=typed)
class ArgoCd:
    """How Argo CD deploys the tree.

    `repository` and `revision` are the place of the tree; the revision can contain `{environment}`. `clusters` maps
    patterns of environments (`fleet/eu-*`) to the address or the name of a cluster in Argo CD. `project` is created
    too, with only the clusters, namespaces and kinds that the environments have; `default` is Argo CD's own and is not
    created. `prune` lets Argo CD delete objects that are removed from Git, `prune_data` also claims and namespaces.
    `waves` orders the objects of each environment by their references. An object that is too large for a client-side
    apply is applied server-side.

    Examples:
        >>> from k8sdsl.gitops import ArgoCd, GitOps
        >>> controller = ArgoCd(repository="https://git.example.com/deploy.git", revision="main", project="shop")
        >>> gitops = GitOps(controller=controller)
    """

    repository: str
    revision: str = "HEAD"
    project: str = "default"
    namespace: str = "argocd"
    clusters: Mapping[str, str] = field(factory=dict)
    form: Literal["applications", "application-set"] = "applications"
    automated: bool = True
    prune: bool = True
    self_heal: bool = True
    prune_data: bool = False
    waves: bool = True
    folder: str = "argocd"

    def annotate(self, trees: Sequence[Tree]) -> None:
        """Adds the annotations for waves, against pruning and for large objects; annotations of the user are kept."""
        if self.waves:
            for tree, wave in zip(trees, waves_of(trees), strict=True):
                if wave:
                    _annotations(tree).setdefault(WAVE, str(wave))
        if not self.prune_data:
            for tree in trees:
                if tree.get("kind") in KEPT:
                    _add_option(_annotations(tree), "Prune=false")
        _apply_large_server_side(trees)

    def examine(self, manifests: Iterable[Manifest]) -> list[Finding]:
        """Findings for what is refused if it is applied server-side, for the objects that are too large otherwise."""
        large = [manifest for manifest in manifests if is_too_large(manifest.tree)]
        return check_apply(large, server_side=True) if large else []

    def objects(self, rendered: Sequence[Rendered], *, path: str) -> dict[str, list[Tree]]:
        """The files of the project and of the applications."""
        clusters = {one.environment: cluster_for(one.environment, self.clusters, IN_CLUSTER) for one in rendered}
        files: dict[str, list[Tree]] = {}
        if self.project != "default":
            files["project.yaml"] = [self._project(rendered, clusters)]
        names = object_names([one.environment for one in rendered])
        if self.form == "application-set":
            files["application-set.yaml"] = [self._application_set(rendered, names, clusters, path)]
            _apply_large_server_side(files["application-set.yaml"])
            return files
        facts = {one.environment: one.facts for one in rendered}
        levels = levels_of(dependencies_between(facts, clusters))
        for one in rendered:
            name = names[one.environment]
            tree = self._application(one, name, clusters[one.environment], path)
            if levels[one.environment]:
                _annotations(tree)[WAVE] = str(levels[one.environment])
            files[f"{name}.yaml"] = [tree]
        return files

    def _application(self, one: Rendered, name: str, cluster: str, path: str) -> Tree:
        source = self._source(_inside(path, one.folder), self.revision.replace("{environment}", one.environment))
        spec = argo_cd.ApplicationSpec(
            project=self.project,
            source=source,
            destination=argo_cd.ApplicationDestination(**_address(cluster), namespace="default"),
            sync_policy=self._sync_policy(),
        )
        return argo_cd.Application(name, namespace=self.namespace, spec=spec).to_dict()

    def _application_set(
        self, rendered: Sequence[Rendered], names: Mapping[str, str], clusters: Mapping[str, str], path: str
    ) -> Tree:
        elements = [
            {
                "name": names[one.environment],
                "path": _inside(path, one.folder),
                "revision": self.revision.replace("{environment}", one.environment),
                "server": clusters[one.environment] if _is_address(clusters[one.environment]) else "",
                "cluster": "" if _is_address(clusters[one.environment]) else clusters[one.environment],
            }
            for one in rendered
        ]
        template = argo_cd.ApplicationSetTemplateSpec(
            project=self.project,
            source=self._source("{{.path}}", "{{.revision}}"),
            destination=argo_cd.ApplicationDestination(server="{{.server}}", name="{{.cluster}}", namespace="default"),
            sync_policy=self._sync_policy(),
        )
        spec = argo_cd.ApplicationSetSpec(
            go_template=True,
            go_template_options=["missingkey=error"],
            generators=[argo_cd.ApplicationSetGenerator(list=argo_cd.ApplicationSetGeneratorList(elements=elements))],
            template=argo_cd.ApplicationSetTemplate(
                metadata=argo_cd.ApplicationSetTemplateMetadata(name="{{.name}}"), spec=template
            ),
        )
        name = self.project if self.project != "default" else "environments"
        return argo_cd.ApplicationSet(name, namespace=self.namespace, spec=spec).to_dict()

    def _sync_policy(self) -> argo_cd.ApplicationSyncPolicy | None:
        if not self.automated:
            return None
        automated = argo_cd.ApplicationSyncPolicyAutomated(prune=self.prune, self_heal=self.self_heal)
        return argo_cd.ApplicationSyncPolicy(automated=automated)

    def _source(self, path: str, revision: str) -> argo_cd.ApplicationSource:
        return argo_cd.ApplicationSource(
            repo_url=self.repository,
            target_revision=revision,
            path=path,
            directory=argo_cd.ApplicationSourceDirectory(recurse=True),
        )

    def _project(self, rendered: Sequence[Rendered], clusters: Mapping[str, str]) -> Tree:
        places = sorted({(clusters[one.environment], space) for one in rendered for space in one.facts.namespaces})
        kinds = sorted({kind for one in rendered for kind in one.facts.cluster_kinds})
        spec = argo_cd.AppProjectSpec(
            source_repos=[self.repository],
            destinations=[
                argo_cd.AppProjectDestination(**_address(cluster), namespace=space) for cluster, space in places
            ],
            cluster_resource_whitelist=[
                argo_cd.AppProjectClusterResourceWhitelist(group=group, kind=kind) for group, kind in kinds
            ],
        )
        return argo_cd.AppProject(self.project, namespace=self.namespace, spec=spec).to_dict()


def _inside(path: str, folder: str) -> str:
    return f"{path}/{folder}" if path not in {"", "."} else folder


def _is_address(cluster: str) -> bool:
    return "://" in cluster


def _address(cluster: str) -> dict[str, str]:
    """A cluster by its address, or by the name that Argo CD knows it by."""
    return {"server" if _is_address(cluster) else "name": cluster}


def _annotations(tree: Tree) -> dict[str, Any]:
    metadata: dict[str, Any] = tree.setdefault("metadata", {})
    if not isinstance(metadata.get("annotations"), dict):
        metadata["annotations"] = {}
    annotations: dict[str, Any] = metadata["annotations"]
    return annotations


def _apply_large_server_side(trees: Iterable[Tree]) -> None:
    """Marks the objects that are too large for a client-side apply, unless they are replaced anyway."""
    for tree in trees:
        if is_too_large(tree):
            _add_option(_annotations(tree), "ServerSideApply=true", unless=("Replace=true",))


def _add_option(annotations: dict[str, Any], option: str, *, unless: Sequence[str] = ()) -> None:
    """Adds a sync option, unless the user has set it to any value or has set one of some others."""
    options = [one.strip() for one in str(annotations.get(SYNC_OPTIONS, "")).split(",") if one.strip()]
    name = option.partition("=")[0]
    if not any(one.startswith(f"{name}=") or one in unless for one in options):
        annotations[SYNC_OPTIONS] = ",".join([*options, option])
