"""One object of a cluster, and what it becomes when a target is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.diff.cluster.ownership import applied_before, is_applied_by, last_applied, manager_of
from k8sdsl.diff.cluster.resources import path_of
from k8sdsl.identity import ObjectRef
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.locations.secret_values import LAST_APPLIED, is_secret
from k8sdsl.server.applying import apply_manifest
from k8sdsl.server.applying.shapes import deduced
from k8sdsl.server.applying.typed import shape_of
from k8sdsl.server.defaulting import set_defaults
from k8sdsl.tree import copy_tree, map_of

if TYPE_CHECKING:
    from collections.abc import Container

    from k8sdsl.diff.cluster.kubectl_proxy import ApiReply, KubectlProxy
    from k8sdsl.diff.cluster.resources import Resources
    from k8sdsl.tree import Tree

_FORBIDDEN, _NOT_FOUND = 403, 404
_WITHOUT_DRY_RUN = frozenset((405, 406, 415, 501))


@frozen(kw_only=True)
class Prediction:
    """Both states of an object; `before` is None for a new one.

    `problem` says why it could not be compared: both are None then. `refusal` are the server's words if it would refuse
    the object, `computed` why the server's dry run could not be used, `warnings` are the server's.
    """

    before: Tree | None = None
    after: Tree | None = None
    problem: str = ""
    refusal: str = ""
    computed: str = ""
    warnings: tuple[str, ...] = ()


class Predictor:
    """Compares objects with those of a cluster; `defined` are group and kind of the definitions in the target.

    `manager` deploys every object; if it is empty, each object is deployed by the one that deployed it before.
    """

    def __init__(
        self, proxy: KubectlProxy, resources: Resources, defined: Container[tuple[str, str]], manager: str
    ) -> None:
        self._proxy, self._resources = proxy, resources
        self._defined, self._manager = defined, manager

    def predict(self, tree: Tree) -> Prediction:
        """The states of one object. Raises ConnectionLostError."""
        ref = ObjectRef.of(tree)
        served = self._resources.kind(ref.api_version, ref.kind)
        if served is None and (ref.group, ref.kind) in self._defined:
            return Prediction(after=tree)
        if served is None:
            return Prediction(problem=f"the cluster has no kind {ref.kind} in {ref.api_version}")
        if not ref.name:
            return Prediction(after=tree)  # `generateName`: each apply creates a new object
        namespace = (ref.namespace or self._proxy.default_namespace()) if served.namespaced else ""
        return self._compare(_placed(tree, namespace), path_of(ref.api_version, served, namespace, ref.name))

    def _compare(self, tree: Tree, path: str) -> Prediction:
        answer = self._proxy.get(path)
        if answer.failed and answer.status != _NOT_FOUND:
            return Prediction(problem=answer.message)
        live = None if answer.failed else answer.body
        manager = self._manager or manager_of(live)
        sent = {key: value for key, value in tree.items() if key != "status"}  # an apply ignores it
        result = self._proxy.dry_run(path, sent, manager)
        if not result.failed:
            after = _without_dropped(result.body, live, tree, manager)
            return Prediction(before=_stripped(live), after=_stripped(after), warnings=result.warnings)
        after = tree if live is None else _predicted(live, tree, manager)
        refusal, computed = _why(result, tree)
        if live is None and result.status == _NOT_FOUND:
            refusal = ""  # the namespace is created first, or reported with the server's words otherwise
        return Prediction(before=_stripped(live), after=_stripped(after), refusal=refusal, computed=computed)


def _placed(tree: Tree, namespace: str) -> Tree:
    """The object with its namespace, or without one if its kind is cluster-scoped."""
    metadata = {key: value for key, value in map_of(tree.get("metadata")).items() if key != "namespace"}
    return {**tree, "metadata": {**metadata, "namespace": namespace} if namespace else metadata}


def _why(result: ApiReply, tree: Tree) -> tuple[str, str]:
    """Why a dry run failed: the refusal of the object, or the reason why there was no dry run."""
    no_rights = result.status == _FORBIDDEN and " cannot " in result.message
    if no_rights or result.status in _WITHOUT_DRY_RUN or "does not support dry run" in result.message:
        return "", result.message
    if is_secret(tree):  # the server's words can contain values
        return str(result.body.get("reason") or f"status {result.status}"), ""
    return result.message, ""


def _without_dropped(result: Tree, live: Tree | None, tree: Tree, manager: str) -> Tree:
    """The result without the fields of an earlier client-side apply that the target no longer has.

    The server removes only fields that a manager owns by server-side apply.
    """
    before = {} if live is None or is_applied_by(live, manager) else last_applied(live)
    return _applied(result, before, tree) if before else result


def _predicted(live: Tree, tree: Tree, manager: str) -> Tree:
    """What an apply makes of an object, computed here: for users who may not apply, and for what is refused."""
    return _applied(live, applied_before(live, manager), tree)


def _applied(live: Tree, before: Tree, tree: Tree) -> Tree:
    info = kind_info(str(tree.get("apiVersion")), str(tree.get("kind")))
    minor = parse_kube_version(DEFAULT)
    known = info is not None and info.type
    shape = shape_of(info.type) if info is not None and known else deduced()
    result: Tree = copy_tree(apply_manifest(copy_tree(live), before, copy_tree(_encoded(tree)), shape, minor))
    if info is not None and known:
        try:
            set_defaults(result, info.type, minor)
        except (AttributeError, TypeError, ValueError):  # the server refuses such an object, and says why
            return result
    return result


def _encoded(tree: Tree) -> Tree:
    """A Secret with its `stringData` as `data`, as the server stores it."""
    plain = tree.get("stringData")
    if not is_secret(tree) or not isinstance(plain, dict):
        return tree
    from base64 import b64encode

    values = {key: b64encode(str(value).encode("utf-8", "surrogatepass")).decode() for key, value in plain.items()}
    rest = {key: value for key, value in tree.items() if key != "stringData"}
    return {**rest, "data": {**map_of(tree.get("data")), **values}}


_OF_THE_SERVER = frozenset(
    (
        *("creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields"),
        *("resourceVersion", "selfLink", "uid"),
    )
)


def _stripped(tree: Tree | None) -> Tree | None:
    """The object without its status and what the server keeps about it."""
    if tree is None:
        return None
    kept = {key: value for key, value in tree.items() if key != "status"}
    metadata = {key: value for key, value in map_of(tree.get("metadata")).items() if key not in _OF_THE_SERVER}
    notes = map_of(metadata.get("annotations"))
    if LAST_APPLIED in notes:
        metadata["annotations"] = {key: value for key, value in notes.items() if key != LAST_APPLIED}
    if not metadata.get("annotations", True):
        del metadata["annotations"]
    return {**kept, "metadata": metadata}
