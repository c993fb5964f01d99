"""A difference as a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.diff.forms.words import MARKS, effect_text, effect_words, field_lines, summary, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.diff.difference import Difference, ObjectChange

LONGEST = 60_000
"""Characters; GitHub allows 65,536 in a comment."""


def render_markdown(difference: Difference) -> str:
    """A table of the objects, and the fields of each, collapsed; cut if it is too long for a comment."""
    if not difference:
        return "**No difference.**\n"
    head = f"**{summary(difference)}**\n\n| | object | effect |\n|---|---|---|\n"
    rows = [
        f"| {MARKS[c.action]} | {code(title(c))} | {plain(effect_words(c.effects))} |\n" for c in difference.objects
    ]
    parts = [head, *rows, "\n", *["\n".join(_details(c)) for c in difference.objects if c.fields or c.effects]]
    return cut(parts)


def cut(parts: Sequence[str], remedy: str = "run `k8sdsl diff` to see them") -> str:
    """The parts together, without the last ones if they are too long for a comment."""
    text = ""
    for number, part in enumerate(parts):
        if len(text) + len(part) > LONGEST:
            return f"{text}\n\n_{len(parts) - number} more parts are not shown; {remedy}._\n"
        text += part
    return text


def _details(change: ObjectChange) -> Iterator[str]:
    yield f"<details><summary><code>{html_text(title(change))}</code></summary>\n"
    for effect in change.effects:
        yield f"- **{plain(effect_text(effect))}**"
    lines = [line for field in change.fields for line in field_lines(field)]
    if lines:
        fence = "`" * max(3, 1 + max(_longest_run(line) for line in lines))
        yield f"\n{fence}diff"
        yield from lines
        yield fence
    yield "\n</details>\n"


def _longest_run(line: str) -> int:
    """The longest run of backticks."""
    longest = run = 0
    for character in line:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest


def code(text: str) -> str:
    """Text in a table as code, so that it mentions nobody."""
    return f"<code>{plain(text)}</code>"


def plain(text: str) -> str:
    """Text without any Markdown or HTML: no emphasis, link, image, mention, table or heading."""
    escaped = "".join([f"\\{c}" if c in _MARKS else c for c in text])
    return html_text(escaped).replace("@", "@<!-- -->")


_MARKS = frozenset("\\`*_{}[]()#+-.!|~:")


def html_text(text: str) -> str:
    """Text without HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
