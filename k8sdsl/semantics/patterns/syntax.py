"""Reads a pattern in Go's syntax into a program (`regexp/syntax` `Parse` with the flags `Perl`)."""

from __future__ import annotations

from k8sdsl.semantics.patterns import program
from k8sdsl.semantics.patterns.classes import PERL, POSIX, folded, named
from k8sdsl.semantics.patterns.errors import PatternError
from k8sdsl.semantics.patterns.program import Assertion, Fragment
from k8sdsl.semantics.patterns.ranges import ANY, ANY_BUT_NEWLINE, LAST, Ranges, merged, negated

MOST_REPEATS = 1000
DEEPEST = 1000

_CONTROL = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_HEX = frozenset("0123456789abcdefABCDEF")
_OCTAL = frozenset("01234567")


def parse(text: str) -> Fragment:
    """The program of a pattern. Raises PatternError."""
    return _PatternParser(text).parse()


class _Group:
    """An open group: its branches so far, the terms of the current one, and the flags to restore behind it."""

    __slots__ = ("branches", "captures", "flags", "terms")

    def __init__(self, flags: frozenset[str], *, captures: bool = False) -> None:
        self.flags = flags
        self.captures = captures
        self.branches: list[Fragment] = []
        self.terms: list[Fragment] = []

    def close(self) -> Fragment:
        whole = program.alternate([*self.branches, program.concatenate(self.terms)])
        return program.capture(whole) if self.captures else whole

    def next_branch(self) -> None:
        self.branches.append(program.concatenate(self.terms))
        self.terms = []


