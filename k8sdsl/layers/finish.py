"""The last phase, after the outermost layer: final names, and the order of the output."""

from __future__ import annotations

from k8sdsl.errors import K8sdslError, NoMatchError, OverlayError, placed, raise_all

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.layers.gathered import DeclaredVariable, Gathered
    from k8sdsl.layers.layer import Layer
    from k8sdsl.manifest import Manifest, ManifestSet

LOCAL = "config.kubernetes.io/local-config"
"""The annotation of objects that are needed only during the build."""


def finish(gathered: Gathered, layer: Layer, warnings: list[K8sdslError]) -> None:
    """Finishes the objects of the outermost layer, in place; an error without a place gets that of the layer."""
    with placed(layer.locate):
        _finish(gathered, layer, warnings)


def _finish(gathered: Gathered, layer: Layer, warnings: list[K8sdslError]) -> None:
    manifests, dialect = gathered.manifests, layer.dialect
    _finish_names(gathered, layer)
    if gathered.variables:
        _expand(gathered, layer, warnings)
    if any(map(is_local, manifests)):
        manifests.replace([manifest for manifest in manifests if not is_local(manifest)])
    if dialect.as_kustomize:
        gathered.refuse_twins()
    _sort(manifests, layer)
    if layer.metadata:
        from k8sdsl.layers import history

        history.finish(manifests, layer.metadata, dialect.manager)
    for manifest in manifests:
        manifest.tree = dialect.output(manifest)
        manifest.needs_hash = False


def _sort(manifests: ManifestSet, layer: Layer) -> None:
    """Sorts the objects; without an order, those of a kustomization are in the legacy order."""
    order = layer.sort_order
    if order is None and layer.dialect.as_kustomize and len(manifests) > 1:
        from k8sdsl.transforms.sort_order import SortOrder

        order = SortOrder()
    if order is not None:
        order.apply(manifests)


def _finish_names(gathered: Gathered, layer: Layer) -> None:
    """Adds hashes to names, and updates the fields that name renamed objects, with modules loaded only for that."""
    manifests, dialect = gathered.manifests, layer.dialect
    if any(manifest.kind == "RoleBinding" for manifest in manifests):
        from k8sdsl.transforms.names.references import check_bindings

        check_bindings(manifests)
    if any(manifest.needs_hash for manifest in manifests):
        from k8sdsl.transforms.context import TransformContext
        from k8sdsl.transforms.names.hash_suffix import HashSuffix

        HashSuffix().apply(manifests, TransformContext(as_kustomize=dialect.as_kustomize))
    if any(manifest.former for manifest in manifests):
        from k8sdsl.layers.tables import combined
        from k8sdsl.transforms.names import references

        more = gathered.tables.references if gathered.tables is not None else ()
        references.apply(manifests, combined(dialect.references, more) if more else dialect.references)


def _expand(gathered: Gathered, layer: Layer, warnings: list[K8sdslError]) -> None:
    """Replaces variables by their values."""
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.transforms.variables import Variables

    fields = gathered.tables.fields if gathered.tables is not None else {}
    context = TransformContext(fields, as_kustomize=layer.dialect.as_kustomize)
    declared = gathered.variables
    values = {name: _value_of(one, gathered) for name, one in declared.items()}
    Variables(values).apply(gathered.manifests, context)
    errors: list[K8sdslError] = []
    for miss in context.misses:
        one = declared[str(miss.entry)]
        (errors if one.is_error else warnings).append(NoMatchError(miss.message, source=one.locate()))
    raise_all(errors)


def _value_of(declared: DeclaredVariable, gathered: Gathered) -> Any:
    """The value of a variable, now that all names are final."""
    from k8sdsl.semantics.field_paths import look_up, split_dotted

    variable = declared.variable
    found = [declared.manifest] if declared.manifest else [*filter(variable.is_of, gathered.manifests)]
    if not found:
        from k8sdsl.near_miss import did_you_mean

        names = {manifest.original.name for manifest in gathered.manifests if manifest.kind == variable.kind}
        raise OverlayError(
            f"the var `{variable.name}` refers to {variable.kind}/{variable.object_name}, which does not exist",
            source=declared.locate(),
            remedy=did_you_mean(variable.object_name, names) or None,
            code="overlay/variable",
        )
    value = look_up(found[0].tree, split_dotted(variable.field_path.replace("[", ".").replace("]", "")))
    if value is None or isinstance(value, (dict, list)):
        raise OverlayError(
            f"the var `{variable.name}` refers to `{variable.field_path}` of {found[0].ref}, which has no value",
            source=declared.locate(),
            code="overlay/variable",
        )
    return value


def is_local(manifest: Manifest) -> bool:
    """Whether an object is marked as needed only during the build."""
    metadata = manifest.tree.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    return isinstance(annotations, dict) and annotations.get(LOCAL, "false") != "false"
