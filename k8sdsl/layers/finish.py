"""The last phase, after the outermost layer: final names, and the order of the output."""

from __future__ import annotations

from k8sdsl.errors import placed, raise_all

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.errors import K8sdslError
    from k8sdsl.layers.gathered import Gathered
    from k8sdsl.layers.layer import Layer
    from k8sdsl.manifest import Manifest, ManifestSet

LOCAL = "config.kubernetes.io/local-config"
"""The annotation of objects that are needed only during the build."""


def finish(gathered: Gathered, layer: Layer, warnings: list[K8sdslError]) -> None:
    """Finishes the objects of the outermost layer, in place."""
    manifests, dialect = gathered.manifests, layer.dialect
    _finish_names(gathered, layer)
    if gathered.variables:
        _expand(gathered, layer, warnings)
    if dialect.as_kustomize:
        gathered.refuse_nameless()
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
    """Replaces variables by their values, now that all names are final."""
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.transforms.variables import Variables

    values: dict[str, Any] = {}
    for name, (declaring, step, manifest) in gathered.variables.items():
        with placed(declaring.place, step):
            values[name] = step.declaration.value(manifest, gathered.manifests)
    fields = gathered.tables.fields if gathered.tables is not None else {}
    context = TransformContext(fields, as_kustomize=layer.dialect.as_kustomize)
    Variables(values).apply(gathered.manifests, context)
    errors: list[K8sdslError] = []
    for miss in context.misses:
        declaring, step, _ = gathered.variables[str(miss.entry)]
        errors += declaring.report(step, [miss], warnings)
    raise_all(errors)


def is_local(manifest: Manifest) -> bool:
    """Whether an object is marked as needed only during the build."""
    metadata = manifest.tree.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    return isinstance(annotations, dict) and annotations.get(LOCAL, "false") != "false"
