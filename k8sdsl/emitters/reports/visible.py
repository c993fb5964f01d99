r"""Text from input, as it may be shown: nothing in it can steer a terminal, break a line or command a CI system.

Control characters, bidirectional and zero-width characters and line breaks are written as escapes, so that a name
`a\nb` is shown on one line and cannot pretend to be a line of ours. CI systems take lines of the output for commands:
GitHub those that begin with `::` or hold `##[`, Azure Pipelines `##vso[`, TeamCity `##teamcity[`.
"""

from __future__ import annotations


def visible(text: str) -> str:
    """The text on one line, with an escape for every character that cannot be seen."""
    if text.isprintable():
        return text if "##" not in text and "::" not in text else harmless(text)
    return harmless("".join([c if c.isprintable() else c.encode("unicode_escape").decode() for c in text]))


def visible_lines(text: str) -> str:
    """As `visible`, for text that has several lines; tabs stay."""
    return "\n".join(["\t".join([visible(part) for part in line.split("\t")]) for line in text.split("\n")])


def harmless(line: str) -> str:
    """A line that no CI system takes for a command."""
    if "##" in line:
        line = line.replace("##", "#\\x23")
    start = len(line) - len(line.lstrip())
    return f"{line[:start]}\\x3a{line[start + 1 :]}" if line.startswith("::", start) else line


def json_visible(text: str) -> str:
    """JSON with the same meaning, in which every character that cannot be seen is escaped; its line breaks stay."""
    text = text.replace("##", "#\\u0023")  # in strings only: nothing else in JSON has this character
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join([c if c.isprintable() or c == "\n" else _json_escape(c) for c in text])


def _json_escape(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
