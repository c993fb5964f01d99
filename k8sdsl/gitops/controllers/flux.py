"""Flux: the source of the tree, and a Kustomization for each environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from attrs import Attribute, field, frozen

from k8sdsl.catalog import flux
from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.controllers.argo_cd import KEPT
from k8sdsl.gitops.controllers.renamed import renamed
from k8sdsl.gitops.envsubst import VARIABLE
from k8sdsl.gitops.order.order_of_environments import cluster_for, dependencies_between, object_names
from k8sdsl.gitops.substitution import guard
from k8sdsl.gitops.typed_fields import argument, typed
from k8sdsl.server.apply_check import check_apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.gitops.rendered import Rendered
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

Substitutions: TypeAlias = "Mapping[str, str]"

PRUNE = "kustomize.toolkit.fluxcd.io/prune"


def _valid_variables(_: object, attribute: Attribute[Mapping[str, str]], value: Mapping[str, object]) -> None:
    """Refuses variables that Flux would refuse, or would replace by something else."""
    if not isinstance(value, Mapping):
        raise GitOpsError(
            f"`{attribute.name}` of Flux must be a map of strings, not {value!r}",
            source=argument(attribute.name),
            code="gitops/declaration",
        )
    for name, text in value.items():
        if not VARIABLE.fullmatch(name):
            fixed = re.sub(r"\W", "_", name, flags=re.ASCII)
            raise GitOpsError(
                f"`{attribute.name}` of Flux sets the variable {name!r}, whose name Flux rejects",
                source=argument(attribute.name),
                remedy=f"use only letters, digits and _, and start with a letter: {fixed!r}",
                code="gitops/declaration",
            )
        if not isinstance(text, str):
            shown = "true" if text is True else "false" if text is False else str(text)
            raise GitOpsError(
                f"the value of {name} in `{attribute.name}` of Flux must be a string, not {text!r}",
                source=argument(attribute.name),
                remedy=f'write "{name}": "{shown}"',
                code="gitops/declaration",
            )
        if "\n" in text:
            raise GitOpsError(
                f"the value of {name} in `{attribute.name}` of Flux has several lines, which Flux would join",
                source=argument(attribute.name),
                remedy="put the value into a ConfigMap, and refer to it in `substitute_from`",
                code="gitops/declaration",
            )


@renamed(url="repository", branch="revision")
@frozen(kw_only=True, field_transformer=typed)
class Flux:
    """How Flux deploys the tree.

    `repository` is the URL of a Git repository, or `oci://...`; `revision` is the branch (for OCI: the tag) and can
    contain `{environment}`, which creates a source for each. `clusters` maps patterns of environments to Secrets with a
    kubeconfig; without one, it is the cluster that Flux runs in. `substitute` are the variables that Flux substitutes,
    `substitute_from` names ConfigMaps and Secrets with more (`ConfigMap/settings`). `decryption` names the Secret with
    the age keys of SOPS. `prune` lets Flux delete objects that are removed from Git, `prune_data` also claims and
    namespaces.

    Examples:
        >>> from k8sdsl.gitops import Flux, GitOps
        >>> controller = Flux(repository="https://git.example.com/deploy.git", substitute={"region": "eu"})
        >>> gitops = GitOps(controller=controller)
    """

    repository: str
    revision: str = "main"
    name: str = "deployments"
    namespace: str = "flux-system"
    interval: str = "10m"
    clusters: Mapping[str, str] = field(factory=dict)
    pull_secret: str = ""
    substitute: Substitutions = field(factory=dict, validator=_valid_variables)
    substitute_from: Sequence[str] = ()
    decryption: str = ""
    prune: bool = True
    prune_data: bool = False
    wait: bool = True
    timeout: str = "5m"
    folder: str = "flux"

    def annotate(self, trees: Sequence[Tree]) -> None:
        """Marks claims and namespaces so that they are not pruned.

        Flux orders objects itself, and applies all of them server-side: large ones need no mark.
        """
        if self.prune_data:
            return
        for tree in trees:
            if tree.get("kind") in KEPT:
                metadata = tree.setdefault("metadata", {})
                metadata["annotations"] = {PRUNE: "disabled", **(metadata.get("annotations") or {})}

    def examine(self, manifests: Iterable[Manifest]) -> Iterable[Finding]:
        """Findings for what Flux cannot apply, because it applies server-side, and what it would replace by mistake."""
        manifests = list(manifests)
        findings = check_apply(manifests, server_side=True)
        if self.substitute or self.substitute_from:
            findings += guard(manifests, variables=self.substitute, more_variables=bool(self.substitute_from))
        return findings

    def objects(self, rendered: Sequence[Rendered], *, path: str) -> dict[str, list[Tree]]:
        """The files of the sources and of the Kustomizations."""
        clusters = {one.environment: cluster_for(one.environment, self.clusters, "") for one in rendered}
        needs = dependencies_between({one.environment: one.facts for one in rendered}, clusters)
        names = object_names([one.environment for one in rendered])
        files: dict[str, list[Tree]] = {}
        for one in rendered:
            source = self.name if "{environment}" not in self.revision else f"{self.name}-{names[one.environment]}"
            files.setdefault(f"source-{source}.yaml", [self._source(source, one.environment)])
            before = [names[other] for other in needs[one.environment]]
            cluster = clusters[one.environment]
            files[f"{names[one.environment]}.yaml"] = [
                self._kustomization(one, names[one.environment], source, path, before, cluster)
            ]
        return files

    def _source(self, name: str, environment: str) -> Tree:
        revision = self.revision.replace("{environment}", environment)
        if self._is_oci:
            oci = flux.OCIRepositorySpec(
                interval=self.interval,
                url=self.repository,
                ref=flux.OCIRepositoryRef(tag=revision.replace("/", "-")),
                secret_ref=flux.OCIRepositorySecretRef(name=self.pull_secret) if self.pull_secret else None,
            )
            return flux.OCIRepository(name, namespace=self.namespace, spec=oci).to_dict()
        git = flux.GitRepositorySpec(
            interval=self.interval,
            url=self.repository,
            ref=flux.GitRepositoryRef(branch=revision),
            secret_ref=flux.GitRepositorySecretRef(name=self.pull_secret) if self.pull_secret else None,
        )
        return flux.GitRepository(name, namespace=self.namespace, spec=git).to_dict()

    @property
    def _is_oci(self) -> bool:
        return self.repository.startswith("oci://")

    def _kustomization(
        self, one: Rendered, name: str, source: str, path: str, before: Sequence[str], cluster: str
    ) -> Tree:
        folder = f"{path}/{one.folder}" if path not in {"", "."} else one.folder
        spec = flux.KustomizationSpec(
            interval=self.interval,
            path=f"./{folder}",
            prune=self.prune,
            source_ref=flux.KustomizationSourceRef(
                kind="OCIRepository" if self._is_oci else "GitRepository", name=source
            ),
            timeout=self.timeout,
            wait=self.wait,
            depends_on=[flux.KustomizationDependsOn(name=other) for other in before] or None,
            decryption=self._decryption(),
            post_build=self._post_build(),
        )
        if cluster:
            secret = flux.KustomizationKubeConfigSecretRef(name=cluster)
            spec.kube_config = flux.KustomizationKubeConfig(secret_ref=secret)
        return flux.Kustomization(name, namespace=self.namespace, spec=spec).to_dict()

    def _decryption(self) -> flux.KustomizationDecryption | None:
        if not self.decryption:
            return None
        secret = flux.KustomizationDecryptionSecretRef(name=self.decryption)
        return flux.KustomizationDecryption(provider="sops", secret_ref=secret)

    def _post_build(self) -> flux.KustomizationPostBuild | None:
        """The variables; `substitute_from` says which kind each comes from (`ConfigMap/settings`)."""
        pairs = [reference.partition("/") for reference in self.substitute_from]
        if not self.substitute and not pairs:
            return None
        return flux.KustomizationPostBuild(
            substitute=dict(self.substitute) or None,
            substitute_from=[
                flux.KustomizationPostBuildSubstituteFrom(kind=kind, name=name)  # type: ignore[arg-type] # the user's
                for kind, _, name in pairs
            ]
            or None,
        )
