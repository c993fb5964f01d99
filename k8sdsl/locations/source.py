"""Places in the user's files.

A `Source` is a place; an `Origin` is what a manifest keeps so that the place can be found late, only when something
must be reported. Files are read and parsed a second time then, and never in a build without findings.
"""

from __future__ import annotations

from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Protocol

    from k8sdsl.tree import FieldPath
else:
    Protocol = object


class Source(Value):
    """A place in a file: lines and columns start at 1; `end_column` is the column after the last marked one."""

    __slots__ = ("column", "end_column", "file", "line")

    def __init__(self, file: str, line: int, column: int = 1, end_column: int | None = None) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.end_column = end_column

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Origin(Protocol):
    """The origin of a manifest, which can find where one of its fields was written."""

    def locate(self, path: FieldPath) -> Source | None:
        """The place where the field at `path` (or the closest enclosing one) was written, if it is known."""
