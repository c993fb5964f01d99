"""Fields of the forms in tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable


def choice(name: str, label: str, options: Iterable[str], chosen: str) -> str:
    """A list to choose from; a choice asks at once."""
    shown = "".join(
        f"<option{' selected' if option == chosen else ''}>{escaped(option)}</option>" for option in options
    )
    return f'<label>{label} <select id="{name}" name="{name}">{shown}</select></label>'


def address(**fields: str) -> str:
    """The address of a tab with fields, for an attribute; an unpaired surrogate in a name becomes `?`."""
    return escaped("?" + urlencode(fields, errors="replace"))


def text_filter(label: str, name: str) -> str:
    """A field that hides the elements of a class that do not contain its text, and says how many are left."""
    return (
        f'<div class="tools"><label>{label} <input type="search" id="filter-{name}" data-filters="{name}"></label>'
        f'<p id="filtered-{name}" role="status"></p></div>'
    )


def suggestions(name: str, values: Iterable[str]) -> str:
    """Values that a text field suggests by the name of this list."""
    options = "".join(f'<option value="{escaped(value)}"></option>' for value in values)
    return f'<datalist id="{name}">{options}</datalist>'
