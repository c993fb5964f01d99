"""Places in YAML that is the text of a field of a YAML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import YamlError
from k8sdsl.yaml.marks import followed
from k8sdsl.yaml.reader import read_places

if TYPE_CHECKING:
    from k8sdsl.tree import FieldPath


def place_in_text(file: bytes, text: str, line: int, path: FieldPath) -> tuple[int, int] | None:
    """The line and column in the file of a path in the text of the field at `line`; its first step is the document.

    The text must be in a block below the line of the field, where it has all of its lines; None for any other text.
    """
    if "\n" not in text:
        return None
    try:
        places = read_places(text)
    except YamlError:
        return None
    number = path[0]
    if not isinstance(number, int) or number >= len(places):
        return None
    row, column = followed(places[number], path[1:])
    written = file.decode("utf-8", "replace").splitlines()[line + row - 1 : line + row]
    wanted = text.splitlines()[row - 1]
    if not written or not written[0].endswith(wanted):
        return None
    return line + row, len(written[0]) - len(wanted) + column
