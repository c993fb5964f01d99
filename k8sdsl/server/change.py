"""The API server's verdict on a change, without a server: a new manifest applied over a stored one.

The change is followed as the server makes it: the old manifest is stored with all defaults, the new one is applied
over it by the same manager (server-side apply), defaults are filled in again, the kind's strategy prepares the result,
and the result is judged as an object and against what is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.identity import GroupVersionKind, ObjectRef
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.rule import Problem, Problems, Rule
from k8sdsl.semantics.decoding import Decoder
from k8sdsl.semantics.formats import path_segment
from k8sdsl.server.applying import apply_manifest
from k8sdsl.server.applying.refusals import refusals
from k8sdsl.server.applying.typed import shape_of
from k8sdsl.server.changes import change_of, has_metadata_judged_again, is_judged_again, preparation_of
from k8sdsl.server.changes.meta import validate_meta_update
from k8sdsl.server.defaulting import set_defaults
from k8sdsl.server.rules import Context
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.served import NOT_ENABLED, warnings_of
from k8sdsl.server.validate import as_finding, index_crds, judge, run_validator
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8sdsl.finding import Finding
    from k8sdsl.kube.kinds import KindInfo
    from k8sdsl.tree import Tree

OTHER_OBJECT = Rule(
    "change/other-object",
    "`kind`, `metadata.namespace` and `metadata.name` of a manifest cannot change.",
    "rest.BeforeUpdate",
    remedy="compare manifests of the same object; to rename an object, delete it with `kubectl delete` and create a "
    "new one",
)


def validate_change(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    kube_version: str = DEFAULT,
    crds: Iterable[Mapping[str, Any]] = (),
) -> list[Finding]:
    """The API server's findings when `new` is applied over `old` by the manager that applied `old`.

    Both are manifests in wire spelling; `crds` are the definitions of custom kinds. The status of `old` is used only if
    it was read from a cluster (it has a uid). Never raises for any tree that YAML or JSON can hold; K8sdslError for a
    `kube_version` that is not known.

    Examples:
        >>> from k8sdsl import k8s, validate_change
        >>> old = k8s.ConfigMap("settings", immutable=True, data={"level": "info"})
        >>> new = k8s.ConfigMap("settings", immutable=True, data={"level": "warn"})
        >>> [finding.path for finding in validate_change(old.to_dict(), new.to_dict())]
        ['data']
    """
    context = Context(parse_kube_version(kube_version), index_crds(crds))
    return [as_finding(problem, new) for problem in judge_change(old, new, context)]


def judge_change(old: Any, new: Any, context: Context) -> list[Problem]:
    """The problems of a change, as the server finds them."""
    refused = judge(new, context)
    if not isinstance(old, dict) or not isinstance(new, dict) or any(map(_is_unreadable, refused)):
        return refused
    gvk, info = GroupVersionKind.of(new), kind_info(str(new.get("apiVersion")), str(new.get("kind")))
    if info is None and (gvk.group, gvk.kind) not in context.crds:
        return refused
    other = _other_object(old, new)
    if other is not None:
        return [other]
    if old.get("apiVersion") != new.get("apiVersion"):
        return refused  # Stored objects of another version are converted, which no table here describes.
    try:
        if info is not None:
            return [*_judge_update(old, new, gvk, info, context), *warnings_of(gvk, info, context.minor)]
        from k8sdsl.server.changes.custom_resources import judge_custom_change

        return judge_custom_change(old, new, context.crds[gvk.group, gvk.kind], context)
    except RecursionError:
        return refused


def _is_unreadable(problem: Problem) -> bool:
    return problem.rule.id.startswith("decode/") and problem.rule.severity == "error" and problem.rule != NOT_ENABLED


def _other_object(old: Tree, new: Tree) -> Problem | None:
    before, after = ObjectRef.of(old), ObjectRef.of(new)
    for path, left, right in (
        ("kind", (before.group, before.kind), (after.group, after.kind)),
        ("metadata.namespace", before.namespace, after.namespace),
        ("metadata.name", before.name, after.name),
    ):
        if left != right:
            return Problem(OTHER_OBJECT, path, f"{right!r} differs from {left!r}")
    return None


def _judge_update(old: Tree, new: Tree, gvk: GroupVersionKind, info: KindInfo, context: Context) -> list[Problem]:
    shape = shape_of(info.type)
    problems = Problems()
    refusals(new, shape, problems)
    if problems.found:
        return problems.found
    live = _stored(old, gvk, info, context)
    result = _decoded(apply_manifest(live, old, new, shape, context.minor), info, context)
    result["status"] = copy_tree(live.get("status", {}))
    prepare = preparation_of(gvk.group, gvk.kind)
    if prepare is not None:
        prepare(result, live, context)
    if is_judged_again(gvk.group, gvk.kind):
        # What depends on the namespace is judged on create only.
        updating = Context(context.minor, context.crds, lambda _: None)
        problems.found += run_validator(gvk, copy_tree(result), updating)
    elif has_metadata_judged_again(gvk.group, gvk.kind):
        validate_object_meta(copy_tree(result), problems, namespaced=info.namespaced, name=path_segment)
    validate_meta_update(result, live, problems)
    change = change_of(gvk.group, gvk.kind)
    if change is not None:
        change(result, live, problems, context)
    return problems.found


def _stored(old: Tree, gvk: GroupVersionKind, info: KindInfo, context: Context) -> Tree:
    """The old manifest as it is stored: with defaults, and without a status unless it comes from a cluster."""
    live = _decoded(old, info, context)
    meta = live.get("metadata") or {}
    if not meta.get("uid"):
        live.pop("status", None)
    for field in ("deletionTimestamp", "deletionGracePeriodSeconds"):
        if not meta.get("uid"):
            meta.pop(field, None)
    prepare = preparation_of(gvk.group, gvk.kind)
    if prepare is not None:
        prepare(live, None, context)
    return live


def _decoded(tree: Tree, info: KindInfo, context: Context) -> Tree:
    decoded = Decoder(context.minor).decode(tree, type_schema(info.type))
    set_defaults(decoded, info.type, context.minor)
    return decoded
