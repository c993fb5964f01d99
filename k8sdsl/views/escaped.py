"""Text from input, made safe for XML and HTML: it cannot be markup, control characters or invisible."""

from __future__ import annotations

from k8sdsl.emitters.reports.visible import visible


def escaped(text: str) -> str:
    """The text for an element or an attribute in double quotes."""
    shown = visible(text)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        shown = shown.replace(character, entity)
    return shown


def shortened(text: str, length: int) -> str:
    """The text, with `…` in its middle if it is too long; the end of a name often matters most."""
    if len(text) <= length:
        return text
    end = length // 3
    return f"{text[: length - end - 1]}…{text[len(text) - end :]}"
