r"""How Flux reads `${...}` in a text: the grammar of `envsubst` as the kustomize-controller uses it.

Answers for `parse.Parse` of drone/envsubst, from which Flux's own copy comes: names of letters, digits, `_` and `-`; a
default (`:-`, `:=`, `=`), a part (`:1:2`), removals (`#`, `%`), replacements (`/a/b`), cases (`^`, `,`), the length
(`#name`). `$$` is a literal dollar, and one backslash of `\\` and `\/` is dropped. Anything else after `${` is refused,
with the whole Kustomization.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""The names that a variable under `postBuild` can have."""


@frozen
class Expression:
    """One `${...}` between two positions of a text; `refused` if Flux cannot parse it."""

    start: int
    end: int
    name: str = ""
    refused: bool = False


def expressions(text: str) -> list[Expression]:
    """Every expression of a text, in order; an inner one (`${A:-${B}}`) comes before the outer one."""
    found: list[Expression] = []
    at = text.find("$")
    while at >= 0:
        if text.startswith("$$", at):
            at += 2
        elif text.startswith("${", at):
            at = _ExpressionReader(text, found).expression(at)
        else:
            at += 1
        at = text.find("$", at)
    return found


def dropped(text: str) -> Iterator[str]:
    r"""The pairs of characters of which Flux keeps only the second one: `$$` without a brace, `\\` and `\/`."""
    at = 0
    while at < len(text) - 1:
        pair = text[at : at + 2]
        if pair == "$$":
            if text[at + 2 : at + 3] != "{":
                yield pair
            at += 2
        elif pair in {"\\\\", "\\/"}:
            yield pair
            at += 2
        else:
            at += 1


class _RefusedError(Exception):
    """The text at a position does not match the grammar."""


class _ExpressionReader:
    """Reads one expression, and those inside it."""

    __slots__ = ("found", "text")

    def __init__(self, text: str, found: list[Expression]) -> None:
        self.text = text
        self.found = found

    def expression(self, start: int) -> int:
        """Reads the expression at `start` into `found`; the position after it, or after its `${` if it is refused."""
        held = len(self.found)
        try:
            name, end = self._body(start + 2, depth=0)
        except _RefusedError:
            del self.found[held:]
            self.found.append(Expression(start, start + 2, refused=True))
            return start + 2
        self.found.append(Expression(start, end, name))
        return end

    def _body(self, at: int, depth: int) -> tuple[str, int]:
        """The variable's name and the position after the closing brace."""
        if depth > _DEEPEST:
            raise _RefusedError
        measured = self.text.startswith("#", at)
        name, at = self._name(at + measured)
        mark = self.text[at : at + 1]
        if not measured and mark == ":":
            at = self._default_or_part(at, depth)
        elif not measured and mark == "=":
            at = self._words(at + 1, depth)
        elif not measured and mark in {",", "^"}:
            at += 2 if self.text.startswith(mark * 2, at) else 1
        elif not measured and mark in {"#", "%"}:
            at = self._word(at + (2 if self.text.startswith(mark * 2, at) else 1), "}", depth)
        elif not measured and mark == "/":
            at = self._replacement(at, depth)
        if not self.text.startswith("}", at):
            raise _RefusedError
        return name, at + 1

    def _name(self, at: int) -> tuple[str, int]:
        end = at
        while end < len(self.text) and (self.text[end].isalnum() or self.text[end] in "_-"):
            end += 1
        if end == at:
            raise _RefusedError
        return self.text[at:end], end

    def _default_or_part(self, at: int, depth: int) -> int:
        if self.text[at + 1 : at + 2] in {"=", "-", "?", "+"}:
            return self._words(at + 2, depth)
        at = self._word(at + 1, ":}", depth)
        return self._word(at + 1, "}", depth) if self.text.startswith(":", at) else at

    def _replacement(self, at: int, depth: int) -> int:
        at = self._word(at + (2 if self.text[at + 1 : at + 2] in {"/", "#", "%"} else 1), "/", depth)
        if not self.text.startswith("/", at):
            raise _RefusedError
        return at + 1 if self.text.startswith("}", at + 1) else self._word(at + 1, "}", depth)

    def _words(self, at: int, depth: int) -> int:
        """A default, which may consist of text and expressions; the position of the closing brace."""
        while not self.text.startswith("}", at):
            at = self._word(at, "}", depth)
        return at

    def _word(self, at: int, ends: str, depth: int) -> int:
        """One expression, or text up to one of the characters `ends` or an expression; never nothing."""
        if self.text.startswith("${", at):
            name, end = self._body(at + 2, depth + 1)
            self.found.append(Expression(at, end, name))
            return end
        end = at
        while end < len(self.text) and self.text[end] not in ends and not self.text.startswith("${", end):
            end += 1
        if end == at or end == len(self.text):
            raise _RefusedError
        return end


_DEEPEST = 50
"""How deep expressions inside expressions are read."""
