"""YAML documents in every style that people and programs write: blocks, flows, texts, anchors, tags and merges."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fuzzing.chance import Chance

PLAIN = [
    *(
        "a",
        "web",
        "a b",
        "true",
        "yes",
        "null",
        "~",
        "5",
        "-1",
        "0x1f",
        "0o17",
        "017",
        "1_000",
        "1e3",
        ".5",
        ".inf",
        "-",
    ),
    *("-.Inf", ".nan", "12:30", "2020-01-01", "2001-12-14t21:59:43.10-05:00", "http://a/b", "a#b", "a: b", "=", "<<"),
    *("18446744073709551616", "9223372036854775808", "1" * 400, "-" + "1" * 400, "0x" + "f" * 500, "1e999", "1e-999"),
    *(
        "0b101",
        "0b-1",
        "+1",
        "1.5",
        "1e10",
        "123456789012345678901",
        "-0",
        "0.1e-7",
        "é",
        "😀",
        "[",
        "&",
        "*",
        "@x",
        "%",
    ),
]
KEYS = [
    *(
        "a",
        "b",
        "c",
        "name",
        "kind",
        "5",
        "1.5",
        "1e10",
        "-3",
        ".inf",
        "-.inf",
        ".nan",
        "true",
        "No",
        "y",
        "null",
        "''",
    ),
    *("'a'", '"b"', '"\\t"', "'it''s'", '"tab\there"', "k" * 140, "'" + "q" * 1100 + "'", "a b", "a-b", "1e39", "0.1"),
    *("18446744073709551616", "-18446744073709551616", "123456789.125", "1e-7", "!!str 5", "!!int 5", "!!float 1", "-"),
    *(
        "!!bool yes",
        "!!null ~",
        "!x y",
        "!!int x",
        "!!binary YQ==",
        "&k x",
        "*a",
        "*k",
        "[a]",
        "{a: b}",
        "",
        "-x",
        "a:b",
    ),
]
TAGS = [
    "!!str",
    "!!int",
    "!!float",
    "!!bool",
    "!!null",
    "!!binary",
    "!!timestamp",
    "!!map",
    "!!seq",
    "!!set",
    "!x",
    "!",
]
LINES = ["a", "a b", "", "  more", "# not a comment", "a: b", "- x", "é", "\ttab", " ", "word " * 30, "---x"]
QUOTED = ["", "a", "it''s", "a b", "# x", "a: b", "\t", "a\n\n  b", "é", "x" * 200]
ESCAPED = [*("", "a", "\\n", "\\x41", "\\u00e9", "\\U0001F600", "\\ud800", "\\q", "a\\\n  b", "\\0", "a\tb", "é"), "'"]
COMMENTS = ["", "", "", "", " # c", " #", "# c", "  "]


class Writer:
    """Writes one stream of documents; each value knows its indentation."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.anchors: list[str] = []

    def pick(self, values: Sequence[str]) -> str:
        """One of the strings."""
        return str(self.chance.pick(values))

    def stream(self) -> str:
        """A few documents with markers and directives between them."""
        pick = self.chance.pick
        parts = [pick(["", "", "", "---\n", "# c\n", "%YAML 1.1\n---\n", "%TAG !e! tag:x:\n---\n", "\n\n---\n"])]
        for _ in range(pick([1, 1, 1, 2, 3])):
            parts += [self.document(), pick(["---\n", "--- # c\n", "...\n", "---\n---\n", "...\n---\n", "--- \n"])]
        return "".join(parts[:-1] if self.chance(0.7) else parts)

    def document(self) -> str:
        """One document, on its own lines."""
        if self.chance(0.04):
            return self.deep()
        if self.chance(0.15):
            return self.scalar(0, flow=False) + "\n"
        if self.chance(0.1):
            return self.flow(0) + self.pick(["\n", " # c\n", " x\n", ""])
        return self.block(0, 0)

    def block(self, indent: int, depth: int) -> str:
        """A map or list on lines of its own."""
        pad, pick = " " * indent, self.chance.pick
        listed = self.chance(0.35)
        rows = []
        for _ in range(pick([1, 1, 2, 3])):
            if self.chance(0.05):
                rows.append(pick(["\n", f"{pad}# c\n", "# c\n", "   \n"]))
            lead = "- " if listed else self.key()
            rows.append(pad + lead + self.below(indent, depth, listed=listed))
        return "".join(rows)

    def key(self) -> str:
        """A key with its colon, of a few kinds."""
        if self.chance(0.06):
            return self.pick(["<<: ", "<<: *a\n<<: ", "? a\n: ", "? [a]\n: ", "? |\n  a\n: ", "<<:\n"])
        return self.pick(["a", "b", "c", "name"] if self.chance(0.6) else KEYS) + ": "

    def below(self, indent: int, depth: int, *, listed: bool) -> str:
        """The value of a key or item: on the same line, or on the lines below."""
        pick, comment = self.chance.pick, self.chance.pick(COMMENTS)
        kind = self.chance.random.random()
        if kind < 0.35 and depth < 5:
            properties = self.properties() if self.chance(0.3) else ""
            deeper = indent + pick([2, 2, 2, 4, 1] if listed or self.chance(0.7) else [0])
            if listed and not properties and self.chance(0.5):
                return self.block(indent + 2, depth + 1).lstrip(" ")
            return f"{properties}{comment}\n{self.block(deeper, depth + 1)}"
        if kind < 0.45:
            return self.text(indent)
        if kind < 0.6:
            return f"{self.flow(0)}{comment}\n"
        return f"{self.scalar(indent, flow=False)}{comment}\n"

    def properties(self) -> str:
        """An anchor, a tag, or both."""
        found = ""
        if self.chance(0.7):
            name = self.chance.pick("abk")
            self.anchors.append(name)
            found = f"&{name} "
        return found + (f"{self.chance.pick(TAGS)} " if self.chance(0.4) else "")

    def text(self, indent: int) -> str:
        """A literal or folded text."""
        head = self.chance.pick(["|", "|", "|-", "|+", ">", ">-", ">+", "|2", "|1-", "| # c", "|x", "|9"])
        pad = " " * (indent + self.chance.pick([2, 2, 2, 4, 0]))
        lines = [pad + self.chance.pick(LINES) for _ in range(self.chance.pick([0, 1, 2, 4]))]
        blank = self.chance.pick(["", "", "", "\n", "\n\n", pad + "    \n"])
        return f"{head}\n{blank if self.chance(0.3) else ''}{''.join(line + chr(10) for line in lines)}{blank}"

    def scalar(self, indent: int, *, flow: bool) -> str:
        """A value on one line, with an anchor or a tag now and then; an alias of one that came before."""
        pick, kind = self.chance.pick, self.chance.random.random()
        if kind < 0.08:
            return f"*{pick(self.anchors) if self.anchors and self.chance(0.9) else pick('abz')}" + (
                " " if flow else ""
            )
        lead = self.properties() if kind < 0.25 else ""
        if kind < 0.5:
            return f"{lead}'{pick(QUOTED)}'"
        if kind < 0.7:
            return f'{lead}"{"".join(pick(ESCAPED) for _ in range(pick([1, 1, 3])))}"'
        if self.chance(0.05) and not flow:
            return f"{lead}a\n{' ' * (indent + 2)}goes on"
        return lead + str(pick(["a", "b", "5", "true"] if self.chance(0.4) else PLAIN))

    def flow(self, depth: int) -> str:
        """A map or list in brackets, on one line or several."""
        pick = self.chance.pick
        separator = pick([", ", ", ", ", ", ",", " , ", ",\n  ", ", # c\n  ", ",  "])
        mapped = self.chance(0.5)
        items = []
        for _ in range(pick([0, 1, 1, 2, 3])):
            value = self.flow(depth + 1) if depth < 3 and self.chance(0.25) else self.scalar(0, flow=True)
            key = pick(["a: ", "b: ", '"a": ', '"c":', "'d': ", "a:", "None: ", "x y: ", "5: ", "<<: ", "? a : ", ""])
            items.append(key + value if mapped else value)
        inner = separator.join(items) + pick(["", "", "", "", ", ", ",", " ", "\n"])
        return "{" + inner + "}" if mapped else f"[{inner}]"

    def deep(self) -> str:
        """Something that is nested deeply, or whose aliases expand a lot."""
        depth = self.chance.pick([50, 70, 199, 210, 320])
        flow = "{a: " * depth + "%s" + "}" * depth
        forms = [
            "[" * depth + "]" * depth + "\n",
            f"a: {flow % 'b'}\n",
            "- " * depth + "a\n",
            "".join(f"{' ' * n}a:\n" for n in range(depth)) + " " * depth + "b\n",
            f"x: &a {flow % 'b'}\ny: {flow % '*a '}\n",
            "a: &a [x, x, x, x]\n" + "".join(f"a{n}: &a [*a, *a, *a]\n" for n in range(self.chance.pick([2, 5, 15]))),
        ]
        return str(self.chance.pick(forms))
