"""Label keys whose value on the new pod narrows a selector (`matchLabelKeys`, `mismatchLabelKeys`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

LABEL_KEYS = Rule(
    "core/match-label-keys",
    (
        "`matchLabelKeys` must be label keys that occur neither in `labelSelector`, which is required, nor in "
        "`mismatchLabelKeys`."
    ),
    "ValidateMatchLabelKeysAndMismatchLabelKeys",
    "Pod",
    bad={
        "spec.topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "matchLabelKeys": ["app"]}
        ]
    },
    good={
        "spec.topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "zone",
                "whenUnsatisfiable": "DoNotSchedule",
                "matchLabelKeys": ["app"],
                "labelSelector": {},
            }
        ]
    },
    remedy="list only keys that are not selected elsewhere, such as `matchLabelKeys: [pod-template-hash]`",
)


def validate_label_keys(term: Tree, path: str, problems: Problems) -> None:
    """Compares the keys of an affinity term or spread constraint with each other and with its selector."""
    selector, matching, other = (
        term.get("labelSelector"),
        term.get("matchLabelKeys", []),
        term.get("mismatchLabelKeys", []),
    )
    _names(matching, f"{path}.matchLabelKeys", problems, selector)
    _names(other, f"{path}.mismatchLabelKeys", problems, selector)
    if selector:
        # The pod's own value is in the selector by now, so a key that the user selects by as well occurs twice.
        seen = set(selector.get("matchLabels", ()))
        for expression in selector.get("matchExpressions", ()):
            key = expression.get("key", "")
            if key in seen and key in matching:
                index = len(matching) - 1 - matching[::-1].index(key)
                problems.add(LABEL_KEYS, f"{path}[{index}]", f"{key!r} is already in labelSelector")
            seen.add(key)
    for index, key in enumerate(matching):
        if key in other:
            problems.add(LABEL_KEYS, f"{path}.matchLabelKeys[{index}]", f"{key!r} is also in mismatchLabelKeys")


def validate_label_keys_by_selector(term: Tree, path: str, problems: Problems) -> None:
    """The same for a spread constraint before 1.34, when servers did not change its selector."""
    matching, selector = term.get("matchLabelKeys"), term.get("labelSelector")
    if not matching:
        return
    if selector is None:
        problems.add(LABEL_KEYS, f"{path}.matchLabelKeys", "requires a labelSelector")
    selected = set((selector or {}).get("matchLabels", ()))
    selected |= {expression.get("key", "") for expression in (selector or {}).get("matchExpressions", ())}
    for index, key in enumerate(matching):
        reason = formats.qualified_name(key) or ("is already in labelSelector" if key in selected else "")
        if reason:
            problems.add(LABEL_KEYS, f"{path}.matchLabelKeys[{index}]", f"{key!r} {reason}")


def _names(keys: list[str], path: str, problems: Problems, selector: Tree | None) -> None:
    if keys and selector is None:
        problems.add(LABEL_KEYS, path, "requires a labelSelector")
        return
    for index, key in enumerate(keys):
        reason = formats.qualified_name(key)
        if reason:
            problems.add(LABEL_KEYS, f"{path}[{index}]", f"{key!r} {reason}")


def merge_label_keys(spec: Tree, labels: dict[str, str], *, into_spread: bool) -> None:
    """Adds the pod's own values to the selectors in place, as the server does for a pod before it validates it.

    Answers for applyMatchLabelKeysAndMismatchLabelKeys of the pod strategy; `into_spread` since 1.34.
    """
    affinity = spec.get("affinity", {})
    for field in ("podAffinity", "podAntiAffinity"):
        pods = affinity.get(field, {})
        for term in pods.get("requiredDuringSchedulingIgnoredDuringExecution", ()):
            _merge(term, labels)
        for term in pods.get("preferredDuringSchedulingIgnoredDuringExecution", ()):
            _merge(term.get("podAffinityTerm", {}), labels)
    if into_spread:
        for constraint in spec.get("topologySpreadConstraints", ()):
            _merge(constraint, labels)


def _merge(term: Tree, labels: dict[str, str]) -> None:
    selector = term.get("labelSelector")
    if selector is None:
        return
    for field, operator in (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")):
        for key in term.get(field, ()):
            if key in labels:
                expression = {"key": key, "operator": operator, "values": [labels[key]]}
                selector.setdefault("matchExpressions", []).append(expression)