class _PatternParser:
    """Reads left to right, with the open groups on a stack of its own, so that nesting costs no recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.flags = frozenset[str]()
        self.groups = [_Group(self.flags)]
        self.repeated = False  # whether the term before is a repetition, which no operator may follow

    def parse(self) -> Fragment:
        while self.at < len(self.text):
            self._step(self.text[self.at])
        if len(self.groups) > 1:
            raise PatternError(f"missing closing ): `{self.text}`")
        return self.groups[0].close()

    def _step(self, character: str) -> None:
        repeated, self.repeated = self.repeated, False
        if character in "*+?":
            self.at += 1
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[character]
            self._repeat(low, high, character, after_repeat=repeated)
        elif character == "{":
            self._braces(after_repeat=repeated)
        elif character == "(":
            self._open()
        elif character == ")":
            self._close()
        elif character == "|":
            self.at += 1
            self.groups[-1].next_branch()
        elif character == "\\":
            self._escape()
        elif character == "[":
            self._add_characters(self._bracketed())
        else:
            self.at += 1
            self._plain(character)

    def _plain(self, character: str) -> None:
        if character == ".":
            self._add_characters(ANY if "s" in self.flags else ANY_BUT_NEWLINE)
        elif character == "^":
            self._add(program.assertion(Assertion.LINE_START if "m" in self.flags else Assertion.TEXT_START))
        elif character == "$":
            self._add(program.assertion(Assertion.LINE_END if "m" in self.flags else Assertion.TEXT_END))
        else:
            self._literal(ord(character))

    def _add(self, fragment: Fragment) -> None:
        self.groups[-1].terms.append(fragment)

    def _add_characters(self, ranges: Ranges) -> None:
        self._add(program.characters(ranges))

    def _literal(self, code: int) -> None:
        ranges: Ranges = ((code, code),)
        self._add_characters(folded(ranges) if "i" in self.flags else ranges)

    def _repeat(self, low: int, high: int | None, operator: str, *, after_repeat: bool) -> None:
        lazy = self.text.startswith("?", self.at)
        self.at += lazy
        if after_repeat:
            raise PatternError(f"invalid nested repetition operator: `{operator}`")
        terms = self.groups[-1].terms
        if not terms:
            raise PatternError(f"missing argument to repetition operator: `{operator}`")
        repeat = program.repeat(terms.pop(), low, high, lazy=lazy != ("U" in self.flags))
        if repeat.repeats > MOST_REPEATS:
            raise PatternError(f"invalid repeat count: `{operator}`")
        self._check_depth(repeat.depth)
        terms.append(repeat)
        self.repeated = True

    @staticmethod
    def _check_depth(depth: int) -> None:
        if depth > DEEPEST:
            raise PatternError("expression nests too deeply")

    def _braces(self, *, after_repeat: bool) -> None:
        """`{2}`, `{2,}` or `{2,3}`; anything else in braces is literal."""
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at + 1 : end].partition(",") if end > 0 else ("", "", "")
        if not _is_count(low) or (high and not _is_count(high)):
            self.at += 1
            self._literal(ord("{"))
            return
        operator = self.text[self.at : end + 1]
        least = _count(low)
        most = _count(high) if high else None if comma else least
        self.at = end + 1
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise PatternError(f"invalid repeat count: `{operator}`")
        self._repeat(least, most, operator, after_repeat=after_repeat)

    def _open(self) -> None:
        self.at += 1
        group = _Group(self.flags, captures=True)
        if self.text.startswith(("?P<", "?<"), self.at):
            self._name()
        elif self.text.startswith("?", self.at):
            group.captures = False
            if not self._read_flags():
                return
        self.groups.append(group)

    def _name(self) -> None:
        start = self.text.index("<", self.at) + 1
        end = self.text.find(">", start)
        name = self.text[start:end]
        if end < 0 or not name or not _WORD.issuperset(name):
            raise PatternError(f"invalid named capture: `{self.text[self.at - 1 : end + 1 if end >= 0 else None]}`")
        self.at = end + 1

    def _read_flags(self) -> bool:
        """Reads flags: of a group that opens here (True), or of the rest of the current group."""
        start = self.at - 1
        flags, adding, seen = set(self.flags), True, False
        for at in range(self.at + 1, len(self.text)):
            character = self.text[at]
            if character in "imsU":
                (flags.add if adding else flags.discard)(character)
                seen = True
            elif character == "-" and adding:
                adding = seen = False
            elif character in ":)" and (adding or seen):
                self.at, self.flags = at + 1, frozenset(flags)
                return character == ":"
            else:
                raise PatternError(f"invalid or unsupported Perl syntax: `{self.text[start : at + 1]}`")
        raise PatternError(f"missing argument to flags: `{self.text[start:]}`")

    def _close(self) -> None:
        if len(self.groups) == 1:
            raise PatternError(f"unexpected ): `{self.text}`")
        self.at += 1
        group = self.groups.pop()
        self.flags = group.flags
        fragment = group.close()
        self._check_depth(fragment.depth)
        self._add(fragment)

    def _escape(self) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "Q":
            literal, _, rest = self.text[self.at + 2 :].partition("\\E")
            self.at = len(self.text) - len(rest)
            for character in literal:
                self._literal(ord(character))
        elif following in _ASSERTIONS:
            self.at += 2
            self._add(program.assertion(_ASSERTIONS[following]))
        else:
            ranges = self._shorthand()
            if ranges is not None:
                self._add_characters(ranges)
            else:
                self._literal(self._escaped_character())

    def _shorthand(self) -> Ranges | None:
        r"""A class that a backslash names, as `\d` or `\pL`; None if there is none here."""
        following = self.text[self.at + 1 : self.at + 2]
        if following and following in "dswDSW":
            self.at += 2
            ranges = PERL[following.lower()]
            ranges = folded(ranges) if "i" in self.flags else ranges
            return negated(ranges) if following.isupper() else ranges
        return self._unicode(following) if following and following in "pP" else None

    def _unicode(self, letter: str) -> Ranges:
        start = self.at
        name = self.text[start + 2 : start + 3]
        self.at = start + 3
        if name == "{":
            end = self.text.find("}", self.at)
            name, self.at = (self.text[self.at : end], end + 1) if end >= 0 else ("", len(self.text))
        excluded = letter == "P"
        if name.startswith("^"):
            name, excluded = name[1:], not excluded
        ranges = named(name)
        if not name or ranges is None:
            raise PatternError(f"invalid character class range: `{self.text[start : self.at]}`")
        ranges = folded(ranges) if "i" in self.flags else ranges
        return negated(ranges) if excluded else ranges

    def _escaped_character(self) -> int:
        """The code of one character after a backslash."""
        start, rest = self.at, self.text[self.at + 1 : self.at + 4]
        if not rest:
            raise PatternError("trailing backslash at end of expression")
        first = rest[0]
        self.at += 2
        if first == "x":
            return self._hexadecimal(start)
        if first == "0" or (first in _OCTAL and rest[1:2] and rest[1] in _OCTAL):
            digits = first
            for digit in rest[1:3]:
                if digit not in _OCTAL:
                    break
                digits += digit
            self.at = start + 1 + len(digits)
            return int(digits, 8)
        if first in _CONTROL:
            return _CONTROL[first]
        if first.isascii() and (first not in _WORD or first == "_"):
            return ord(first)
        raise PatternError(f"invalid escape sequence: `\\{first}`")

    def _hexadecimal(self, start: int) -> int:
        digits = self.text[self.at : self.at + 2]
        end = self.at + 2
        if digits.startswith("{"):
            closing = self.text.find("}", self.at)
            digits, end = (self.text[self.at + 1 : closing], closing + 1) if closing >= 0 else ("", 0)
        elif len(digits) < 2:
            digits = ""
        if not digits or not _HEX.issuperset(digits) or len(digits.lstrip("0")) > 6 or int(digits, 16) > LAST:
            raise PatternError(f"invalid escape sequence: `{self.text[start : start + 4]}`")
        self.at = end
        return int(digits, 16)

    def _bracketed(self) -> Ranges:
        start = self.at
        self.at += 1
        excluded = self.text.startswith("^", self.at)
        self.at += excluded
        found: list[tuple[int, int]] = []
        first = True
        while first or not self.text.startswith("]", self.at):
            if self.at >= len(self.text):
                raise PatternError(f"missing closing ]: `{self.text[start:]}`")
            found += self._class_item(start)
            first = False
        self.at += 1
        return negated(merged(found)) if excluded else merged(found)

    def _class_item(self, start: int) -> Ranges:
        if self.text.startswith("[:", self.at):
            end = self.text.find(":]", self.at + 2)
            if end >= 0:
                return self._posix(end)
        if self.text[self.at] == "\\":
            ranges = self._shorthand()
            if ranges is not None:
                return ranges
        item = self.at
        low = high = self._class_character(start)
        rest = self.text[self.at : self.at + 2]
        if len(rest) == 2 and rest[0] == "-" and rest[1] != "]":
            self.at += 1
            high = self._class_character(start)
            if high < low:
                raise PatternError(f"invalid character class range: `{self.text[item : self.at]}`")
        return folded(((low, high),)) if "i" in self.flags else ((low, high),)

    def _posix(self, end: int) -> Ranges:
        name = self.text[self.at + 2 : end]
        ranges = POSIX.get(name.removeprefix("^"))
        if ranges is None:
            raise PatternError(f"invalid character class range: `{self.text[self.at : end + 2]}`")
        self.at = end + 2
        ranges = folded(ranges) if "i" in self.flags else ranges
        return negated(ranges) if name.startswith("^") else ranges

    def _class_character(self, start: int) -> int:
        if self.at >= len(self.text):
            raise PatternError(f"missing closing ]: `{self.text[start:]}`")
        if self.text[self.at] == "\\":
            return self._escaped_character()
        self.at += 1
        return ord(self.text[self.at - 1])


_ASSERTIONS = {
    "A": Assertion.TEXT_START,
    "z": Assertion.TEXT_END,
    "b": Assertion.WORD_BOUNDARY,
    "B": Assertion.NO_WORD_BOUNDARY,
}


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


def _count(text: str) -> int:
    return int(text) if len(text) <= 4 else MOST_REPEATS + 1
