"""Changes of custom resources (apiextensions `customResourceStrategy.PrepareForUpdate` and `ValidateUpdate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Problems
from k8sdsl.server.applying import apply_manifest
from k8sdsl.server.applying.refusals import refusals
from k8sdsl.server.applying.structural import shape_of_resource
from k8sdsl.server.changes.meta import validate_meta_update
from k8sdsl.server.rules.custom_resources.resource import decode_resource, fill_in, judge_resource, version_of
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.rule import Problem
    from k8sdsl.server.rules import Context
    from k8sdsl.server.rules.custom_resources.definition import CustomVersion
    from k8sdsl.tree import Tree


def judge_custom_change(old: Tree, new: Tree, crd: Tree, context: Context) -> list[Problem]:
    """The problems of a change, of an object whose manifest decodes; both have the same version."""
    problems = Problems()
    found = version_of(new, crd, problems, context)
    if found is None:
        return problems.found
    kind, version = found
    shape = shape_of_resource(version.schema)
    refusals(new, shape, problems)
    if problems.found:
        return problems.found
    live = _stored(old, version, context.minor)
    before, after = _without_status(old, version), _without_status(new, version)
    result = _read(apply_manifest(live, before, after, shape, context.minor), version, context.minor)
    if version.has_status:
        result.pop("status", None)
        if "status" in live:
            result["status"] = copy_tree(live["status"])
    judge_resource(result, kind, version, problems, context.minor, live)
    validate_meta_update(result, live, problems)
    return problems.found


def _stored(old: Tree, version: CustomVersion, minor: int) -> Tree:
    """The old object as it is stored; its status counts only if it was read back from a cluster."""
    meta = old.get("metadata")
    is_read_back = isinstance(meta, dict) and bool(meta.get("uid"))
    live = _read(copy_tree(old) if is_read_back else _without_status(old, version), version, minor)
    if not is_read_back:
        for field in ("deletionTimestamp", "deletionGracePeriodSeconds"):
            live["metadata"].pop(field, None)
    return live


def _read(obj: Tree, version: CustomVersion, minor: int) -> Tree:
    """The object after decoding, without the fields that do not decode."""
    if not isinstance(obj.get("metadata"), dict):
        obj["metadata"] = {}
    decode_resource(obj, version, Problems(), minor, is_complete=True)
    fill_in(obj, version)
    return obj


def _without_status(manifest: Tree, version: CustomVersion) -> Tree:
    """A copy without the status if only the server writes it (`GetResetFields`)."""
    tree: Tree = copy_tree(manifest)
    if version.has_status:
        tree.pop("status", None)
    return tree
