r"""Regular expressions as the API server reads them: Go's `regexp` (RE2), put into the words of Python's `re`.

The two differ where it hurts: `$` in Go is the very end, `\z` and `\pL` and `[[:alpha:]]` exist, classes such as
`\d` are ASCII, flags may stand anywhere, and look-around, back references, possessive repeats and counts above 1000 do
not exist. A pattern is translated once; a Unicode script, which Python has no table for, makes it match everything.
"""

from __future__ import annotations

import re
from functools import lru_cache

REPEAT_LIMIT = 1000

_PERL = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\\t\\n\\f\\r "}
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": "\\x00-\\x7f",
    "blank": "\\t ",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\t\\n\\v\\f\\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_CONTROL = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_CATEGORIES = {"C": "cfos", "L": "lmotu", "M": "cen", "N": "dlo", "P": "cdefios", "S": "ckmo", "Z": "lps"}


class GoRegexpError(ValueError):
    """The pattern is none that Go would compile; the text says why."""


class UnsupportedPatternError(Exception):
    """The pattern is valid in Go, and Python cannot say what it matches."""


def regexp_error(pattern: str) -> str:
    """Why Go would not compile `pattern`, or an empty string."""
    try:
        compiled(pattern)
    except GoRegexpError as error:
        return str(error)
    except UnsupportedPatternError:
        pass
    return ""


def matches(pattern: str, text: str) -> bool:
    """Whether `pattern` is found anywhere in `text`; True where that cannot be known. Raises GoRegexpError."""
    try:
        return compiled(pattern).search(text) is not None
    except UnsupportedPatternError:
        return True


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern for Python. Raises GoRegexpError or UnsupportedPatternError."""
    source = _Translator(pattern).translate()
    try:
        return re.compile(source)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnsupportedPatternError(str(error)) from error


def pattern_of(text: str) -> re.Pattern[str]:
    """The pattern that a user's selector or image name is; raises OverlayError for a broken one."""
    from k8sdsl.errors import OverlayError

    try:
        return compiled(text)
    except (GoRegexpError, UnsupportedPatternError) as error:
        raise OverlayError(f"{text!r} is not a valid regular expression: {error}") from None


