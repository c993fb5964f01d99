"""The last phase, after the outermost layer: final names, and the order of the output."""

from __future__ import annotations

from k8sdsl.errors import K8sdslError, NoMatchError, OverlayError, placed, raise_all
from k8sdsl.layers import history
from k8sdsl.layers.tables import combined
from k8sdsl.near_miss import did_you_mean
from k8sdsl.transforms.context import TransformContext
from k8sdsl.transforms.names import references
from k8sdsl.transforms.names.hash_suffix import HashSuffix

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.layers.gathered import DeclaredVariable, Gathered
    from k8sdsl.layers.layer import Layer
    from k8sdsl.manifest import Manifest

LOCAL = "config.kubernetes.io/local-config"
"""The annotation of objects that are needed only during the build."""


def finish(gathered: Gathered, layer: Layer, warnings: list[K8sdslError]) -> None:
    """Finishes the objects of the outermost layer, in place; an error without a place gets that of the layer."""
    with placed(layer.locate):
        _finish(gathered, layer, warnings)


def _finish(gathered: Gathered, layer: Layer, warnings: list[K8sdslError]) -> None:
    manifests, dialect = gathered.manifests, layer.dialect
    context = TransformContext(gathered.tables.fields, as_kustomize=dialect.as_kustomize)
    references.check_bindings(manifests)
    HashSuffix().apply(manifests, context)
    if any(manifest.former for manifest in manifests):
        more = gathered.tables.references
        references.apply(manifests, combined(dialect.references, more) if more else dialect.references)
    if gathered.variables:
        _expand(gathered, context, warnings)
    if any(map(is_local, manifests)):
        manifests.replace([manifest for manifest in manifests if not is_local(manifest)])
    if dialect.as_kustomize:
        gathered.refuse_twins()
    if layer.sort_order is not None:
        layer.sort_order.apply(manifests)
    history.finish(manifests, layer.metadata, dialect.manager)
    for manifest in manifests:
        manifest.tree = dialect.output(manifest)
        manifest.needs_hash = False


def _expand(gathered: Gathered, context: TransformContext, warnings: list[K8sdslError]) -> None:
    """Replaces variables by their values."""
    from k8sdsl.transforms.variables import Variables

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
        names = {manifest.original.name for manifest in gathered.manifests if manifest.kind == variable.kind}
        raise OverlayError(
            f"the var `{variable.name}` refers to {variable.kind}/{variable.object_name}, which does not exist",
            source=declared.locate(),
            remedy=did_you_mean(variable.object_name, names) or None,
        )
    value = look_up(found[0].tree, split_dotted(variable.field_path.replace("[", ".").replace("]", "")))
    if value is None or isinstance(value, (dict, list)):
        raise OverlayError(
            f"the var `{variable.name}` refers to `{variable.field_path}` of {found[0].ref}, which has no value",
            source=declared.locate(),
        )
    return value


def is_local(manifest: Manifest) -> bool:
    """Whether an object is marked as needed only during the build."""
    annotations = manifest.metadata.get("annotations")
    return isinstance(annotations, dict) and annotations.get(LOCAL, "false") != "false"
