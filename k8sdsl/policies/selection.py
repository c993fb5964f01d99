"""Which labels the selectors of objects match, for policies: objects may be of any shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.semantics.label_selector import requirements_of, selects

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def label_selector(selector: Any) -> Callable[[Mapping[str, Any]], bool]:
    """A test for labels; an empty selector matches everything, an absent one nothing."""
    requirements = requirements_of(selector if isinstance(selector, dict) else None)
    return lambda labels: selects(requirements, labels)


def matches_labels(wanted: Any, labels: Mapping[str, Any]) -> bool:
    """Whether labels hold every pair of a map; an empty or absent map matches everything."""
    pairs = wanted.items() if isinstance(wanted, dict) else ()
    return all(labels.get(key) == value for key, value in pairs)
