r"""Text from input, made safe to show: it cannot control a terminal, break a line or send commands to a CI system.

Control characters, bidirectional and zero-width characters and line breaks are written as escapes, so that a name
`a\nb` is shown on one line and cannot look like a line of k8sdsl. CI systems read some lines of the output as commands:
GitHub those that begin with `::` or contain `##[`, Azure Pipelines `##vso[`, TeamCity `##teamcity[`.
"""

from __future__ import annotations


def visible(text: str) -> str:
    """The text on one line, with an escape for every invisible character."""
    if text.isprintable():
        return text if "##" not in text and "::" not in text else harmless(text)
    return harmless("".join([c if c.isprintable() else c.encode("unicode_escape").decode() for c in text]))


def visible_lines(text: str) -> str:
    """Like `visible`, for text of several lines; tabs are kept."""
    return "\n".join(["\t".join([visible(part) for part in line.split("\t")]) for line in text.split("\n")])


def harmless(line: str) -> str:
    """A line that no CI system reads as a command."""
    if "##" in line:
        line = line.replace("##", "#\\x23")
    start = len(line) - len(line.lstrip())
    return f"{line[:start]}\\x3a{line[start + 1 :]}" if line.startswith("::", start) else line


def json_visible(text: str) -> str:
    """JSON with the same meaning, in which every invisible character is escaped; its line breaks are kept."""
    text = text.replace("##", "#\\u0023")  # only strings in JSON have this character
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join([c if c.isprintable() or c == "\n" else _json_escape(c) for c in text])


def _json_escape(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
