"""Folded text (`>`) of resources, as kustomize makes of it.

Kustomize writes every resource with go-yaml v3, which keeps the style of folded text, and reads the result. Its writer
looks at the start of the whole text where it means the start of the next line (`yaml_emitter_write_folded_scalar`), so
a line end before an indented line is doubled, and text that starts with a blank loses line ends.
"""

from __future__ import annotations

_BLANKS = frozenset(" \t")


def written_and_read(text: str) -> str:
    """The value after one round trip; text that cannot be a block is written in double quotes and stays."""
    body = text.strip("\n")
    if not body or text[-1] == " " or " \n" in text:
        return text
    starts_with_blank = text.lstrip("\n")[0] in _BLANKS
    found = [text[: len(text) - len(text.lstrip("\n"))]]
    lines = body.split("\n")
    line, breaks = lines[0], 0
    found.append(line)
    for following in lines[1:]:
        breaks += 1
        if following:
            found.append(_between(line, following, breaks, starts_with_blank=starts_with_blank))
            found.append(following)
            line, breaks = following, 0
    at_end = len(text) - len(text.rstrip("\n"))
    doubled = at_end > 1 and line[0] not in _BLANKS and not starts_with_blank
    found.append("\n" * (at_end + doubled))
    return "".join(found)


def _between(line: str, following: str, breaks: int, *, starts_with_blank: bool) -> str:
    """What is read between two lines of text that were `breaks` line ends apart."""
    is_indented = line[0] in _BLANKS
    written = breaks + (not is_indented and not starts_with_blank)
    if is_indented or following[0] in _BLANKS:
        return "\n" * written
    return " " if written == 1 else "\n" * (written - 1)
