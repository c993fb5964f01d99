"""One build: the kustomization of a directory, everything below it, and the steps that come once at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError, KustomizationError, NoMatchError, OverlayError
from k8sdsl.kustomize import history
from k8sdsl.kustomize.accumulate import Accumulated, Level, identity
from k8sdsl.kustomize.files import Files
from k8sdsl.kustomize.key_order import in_key_order
from k8sdsl.kustomize.schemas import Schemas
from k8sdsl.manifest import ManifestSet
from k8sdsl.semantics.field_paths import look_up, split_dotted
from k8sdsl.transforms import hash_suffix, references, sort_order
from k8sdsl.transforms.hash_suffix import HashSuffix
from k8sdsl.transforms.sort_order import SortOrder

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from k8sdsl.kustomize.fields import Kustomization
    from k8sdsl.manifest import Manifest
    from k8sdsl.near_miss import Misses
    from k8sdsl.transforms.variables import Variable

LOCAL = "config.kubernetes.io/local-config"
"""The annotation of objects that only the build needs."""


class Build:
    """The options of a build, and what its parts share."""

    def __init__(
        self,
        *,
        load_restrictor: str,
        kube_version: str,
        merge_custom_lists: bool,
        allow_helm: bool,
        warnings: list[K8sdslError],
    ) -> None:
        self.load_restrictor = load_restrictor
        self.kube_version = kube_version
        self.allow_helm = allow_helm
        self.warnings = warnings
        self.schemas = Schemas(merge_custom_lists=merge_custom_lists)

    def run(self, directory: Path) -> ManifestSet:
        """The objects of a directory, in order, finished."""
        level = Level.load(self, Files.at(directory, self.load_restrictor))
        if level.kustomization.kind == "Component":
            self.warnings.append(level.kustomization.error("a component is built by itself", "kind"))
        wanted = level.kustomization.get("buildMetadata")
        done = level.accumulate(Accumulated(), history.Step() if wanted else None, wanted)
        manifests = done.manifests
        self._finish_names(done, level.kustomization)
        manifests.replace([manifest for manifest in manifests if not _is_local(manifest.metadata)])
        self._refuse_twins(manifests, level.kustomization)
        self._sort(manifests, level.kustomization)
        if history.MANAGED_BY_WANTED in wanted:
            for manifest in manifests:
                key, value = history.MANAGED_BY
                manifest.tree["metadata"].setdefault("labels", {})[key] = value
        if wanted:
            history.clean(manifests, wanted)
        for manifest in manifests:
            if (manifest.former or manifest.needs_hash) and not manifest.metadata.get("annotations", True):
                del manifest.tree["metadata"]["annotations"]  # as kustomize does where it kept notes among them
            manifest.tree = in_key_order(manifest.tree)
            manifest.needs_hash = False
        return manifests

    def _finish_names(self, done: Accumulated, kustomization: Kustomization) -> None:
        """What needs every name to be final: hashes, references, variables."""
        misses: Misses = []
        try:
            references.check_bindings(done.manifests)
            hash_suffix.apply(done.manifests, HashSuffix(), misses)
            references.apply(done.manifests, done.configuration.name_reference)
            if done.variables:
                from k8sdsl.transforms import variables

                values = {variable.name: value_of(variable, manifest) for variable, manifest in done.variables}
                variables.apply(done.manifests, variables.Variables(values, done.configuration.var_reference), misses)
        except OverlayError as error:
            raise KustomizationError(
                error.message, source=error.source or kustomization.source(), remedy=error.remedy
            ) from None
        self.warnings += [NoMatchError(miss.message, source=kustomization.source("vars")) for miss in misses]

    @staticmethod
    def _refuse_twins(manifests: ManifestSet, kustomization: Kustomization) -> None:
        """Raises KustomizationError for two objects that patches have made one."""
        first: dict[tuple[str, str, str, str], Manifest] = {}
        for manifest in manifests:
            held = first.setdefault(identity(manifest), manifest)
            if held is not manifest:
                raise kustomization.error(
                    f"{held.original} and {manifest.original} are both called {manifest.ref} in the end",
                    remedy="look for patches with a target that meets both and changes the name",
                )

    @staticmethod
    def _sort(manifests: ManifestSet, kustomization: Kustomization) -> None:
        options = kustomization.fields.get("sortOptions")
        order = SortOrder()
        if options is not None:
            legacy = options.get("legacySortOptions")
            if legacy is not None and options.get("order") == "fifo":
                raise kustomization.error(
                    "`legacySortOptions` are given, and the order is `fifo`",
                    "sortOptions",
                    remedy="say `order: legacy`",
                )
            order = SortOrder(str(options.get("order") or ""))
            if legacy is not None:
                order = SortOrder(
                    order.order, tuple(legacy.get("orderFirst") or ()), tuple(legacy.get("orderLast") or ())
                )
        try:
            sort_order.apply(manifests, order, [])
        except OverlayError as error:
            raise kustomization.error(error.message, "sortOptions", "order", remedy=error.remedy) from None


def _is_local(metadata: dict[str, Any]) -> bool:
    annotations = metadata.get("annotations")
    return isinstance(annotations, dict) and annotations.get(LOCAL, "false") != "false"


def value_of(variable: Variable, manifest: Any) -> Any:
    """The value of a variable, now that all names are final."""
    if manifest is None:
        raise OverlayError(
            f"the var `{variable.name}` is of {variable.kind}/{variable.object_name}, which is not among the resources"
        )
    value = look_up(manifest.tree, split_dotted(variable.field_path.replace("[", ".").replace("]", "")))
    if value is None or isinstance(value, (dict, list)):
        raise OverlayError(
            f"the var `{variable.name}` is `{variable.field_path}` of {manifest.ref}, which has no value"
        )
    return value
