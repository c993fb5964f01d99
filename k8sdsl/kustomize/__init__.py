"""Kustomization directories: built here to what kustomize prints, with warnings where kustomize is silent.

fields        what a kustomization file may say, and its checks
files         reading below a root; dialect: how kustomize reads YAML
resources     documents to manifests
accumulate    one kustomization with its resources, components, generators, transformers
transformers  the fields of a file as the transforms of `k8sdsl.transforms`
plugins       the same, where they are configured as objects of their own
configuration the tables of fields that they write to
schemas       how lists merge: built-in, from `openapi`, from definitions of custom resources
history       the annotations that say where an object came from
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.versions import DEFAULT

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.errors import K8sdslError
    from k8sdsl.manifest import ManifestSet


def build_kustomization(
    directory: Path,
    *,
    load_restrictor: str = "root",
    kube_version: str = DEFAULT,
    merge_custom_lists: bool = True,
    allow_helm: bool = False,
    warnings: list[K8sdslError] | None = None,
) -> ManifestSet:
    """The objects of a kustomization directory, in kustomize's order and with its order of keys.

    `load_restrictor="none"` lets it read files outside its root. `merge_custom_lists` merges lists of custom resources
    by the keys that their definitions name, where those are among the inputs. What is done without a word by kustomize,
    and is probably not meant, goes to `warnings`. Raises KustomizationError, and YamlError for what is no YAML.
    """
    from k8sdsl.kustomize.build import Build

    build = Build(
        load_restrictor=load_restrictor,
        kube_version=kube_version,
        merge_custom_lists=merge_custom_lists,
        allow_helm=allow_helm,
        warnings=[] if warnings is None else warnings,
    )
    return build.run(directory)
