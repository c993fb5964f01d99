"""Numbers that fields of removed API versions left behind in annotations; the server reads them while it converts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

NUMBER = Rule(
    "apps/annotation-number",
    "An annotation that stands for an old field with a number holds a number.",
    "Convert_v1_DaemonSet_To_apps_DaemonSet",
    "DaemonSet",
    bad={"metadata.annotations": {"deprecated.daemonset.template.generation": "first"}},
    good={"metadata.annotations": {"deprecated.daemonset.template.generation": "1"}},
    remedy="leave the annotation out",
)

TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
ROLLBACK_TO = "deprecated.deployment.rollback.rollbackTo"


def converts(obj: Tree, annotation: str, problems: Problems) -> bool:
    """Whether the server can read the number in an annotation, if there is one; otherwise it goes no further."""
    text = ((obj.get("metadata") or {}).get("annotations") or {}).get(annotation)
    if text is None or (not text and annotation == ROLLBACK_TO) or _is_int64(text):
        return True
    problems.add(NUMBER, f"metadata.annotations[{annotation}]", f"{text!r} is no whole number")
    return False


def _is_int64(text: str) -> bool:
    digits = text[1:] if text[:1] in {"+", "-"} else text
    plain = digits.isascii() and digits.isdigit() and len(digits.lstrip("0")) < 20
    return plain and -(2**63) <= int(text) < 2**63
