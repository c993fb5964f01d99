"""Places in files as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.blame.lines import excerpt, short
from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from k8sdsl.locations.source import Source


def place(source: Source, *, hidden: bool = False) -> str:
    """A place as `file:line` with its line; without the line if it may hold a secret."""
    line = "" if hidden else excerpt(source)
    shown = f' <code class="line">{escaped(line)}</code>' if line else ""
    return f"<code>{escaped(short(source))}</code>{shown}"
