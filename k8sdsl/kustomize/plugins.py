"""Generators, transformers and validators that are configured as objects of their own (`apiVersion: builtin`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError, KustomizationError
from k8sdsl.kustomize import readings
from k8sdsl.kustomize.fields import (
    CONFIG_MAP,
    FIELD_SPEC,
    IMAGE,
    MAP,
    PATCH,
    REPLACEMENT,
    REPLICA,
    SECRET,
    STRINGS,
    TARGET,
    conform,
)
from k8sdsl.kustomize.history import ORIGIN
from k8sdsl.kustomize.resources import read_resources
from k8sdsl.near_miss import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from k8sdsl.kustomize.accumulate import Level
    from k8sdsl.kustomize.configuration import Configuration
    from k8sdsl.kustomize.files import Files
    from k8sdsl.kustomize.transformers import TransformStep
    from k8sdsl.manifest import Manifest
    from k8sdsl.transforms.generators import Generator
    from k8sdsl.tree import Tree

_SPECS = [FIELD_SPEC]
CONFIGS: dict[str, dict[str, Any]] = {
    "AnnotationsTransformer": {"annotations": MAP, "fieldSpecs": _SPECS},
    "ConfigMapGenerator": CONFIG_MAP,
    "HashTransformer": {},
    "IAMPolicyGenerator": {
        "cloud": "string",
        "kubernetesService": {"namespace": "string", "name": "string"},
        "serviceAccount": {"name": "string", "projectId": "string"},
    },
    "ImageTagTransformer": {"imageTag": IMAGE, "fieldSpecs": _SPECS},
    "LabelTransformer": {"labels": MAP, "fieldSpecs": _SPECS},
    "NamespaceTransformer": {"unsetOnly": "bool", "setRoleBindingSubjects": "string", "fieldSpecs": _SPECS},
    "PatchJson6902Transformer": {"target": TARGET, "path": "string", "jsonOp": "string"},
    "PatchStrategicMergeTransformer": {"paths": STRINGS, "patches": "string"},
    "PatchTransformer": PATCH,
    "PrefixSuffixTransformer": {"prefix": "string", "suffix": "string", "fieldSpecs": _SPECS},
    "PrefixTransformer": {"prefix": "string", "fieldSpecs": _SPECS},
    "ReplacementTransformer": {"replacements": [REPLACEMENT]},
    "ReplicaCountTransformer": {"replica": REPLICA, "fieldSpecs": _SPECS},
    "SecretGenerator": SECRET,
    "SuffixTransformer": {"suffix": "string", "fieldSpecs": _SPECS},
    "ValueAddTransformer": {
        "value": "string",
        "targetFilePath": "string",
        "targets": [{"selector": TARGET, "fieldPath": "string", "filePathPosition": "int"}],
    },
}
_GENERATORS = frozenset(("ConfigMapGenerator", "SecretGenerator", "IAMPolicyGenerator"))
_FUNCTIONS = ("config.kubernetes.io/function", "config.k8s.io/function")


class Plugin:
    """One configuration, and the file that it stands in."""

    def __init__(self, tree: Tree, place: str) -> None:
        self.tree = tree
        self.place = place
        self.kind = str(tree.get("kind"))
        _check(tree, self.kind)
        self.config = conform(tree, CONFIGS[self.kind])

    @property
    def makes(self) -> Callable[[Files], Iterable[Generator | Manifest]] | None:
        """What makes the objects, for a generator."""
        return self._make if self.kind in _GENERATORS else None

    def _make(self, files: Files) -> Iterator[Generator | Manifest]:
        if self.kind == "IAMPolicyGenerator":
            yield _iam_service_account(self.config)
            return
        metadata = self.tree.get("metadata") or {}
        entry = {**self.config}
        for key in ("name", "namespace"):
            entry[key] = entry.get(key) or metadata.get(key)
        yield readings.generator(entry, self.kind.removesuffix("Generator"), {}, files)

    def steps(self, level: Level, tables: Configuration) -> Iterator[TransformStep]:
        """The transforms of a transformer."""
        from k8sdsl.kustomize.plugin_steps import STEPS

        if self.kind in _GENERATORS:
            raise KustomizationError(f"{self.kind} is no transformer", remedy="name it under `generators`")
        del tables
        yield from STEPS[self.kind](self, level)


def _check(tree: Tree, kind: str) -> None:
    """Raises KustomizationError for what is no built-in plugin, and says what to do instead."""
    annotations = (tree.get("metadata") or {}).get("annotations") or {}
    if tree.get("apiVersion") == "builtin":
        if kind in CONFIGS:
            return
        meant = did_you_mean(kind, CONFIGS)
        raise KustomizationError(
            f"there is no built-in plugin {kind}", remedy=meant or f"there are {', '.join(CONFIGS)}"
        )
    if any(key in annotations for key in _FUNCTIONS):
        raise KustomizationError(
            f"{kind} is a function (exec or container), and a build runs no programs",
            remedy="run it beforehand and name its output under `resources`, or write the change as a patch in Python",
        )
    raise KustomizationError(
        f"{kind} ({tree.get('apiVersion')}) is an external plugin, and a build runs no programs",
        remedy="write the change as a patch or as a function in a Python overlay",
    )


def _iam_service_account(config: Tree) -> Generator | Manifest:
    """What IAMPolicyGenerator makes: a service account that acts as one of Google's."""
    from k8sdsl.manifest import Manifest

    if config.get("cloud") != "gke":
        raise KustomizationError(f"IAMPolicyGenerator knows no cloud {config.get('cloud')!r}", remedy="it knows `gke`")
    service, account = config.get("kubernetesService") or {}, config.get("serviceAccount") or {}
    metadata: Tree = {"name": service.get("name")}
    if service.get("namespace"):
        metadata["namespace"] = service["namespace"]
    metadata["annotations"] = {
        "iam.gke.io/gcp-service-account": f"{account.get('name')}@{account.get('projectId')}.iam.gserviceaccount.com"
    }
    return Manifest({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata})


def inline_plugins(text: str, file: Path) -> list[Manifest] | None:
    """The configurations that a text holds, or None where it is a path."""
    if "\n" not in text and ": " not in text:
        return None
    try:
        return read_resources(text.encode(), file) or None
    except K8sdslError:
        if "\n" in text.strip():
            raise
        return None


def read_plugins(manifests: Iterable[Manifest]) -> list[Plugin]:
    """Configurations that were read as resources."""
    found = []
    for manifest in manifests:
        place = ""
        annotations = manifest.metadata.get("annotations")
        if isinstance(annotations, dict):
            place = str(annotations.pop(ORIGIN, "")).strip().removeprefix("path: ")
            if not annotations:
                del manifest.metadata["annotations"]
        found.append(Plugin(manifest.tree, place))
    return found
