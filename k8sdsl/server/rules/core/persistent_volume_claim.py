"""PersistentVolumeClaims (core/validation `ValidatePersistentVolumeClaim`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.server.rules.core.storage import warn_of_annotations
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.pods.volumes_claims import validate_claim_spec, warn_of_claim_spec

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

_SOURCES = frozenset((("PersistentVolumeClaim", ""), ("VolumeSnapshot", "snapshot.storage.k8s.io")))


def validate_persistent_volume_claim(obj: Tree, problems: Problems, context: Context) -> None:
    """A PersistentVolumeClaim on create."""
    validate_object_meta(obj, problems, namespaced=True)
    spec = obj.get("spec") or {}
    _normalize_data_sources(spec)
    validate_claim_spec(spec, "spec", problems, context.minor)
    warn_of_claim_spec(spec, "spec", problems)
    warn_of_annotations(obj, ("volume.beta.kubernetes.io/storage-class",), problems)


def _normalize_data_sources(spec: Tree) -> None:
    """The strategy's first step: a `dataSource` of unknown kind is dropped, and one of the two fields sets the other.

    A reference to another namespace is dropped: it needs a feature gate that is off (CrossNamespaceVolumeDataSource).
    """
    if (spec.get("dataSourceRef") or {}).get("namespace"):
        del spec["dataSourceRef"]
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if source is not None and reference is None:
        if (source.get("kind"), source.get("apiGroup", "")) in _SOURCES:
            spec["dataSourceRef"] = dict(source)
        else:
            del spec["dataSource"]
    elif reference is not None and source is None:
        spec["dataSource"] = dict(reference)
