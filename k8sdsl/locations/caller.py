"""The line of the user's Python that called k8sdsl, as two values: a code object and an instruction offset."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from types import CodeType, FrameType

    Site = tuple[CodeType, int]


def calling_site() -> Site:
    """The nearest call, outwards from here, that is not in this package (nor in a method that attrs wrote for it)."""
    frame: FrameType = sys._getframe(1)  # noqa: SLF001 - the only way to know who called
    while frame.f_back is not None and frame.f_globals.get("__name__", "k8sdsl").partition(".")[0] == "k8sdsl":
        frame = frame.f_back
    return frame.f_code, frame.f_lasti
