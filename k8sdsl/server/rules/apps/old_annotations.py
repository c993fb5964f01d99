"""Numbers from fields of removed API versions that are kept in annotations; the server reads them during conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics.digits import whole_number

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

NUMBER = Rule(
    "apps/annotation-number",
    (
        "The annotation `deprecated.daemonset.template.generation` or `deprecated.deployment.rollback.rollbackTo` "
        "must be an integer, which is not negative for a rollback."
    ),
    "Convert_v1_DaemonSet_To_apps_DaemonSet",
    "DaemonSet",
    bad={"metadata.annotations": {"deprecated.daemonset.template.generation": "first"}},
    good={"metadata.annotations": {"deprecated.daemonset.template.generation": "1"}},
    remedy="remove the annotation with `kubectl annotate daemonset web deprecated.daemonset.template.generation-`",
)

TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
ROLLBACK_TO = "deprecated.deployment.rollback.rollbackTo"


def converts(obj: Tree, annotation: str, problems: Problems) -> bool:
    """Whether the server can read the number in an annotation, if there is one; otherwise it stops here."""
    text = ((obj.get("metadata") or {}).get("annotations") or {}).get(annotation)
    if text is None or (not text and annotation == ROLLBACK_TO) or _is_int64(text):
        return True
    problems.add(NUMBER, f"metadata.annotations[{annotation}]", f"{text!r} is not an integer")
    return False


def validate_rollback(obj: Tree, problems: Problems) -> None:
    """The revision of an old rollback request, which conversion has read (ValidateRollback)."""
    text = ((obj.get("metadata") or {}).get("annotations") or {}).get(ROLLBACK_TO)
    if text and text[0] == "-" and _is_int64(text) and text.strip("-0"):
        problems.add(
            NUMBER, "spec.rollback.version", f"the annotation {ROLLBACK_TO} is {text}; it must not be negative"
        )


def _is_int64(text: str) -> bool:
    digits = text[1:] if text[:1] in {"+", "-"} else text
    number = whole_number(digits, 19)
    return number is not None and number < 2**63 + (text[0] == "-")
