"""What a page asks a tab for: a target, and the fields of the tab's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class TabRequest(NamedTuple):
    """A target, and the fields of a form; `words_of` is the text of an error, as in a terminal."""

    target: str
    fields: Mapping[str, str]
    words_of: Callable[[Exception], str]

    def field(self, name: str, default: str = "") -> str:
        """The text of a field without spaces around it, or a default if it is empty."""
        return self.fields.get(name, "").strip() or default

    def failure(self, error: Exception) -> str:
        """An error in place of a result."""
        lines = self.words_of(error).rstrip("\n").split("\n")
        shown = "\n".join(escaped(line) for line in lines)
        return f'<div class="failure" role="alert"><pre>{shown}</pre></div>'
