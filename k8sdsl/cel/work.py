"""The maximum number of steps of evaluating an expression, in addition to those that upstream's costs count.

Upstream counts a comparison of two lists by their length, not by their content. Values share their parts, so that
visiting one completely can take more steps than an expression should.
"""

from __future__ import annotations

import threading

from k8sdsl.cel.errors import ExhaustedError

MOST_STEPS = 1_000_000


class _Budget(threading.local):
    left = MOST_STEPS


_BUDGET = _Budget()


def renew() -> None:
    """Resets the counter for the next expression."""
    _BUDGET.left = MOST_STEPS


def spend(steps: int = 1) -> None:
    """Counts steps. Raises ExhaustedError if there are too many."""
    _BUDGET.left -= steps
    if _BUDGET.left < 0:
        raise ExhaustedError("evaluating the expression takes too many steps")


def spend_on(text: str | bytes) -> None:
    """Counts the steps of visiting a whole string. Raises ExhaustedError."""
    spend(1 + len(text) // 500)
