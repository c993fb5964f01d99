"""The line of the project's Python that is responsible for what happens now."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_RECORDING = os.path.join(os.path.dirname(__file__), "")  # noqa: PTH118, PTH120 - called for every read
_OURS = _RECORDING.removesuffix(os.path.join("gitops", "cache", ""))  # noqa: PTH118


def user_frame(root: str) -> str:
    """`file:line` of the innermost call of the project; empty if k8sdsl is the caller, or nobody of both.

    Libraries are called in the name of their callers.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the stack is the question
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_OURS):
            if not file.startswith(_RECORDING):
                return ""
        elif file.startswith(root):
            return f"{file[len(root) :]}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


def is_ours(file: str) -> bool:
    """Whether a file belongs to k8sdsl itself."""
    return file.startswith(_OURS)
