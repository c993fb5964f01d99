"""Jobs (batch/validation `ValidateJob`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Problems, Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.apps.new_meta import validate_new_meta, warn_of_pod_names
from k8sdsl.server.rules.apps.selection import SELECTOR_MISMATCH, SELECTOR_REQUIRED, selects
from k8sdsl.server.rules.batch.job_spec import validate_job_spec
from k8sdsl.server.rules.meta import assigned_name, validate_label_selector

if TYPE_CHECKING:
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

GENERATED_SELECTOR = Rule(
    "batch/generated-selector",
    "A Job must not set `selector`, or the labels that the server generates for it, unless `manualSelector` is true.",
    "validateGeneratedSelector",
    "Job",
    bad={"spec.selector": {"matchLabels": {"app": "web"}}, "spec.template.metadata": {"labels": {"app": "web"}}},
    good={
        "spec.manualSelector": True,
        "spec.selector": {"matchLabels": {"app": "web"}},
        "spec.template.metadata": {"labels": {"app": "web"}},
    },
    remedy="remove `spec.selector` and the labels `job-name` and `controller-uid`",
)
INDEXED_NAME = Rule(
    "batch/indexed-job-name",
    "The `metadata.name` of an indexed Job, a dash and the highest index must be at most 63 characters long in total.",
    "ValidateJob",
    "Job",
    bad={"metadata.name": "a" * 62, "spec.completionMode": "Indexed", "spec.completions": 3},
    good={"metadata.name": "a" * 61, "spec.completionMode": "Indexed", "spec.completions": 3},
    remedy="shorten the name, such as to `name: render`",
)

_UID = "00000000-0000-0000-0000-000000000000"  # The server's UID is random, so no manifest can contain it.
_NAME_LABELS = ("job-name", "batch.kubernetes.io/job-name")
_UID_LABELS = ("controller-uid", "batch.kubernetes.io/controller-uid")


def validate_job(obj: Tree, problems: Problems, context: Context) -> None:
    """A Job on create: the server generates its selector and the matching labels before it validates."""
    spec = obj.setdefault("spec", {})
    meta = obj.setdefault("metadata", {})
    name = assigned_name(meta)
    _set_defaults(spec, meta)
    generated = not spec.get("manualSelector")
    if generated:
        generate_selector(spec, name)
    validate_new_meta(obj, problems)
    warn_of_pod_names(obj, problems)
    if generated:
        _validate_generated(spec, _generated_labels(name, _UID), problems)
    _validate_rest(spec, name, problems, context)


def validate_changed_job(obj: Tree, old: Tree, problems: Problems, context: Context) -> None:
    """A Job on update: the selector and labels that the server made for the `old` one must still be there.

    Labels with a prefix are required if the old Job has them, which servers make since 1.27.
    """
    spec = obj.setdefault("spec", {})
    meta = obj.setdefault("metadata", {})
    name = assigned_name(meta)
    validate_new_meta(obj, problems)
    if not spec.get("manualSelector"):
        stored = ((old.get("spec") or {}).get("template") or {}).get("metadata", {}).get("labels") or {}
        expected = _generated_labels(name, meta.get("uid") or _UID)
        if not (_NAME_LABELS[1] in stored and _UID_LABELS[1] in stored):
            expected = {_NAME_LABELS[0]: name, _UID_LABELS[0]: expected[_UID_LABELS[0]]}
        _validate_generated(spec, expected, problems)
    _validate_rest(spec, name, problems, context)


def _validate_rest(spec: Tree, name: str, problems: Problems, context: Context) -> None:
    validate_job_spec(spec, "spec", problems, context)
    _validate_selector(spec, problems)
    completions = spec.get("completions")
    if spec.get("completionMode") == "Indexed" and completions is not None and completions > 0:
        hostname = f"{name}-{completions - 1}"
        if formats.dns1123_label(hostname):
            problems.add(INDEXED_NAME, "metadata.name", f"the hostname {hostname!r} is not a valid DNS label")


def _set_defaults(spec: Tree, meta: Tree) -> None:
    """Among them: a Job without labels shares those of its template, including later additions."""
    labels = (spec.get("template") or {}).get("metadata", {}).get("labels")
    if labels is not None and not meta.get("labels"):
        meta["labels"] = labels
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)


def generate_selector(spec: Tree, name: str) -> None:
    """Writes the selector of a new Job, and the labels that it selects, as the server makes them."""
    labels = spec.setdefault("template", {}).setdefault("metadata", {}).setdefault("labels", {})
    for label in _NAME_LABELS:
        labels.setdefault(label, name)
    for label in _UID_LABELS:
        labels.setdefault(label, _UID)
    match = spec.setdefault("selector", {}).setdefault("matchLabels", {})
    match.setdefault(_UID_LABELS[1], _UID)


def _generated_labels(name: str, uid: str) -> dict[str, str]:
    return {**dict.fromkeys(_NAME_LABELS, name), **dict.fromkeys(_UID_LABELS, uid)}


def _validate_generated(spec: Tree, expected: dict[str, str], problems: Problems) -> None:
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    for label, value in expected.items():
        if labels.get(label) != value:
            path = f"spec.template.metadata.labels[{label}]"
            problems.add(GENERATED_SELECTOR, path, "the server sets this label", remedy=f"remove the label `{label}`")
    selector = spec.get("selector")
    if selector is not None and _is_valid(selector) and not selects(selector, expected):
        problems.add(GENERATED_SELECTOR, "spec.selector", "the selector differs from the one that the server generates")


def _is_valid(selector: Tree) -> bool:
    scratch = Problems()
    validate_label_selector(selector, "", scratch)
    return not scratch.found


def _validate_selector(spec: Tree, problems: Problems) -> None:
    selector = spec.get("selector")
    before = len(problems.found)
    if selector is None:
        problems.add(SELECTOR_REQUIRED, "spec.selector", "selector is required with manualSelector")
        before += 1
    else:
        validate_label_selector(selector, "spec.selector", problems)
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    if len(problems.found) == before and not selects(selector, labels):
        message = "these labels do not match spec.selector"
        problems.add(SELECTOR_MISMATCH, "spec.template.metadata.labels", message)