class _Translator:
    """Reads a pattern once, left to right; `flags` are those in force in the innermost group."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.out: list[str] = []
        self.flags = frozenset[str]()
        self.base = False  # whether Python ignores case where this group begins
        self.groups: list[tuple[frozenset[str], int, bool]] = []
        self.opened = 0  # groups opened for flags in the middle of a group, to be closed with it
        self.names: set[str] = set()
        self.repeatable = self.repeated = False

    def translate(self) -> str:
        while self.at < len(self.text):
            self._step(self.text[self.at])
        if self.groups:
            raise GoRegexpError("missing closing )")
        return "".join(self.out) + ")" * self.opened

    def _step(self, character: str) -> None:
        if character in "*+?":
            self.at += 1
            self._repeat(character)
        elif character == "{":
            self._braces()
        elif character == "(":
            self._open()
        elif character == ")":
            self._close()
        elif character == "|":
            self.at += 1
            self.out.append(")" * self.opened + "|")
            self.opened = 0
            self._set_case(was=self.base)
        else:
            self._atom(character)

    def _atom(self, character: str) -> None:
        if character == "[":
            source = self._class()
        elif character == "\\":
            source = self._escape()
        else:
            self.at += 1
            if character == ".":
                source = "(?s:.)" if "s" in self.flags else "."
            elif character == "^":
                source = "(?m:^)" if "m" in self.flags else "(?:^)"
            elif character == "$":
                source = "(?m:$)" if "m" in self.flags else "(?:\\Z)"
            else:
                source = re.escape(character)
        self.out.append(source)
        self.repeatable, self.repeated = True, False

    def _repeat(self, operator: str) -> None:
        if not self.repeatable:
            raise GoRegexpError(f"missing argument to repetition operator: {operator}")
        if self.repeated:
            raise GoRegexpError(f"invalid nested repetition operator: {operator}")
        lazy = self.text[self.at : self.at + 1] == "?"
        self.at += lazy
        self.out.append(operator + ("?" if lazy != ("U" in self.flags) else ""))
        self.repeated = True

    def _braces(self) -> None:
        match = re.compile(r"\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}", re.ASCII).match(self.text, self.at)
        if match is None:
            self.at += 1
            self.out.append("\\{")
            self.repeatable, self.repeated = True, False
            return
        low = int(match[1])
        high = int(match[3]) if match[3] else low
        if max(low, high) > REPEAT_LIMIT or high < low:
            raise GoRegexpError(f"invalid repeat count: {match[0]}")
        self.at = match.end()
        self._repeat(match[0])

    def _open(self) -> None:
        self.at += 1
        saved = (self.flags, self.opened, self.base)
        opening = "("
        if self.text.startswith("?", self.at):
            match = re.compile(r"\?P?<([^>]*)>").match(self.text, self.at)
            if match is not None:
                opening = f"(?P<{self._name(match[1])}>"
                self.at = match.end()
            elif not self._read_flags():
                return
            else:
                opening = "(?:"
        was = "i" in saved[0]
        self.groups.append(saved)
        self.out.append(opening)
        self.opened, self.base = 0, was
        self._set_case(was=was)

    def _set_case(self, *, was: bool) -> None:
        """Begins a branch: Python ignores case or not (`was`), and the flags may want it otherwise."""
        now = "i" in self.flags
        if now != was:
            self.out.append("(?i:" if now else "(?-i:")
            self.opened += 1
        self.repeatable = self.repeated = False

    def _name(self, name: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_]+", name):
            raise GoRegexpError(f"invalid named capture: {name!r}")
        if name in self.names:
            raise GoRegexpError(f"duplicate capture group name: {name!r}")
        self.names.add(name)
        return f"n{name}"

    def _read_flags(self) -> bool:
        """Flags: of a group that opens here (True), or of the rest of the group that we are in."""
        match = re.compile(r"\?([imsU]*)(-([imsU]+))?([:)])").match(self.text, self.at)
        if match is None or (match[4] == ")" and not match[1] and not match[3]):
            raise GoRegexpError(f"invalid or unsupported Perl syntax: ({self.text[self.at : self.at + 2]}")
        self.at = match.end()
        was = "i" in self.flags
        self.flags = (self.flags | set(match[1])) - set(match[3] or "")
        if match[4] == ")":
            self._set_case(was=was)
        return match[4] == ":"

    def _close(self) -> None:
        if not self.groups:
            raise GoRegexpError("unexpected )")
        self.at += 1
        self.out.append(")" * (self.opened + 1))
        self.flags, self.opened, self.base = self.groups.pop()
        self.repeatable, self.repeated = True, False

    def _escape(self) -> str:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "Q":
            literal, _, rest = self.text[self.at + 2 :].partition("\\E")
            self.at = len(self.text) - len(rest)
            return f"(?:{re.escape(literal)})"
        anchors = {"A": "(?:\\A)", "z": "(?:\\Z)", "b": "(?a:\\b)", "B": "(?a:\\B)"}
        if following in anchors and following:
            self.at += 2
            return anchors[following]
        members, negated = self._members()
        if negated or (len(members) > 1 and not members.startswith("\\")):
            return f"[{'^' if negated else ''}{members}]"
        return members if members.startswith("\\") and len(members) == 2 else f"[{members}]"

    def _members(self) -> tuple[str, bool]:
        """A class (its members, and whether it is all but those) or one escaped character, both as in brackets."""
        following = self.text[self.at + 1 : self.at + 2]
        if following and following in "dwsDWS":
            self.at += 2
            return _PERL[following.lower()], following.isupper()
        if following and following in "pP":
            return self._unicode(following)
        return _member(self._character()), False

    def _unicode(self, letter: str) -> tuple[str, bool]:
        match = re.compile(r"\\[pP](?:\{(\^?)([^}]*)\}|(.))", re.DOTALL).match(self.text, self.at)
        if match is None:
            raise GoRegexpError("invalid character class range")
        self.at = match.end()
        name = match[2] if match[3] is None else match[3]
        return _category(name), (letter == "P") != (match[1] == "^")

    def _character(self) -> str:
        """One character behind a backslash."""
        rest = self.text[self.at + 1 :]
        if not rest:
            raise GoRegexpError("trailing backslash at end of expression")
        match = re.match(r"x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|([0-7]{2,3}|0)", rest)
        if match is not None:
            code = int(match[3], 8) if match[3] else int(match[1] or match[2], 16)
            self.at += 1 + match.end()
            if code <= 0x10FFFF:
                return chr(code)
            raise GoRegexpError(f"invalid escape sequence: \\{match[0]}")
        first = rest[0]
        self.at += 2
        if first in _CONTROL:
            return _CONTROL[first]
        if not first.isascii() or first.isalnum():
            raise GoRegexpError(f"invalid escape sequence: \\{first}")
        return first

    def _class(self) -> str:
        start = self.at
        self.at += 1
        negated = self.text.startswith("^", self.at)
        self.at += negated
        parts: list[str] = []
        first = True
        while first or not self.text.startswith("]", self.at):
            if self.at >= len(self.text):
                raise GoRegexpError(f"missing closing ]: {self.text[start:]}")
            parts.append(self._class_item())
            first = False
        self.at += 1
        inner = "".join(parts)
        return f"[{'^' if negated else ''}{inner}]"

    def _class_item(self) -> str:
        posix = re.compile(r"\[:(\^?)([A-Za-z]+):\]").match(self.text, self.at)
        if posix is not None:
            if posix[2] not in _POSIX:
                raise GoRegexpError(f"invalid character class range: {posix[0]}")
            self.at = posix.end()
            return _negated(_POSIX[posix[2]]) if posix[1] else _POSIX[posix[2]]
        if self.text[self.at] == "\\" and self.text[self.at + 1 : self.at + 2] and self.text[self.at + 1] in "dwsDWSpP":
            members, negated = self._members()
            return _negated(members) if negated else members
        low = self._class_character()
        rest = self.text[self.at : self.at + 2]
        if len(rest) == 2 and rest[0] == "-" and rest[1] != "]":
            self.at += 1
            high = self._class_character()
            if high < low:
                raise GoRegexpError(f"invalid character class range: {low}-{high}")
            return f"{_member(low)}-{_member(high)}"
        return _member(low)

    def _class_character(self) -> str:
        if self.at >= len(self.text):
            raise GoRegexpError("missing closing ]")
        character = self.text[self.at]
        if character == "\\":
            return self._character()
        self.at += 1
        return character


def _member(character: str) -> str:
    if character.isalnum() and character.isascii():
        return character
    return f"\\{character}" if character.isascii() and character.isprintable() else f"\\U{ord(character):08x}"


def _negated(members: str) -> str:
    """What is not among `members`, as ranges that may stand in a class beside others."""
    probe = re.compile(f"[{members}]")
    return _ranges([code for code in range(0x110000) if probe.match(chr(code)) is None])


@lru_cache(maxsize=64)
def _category(name: str) -> str:
    import unicodedata

    if name == "Any":
        return "\\x00-\\U0010ffff"
    if name[:1] not in _CATEGORIES or (name[1:] and name[1:] not in tuple(_CATEGORIES[name[:1]])):
        if name[:1].isupper() and len(name) > 2:
            raise UnsupportedPatternError(f"the Unicode script {name}")
        raise GoRegexpError(f"invalid character class range: \\p{{{name}}}")
    return _ranges([code for code in range(0x110000) if unicodedata.category(chr(code)).startswith(name)])


def _ranges(codes: list[int]) -> str:
    parts, start, end = [], -1, -2
    for code in [*codes, 0x110002]:
        if code != end + 1:
            if start >= 0:
                parts.append(f"\\U{start:08x}-\\U{end:08x}")
            start = code
        end = code
    return "".join(parts)
