"""Where in the user's files something was said.

A `Source` is the answer; an `Origin` is what a manifest keeps so that the answer can be
worked out late, only when something must be reported. Reading files and parsing them a
second time happens then, and never in a build that has nothing to say.
"""

from __future__ import annotations

from k8sdsl.record import Record

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from typing import Protocol

    from k8sdsl.tree import FieldPath
else:
    Protocol = object


class Source(Record):
    """A place in a file: lines and columns count from 1; `end_column` is the column after the last one marked."""

    __slots__ = ("column", "end_column", "file", "line")

    def __init__(self, file: str, line: int, column: int = 1, end_column: int | None = None) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.end_column = end_column

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Origin(Protocol):
    """Where a manifest came from, able to say where one of its fields was written."""

    def locate(self, path: FieldPath) -> Source | None:
        """The place that said the field at `path` (or the nearest thing around it), if it can be known."""
