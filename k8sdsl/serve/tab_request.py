"""What a page asks a tab for: a target, and the fields of the tab's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class TabRequest(NamedTuple):
    """A target, and the fields of a form."""

    target: str
    fields: Mapping[str, str]

    def field(self, name: str, default: str = "") -> str:
        """The text of a field without spaces around it, or a default if it is empty."""
        return self.fields.get(name, "").strip() or default
