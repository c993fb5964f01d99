"""Whether builds may run Helm, for charts of overlays and kustomizations: only those of a user who asked for it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALLOWED: ContextVar[bool] = ContextVar("helm_allowed", default=False)


@contextmanager
def helm_allowed() -> Iterator[None]:
    """Lets builds run Helm while it lasts."""
    token = _ALLOWED.set(True)
    try:
        yield
    finally:
        _ALLOWED.reset(token)


def is_allowed() -> bool:
    """Whether a build may run Helm now."""
    return _ALLOWED.get()
