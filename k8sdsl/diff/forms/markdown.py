"""A difference as a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.diff.forms.words import MARKS, effect_text, effect_words, field_lines, summary, title
from k8sdsl.emitters.reports.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.diff.difference import Difference, ObjectChange

LONGEST = 60_000
"""Characters; GitHub allows 65,536 in a comment."""


class CommentPart(NamedTuple):
    """A part of a comment; of those that do not all fit, the ones of the lowest rank come first."""

    text: str
    rank: int = 0


def render_markdown(difference: Difference) -> str:
    """A table of the objects, and the fields of each, collapsed; cut if it is too long for a comment."""
    if not difference:
        return "**No difference.**\n"
    return fitted([*difference_parts(difference)])


def difference_parts(difference: Difference) -> Iterator[CommentPart]:
    """The table of the objects, and then the fields of each."""
    yield CommentPart(f"**{summary(difference)}**\n\n| | object | effect |\n|---|---|---|\n")
    for one in difference.objects:
        yield CommentPart(f"| {MARKS[one.action]} | {code(title(one))} | {plain(effect_words(one.effects))} |\n")
    yield CommentPart("\n")
    for one in difference.objects:
        if one.fields or one.effects:
            yield CommentPart("\n".join(_details(one)), 1)


def fitted(parts: Sequence[CommentPart], remedy: str = "run `k8sdsl diff` to see them") -> str:
    """The parts together, without those that make them too long for a comment."""
    room, chosen = LONGEST, set[int]()
    for number in sorted(range(len(parts)), key=lambda one: parts[one].rank):
        if len(parts[number].text) <= room:
            chosen.add(number)
            room -= len(parts[number].text)
    text = "".join(part.text for number, part in enumerate(parts) if number in chosen)
    left = len(parts) - len(chosen)
    return f"{text}\n\n_{counted(left, 'part')} too many for a comment; {remedy}._\n" if left else text


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
