"""How many steps evaluating an expression may take beside those that upstream's costs count.

Upstream counts a comparison of two lists by their length, and not by what is in them. Values share their parts, so that
visiting all of one may take more steps than any expression should.
"""

from __future__ import annotations

import threading

from k8sdsl.cel.errors import ExhaustedError

MOST_STEPS = 1_000_000


class _Budget(threading.local):
    left = MOST_STEPS


_BUDGET = _Budget()


def renew() -> None:
    """Begins to count anew, for the next expression."""
    _BUDGET.left = MOST_STEPS


def spend(steps: int = 1) -> None:
    """Counts some steps. Raises ExhaustedError when there have been too many."""
    _BUDGET.left -= steps
    if _BUDGET.left < 0:
        raise ExhaustedError("evaluating the expression takes too many steps")


def spend_on(text: str | bytes) -> None:
    """Counts the steps of visiting all of a text. Raises ExhaustedError."""
    spend(1 + len(text) // 500)
