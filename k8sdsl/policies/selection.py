"""Which labels a selector of an object matches (apimachinery `metav1.LabelSelectorAsSelector`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def label_selector(selector: Any) -> Callable[[Mapping[str, Any]], bool]:
    """A test for labels; an empty selector matches everything, an absent one nothing."""
    if not isinstance(selector, dict):
        return lambda labels: False  # noqa: ARG005
    wanted = selector.get("matchLabels")
    expressions = [item for item in selector.get("matchExpressions") or () if isinstance(item, dict)]
    return lambda labels: (
        matches_labels(wanted, labels) and all(_expression_holds(expression, labels) for expression in expressions)
    )


def matches_labels(wanted: Any, labels: Mapping[str, Any]) -> bool:
    """Whether labels hold every pair of a map; an empty or absent map matches everything."""
    pairs = wanted.items() if isinstance(wanted, dict) else ()
    return all(labels.get(key) == value for key, value in pairs)


def _expression_holds(expression: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    key, operator = expression.get("key"), expression.get("operator")
    values = expression.get("values") or ()
    if operator == "In":
        return labels.get(str(key)) in values
    if operator == "NotIn":
        return labels.get(str(key)) not in values
    return (key in labels) == (operator == "Exists")
