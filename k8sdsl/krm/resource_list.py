"""A ResourceList of KRM functions (`config.kubernetes.io/v1`), read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.emitters.yaml import emit
from k8sdsl.errors import LoadError
from k8sdsl.kustomize.resources import read_resources
from k8sdsl.yaml.reader import numbered_documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.finding import Finding
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

INPUT = "standard input"
_SEVERITIES = {"note": "info"}
_PATH, _INDEX = "config.kubernetes.io/path", "config.kubernetes.io/index"


class ResourceList:
    """The objects that a function gets, and its configuration, if it has one."""

    __slots__ = ("_api_version", "configuration", "manifests")

    def __init__(self, text: bytes) -> None:
        trees = [tree for _, tree in numbered_documents(text, file=INPUT)]
        held = trees[0] if len(trees) == 1 else None
        if not isinstance(held, dict) or held.get("kind") != "ResourceList":
            raise LoadError(
                "standard input is not a ResourceList",
                remedy="run `k8sdsl fn` as a KRM function, such as `kpt fn eval DIR --exec 'k8sdsl fn'`",
                code="fn/resource-list",
            )
        self._api_version = str(held.get("apiVersion") or "config.kubernetes.io/v1")
        self.configuration: Tree | None = held.get("functionConfig") or None
        self.manifests: list[Manifest] = read_resources(text, INPUT)

    def emit(self, manifests: Iterable[Manifest], findings: Iterable[Finding]) -> str:
        """The list for the next function, with a result for each finding."""
        listed = list(manifests)
        by_ref = {manifest.ref: manifest for manifest in listed}
        results = [_result(finding, by_ref.get(finding.ref)) for finding in findings]
        tree: Tree = {"apiVersion": self._api_version, "kind": "ResourceList"}
        if self.configuration is not None:
            tree["functionConfig"] = self.configuration
        tree["items"] = [manifest.tree for manifest in listed]
        if results:
            tree["results"] = results
        return emit((tree,))


def _result(finding: Finding, manifest: Manifest | None) -> Tree:
    """A finding in the form of the specification."""
    ref = finding.ref
    names = {"apiVersion": ref.api_version, "kind": ref.kind, "name": ref.name, "namespace": ref.namespace}
    message = f"{finding.message}; {finding.remedy}" if finding.remedy else finding.message
    result: Tree = {"message": message, "severity": _SEVERITIES.get(finding.severity, str(finding.severity))}
    result["tags"] = {"rule": finding.rule}
    if ref.kind:
        result["resourceRef"] = {key: value for key, value in names.items() if value}
    if finding.field:
        result["field"] = {"path": finding.field}
    if manifest is not None:
        result |= _file(manifest.metadata.get("annotations"))
    return result


def _file(annotations: Any) -> Tree:
    """The file that an object came from, as the program that runs the function noted it."""
    if not isinstance(annotations, dict) or not annotations.get(_PATH):
        return {}
    index = str(annotations.get(_INDEX, ""))
    return {"file": {"path": annotations[_PATH], **({"index": int(index)} if index.isdecimal() else {})}}
