"""An area of a picture."""

from __future__ import annotations

from typing import NamedTuple


class Rectangle(NamedTuple):
    """The left, top, right and bottom edge."""

    left: float
    top: float
    right: float
    bottom: float
