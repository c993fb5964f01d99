"""`k8sdsl fn`: what the configuration of a KRM function asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import LoadError
from k8sdsl.krm.resource_list import ResourceList
from k8sdsl.kustomize.files import FileReader, Options
from k8sdsl.kustomize.layer import KustomizationReader
from k8sdsl.layers.apply import apply
from k8sdsl.layers.layer import Step
from k8sdsl.near_miss import did_you_mean
from k8sdsl.pipeline import build_manifests, check
from k8sdsl.transforms.sort_order import SortOrder

if TYPE_CHECKING:
    from k8sdsl.errors import K8sdslError
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

_CONFIGURATION = "functionConfig"
_OPTIONS = ("target", "kube-version")
_LEFT_BY_KPT = ("annotations", "labels", "name", "namespace")


def run_function(text: bytes, kube_version: str) -> tuple[str, list[K8sdslError], bool]:
    """The list to print, warnings, and whether any object has an error.

    The objects of a `target` are added, and replace objects of the same identity. Raises K8sdslError for text that is
    not a ResourceList, and for a configuration that cannot be read or carried out.
    """
    given = ResourceList(text)
    configuration = given.configuration or {}
    if not isinstance(configuration, dict):
        raise LoadError(
            "`functionConfig` must be a map",
            remedy="write it as an object with `kind` and `spec`",
            code="fn/configuration",
        )
    warnings: list[K8sdslError] = []
    manifests = given.manifests
    if configuration.get("kind") in ("Kustomization", "Component"):
        manifests = _customised(manifests, configuration, warnings)
    else:
        options = _options(configuration)
        kube_version = options.get("kube-version", kube_version)
        if "target" in options:
            built = build_manifests(options["target"], kube_version=kube_version, check=False)
            warnings += built.warnings
            manifests = _together(manifests, list(built.manifests))
    findings = check([manifest.tree for manifest in manifests], kube_version=kube_version)
    return given.emit(manifests, findings), warnings, any(finding.is_error for finding in findings)


def _options(configuration: Tree) -> dict[str, str]:
    """The options in the `data` of a ConfigMap."""
    if configuration and configuration.get("kind") != "ConfigMap":
        raise LoadError(
            f"unknown kind of functionConfig: {configuration.get('kind')}",
            remedy="write a ConfigMap with `data: {target: prod}`, or a Kustomization",
            code="fn/configuration",
        )
    data = configuration.get("data") or {}
    if not isinstance(data, dict):
        raise LoadError(
            "`data` of the functionConfig must be a map", remedy="write `data: {target: prod}`", code="fn/configuration"
        )
    for key in data:
        if key not in _OPTIONS:
            meant = did_you_mean(str(key), _OPTIONS) or f"the options are {', '.join(_OPTIONS)}"
            raise LoadError(f"the functionConfig has no option {key!r}", remedy=meant, code="fn/configuration")
    return {key: str(value) for key, value in data.items()}


def _customised(manifests: list[Manifest], configuration: Tree, warnings: list[K8sdslError]) -> list[Manifest]:
    """The objects with the changes of a kustomization, in their order; its paths start at the working directory."""
    layer = KustomizationReader(_InMemory(configuration), Options(warnings)).layer()
    layer.bases.insert(0, Step("resources", None, manifests))
    layer.sort_order = SortOrder("fifo")
    return list(apply(layer, warnings))


def _together(manifests: list[Manifest], built: list[Manifest]) -> list[Manifest]:
    """The objects of both; those that were built count."""
    made = {manifest.ref for manifest in built}
    return [*(manifest for manifest in manifests if manifest.ref not in made), *built]


class _InMemory(FileReader):
    """The files of the working directory, and a kustomization that is not a file."""

    def __init__(self, configuration: Tree) -> None:
        super().__init__(str(Path.cwd().resolve()), "root")
        self._configuration = configuration

    def kustomization(self) -> str:
        return self.path(_CONFIGURATION)

    def read(self, path: str) -> bytes:
        return self._text() if path == _CONFIGURATION else super().read(path)

    def _text(self) -> bytes:
        from k8sdsl.emitters.yaml import emit

        metadata: Any = self._configuration.get("metadata")
        kept = {**self._configuration}
        if isinstance(metadata, dict):  # kustomize allows these in a kustomization, and ignores them
            kept["metadata"] = {key: metadata[key] for key in _LEFT_BY_KPT if key in metadata}
        return emit((kept,)).encode()
