"""Taints of nodes (core/validation `validateNodeTaints`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

TAINT = Rule(
    "core/taint",
    (
        "A taint must have a qualified `key`, a valid label `value`, and an `effect` of NoSchedule, PreferNoSchedule "
        "or NoExecute."
    ),
    "validateNodeTaints",
    "Node",
    bad={"spec.taints": [{"key": "gpu", "effect": "noSchedule"}]},
    good={"spec.taints": [{"key": "gpu", "value": "a100", "effect": "NoSchedule"}]},
    remedy="for example, write `taints: [{key: gpu, value: a100, effect: NoSchedule}]`",
)
TAINT_TWICE = Rule(
    "core/taint-twice",
    "Two taints of a node must differ in `key` or `effect`.",
    "validateNodeTaints",
    "Node",
    bad={"spec.taints": [{"key": "gpu", "effect": "NoExecute"}, {"key": "gpu", "value": "x", "effect": "NoExecute"}]},
    good={"spec.taints": [{"key": "gpu", "effect": "NoExecute"}, {"key": "gpu", "effect": "NoSchedule"}]},
    remedy="remove one of them, or change its effect, such as to `effect: NoExecute`",
)

EFFECTS = frozenset(("NoSchedule", "PreferNoSchedule", "NoExecute"))


def validate_taints(taints: list[Tree] | tuple[()], path: str, problems: Problems) -> None:
    """Taints at `path`: each by itself, and no two of the same key and effect."""
    met: set[tuple[str, str]] = set()
    for index, taint in enumerate(taints):
        at = f"{path}[{index}]"
        key, value, effect = taint.get("key", ""), taint.get("value", ""), taint.get("effect", "")
        for field, reason in (("key", formats.qualified_name(key)), ("value", formats.label_value(value))):
            if reason:
                problems.add(TAINT, f"{at}.{field}", f"{taint.get(field, '')!r} {reason}")
        if effect not in EFFECTS:
            refuse_choice(TAINT, effect, ("NoSchedule", "PreferNoSchedule", "NoExecute"), f"{at}.effect", problems)
        if (key, effect) in met:
            problems.add(TAINT_TWICE, at, f"the taint {key}:{effect} is listed more than once")
        met.add((key, effect))
