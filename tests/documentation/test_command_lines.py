"""Every command line that a text of the documentation mentions exists: the command, its subcommand and its options."""

from __future__ import annotations

import re
import shlex
from functools import cache
from typing import TYPE_CHECKING

import pytest
import typer

from k8sdsl.cli.app import COMMANDS, IMPORTS, _app
from tests.documentation.pages import DOCS, ROOT, WRITTEN, blocks, prose

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [*(page for page in WRITTEN if page.name != "errors.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
"""`errors.md` shows command lines that are wrong."""
_PROSE = re.compile(r"`k8sdsl ([^`]*)`")
_CONSOLE = re.compile(r"^(?:\$ |- (?:run: )?|> )?(?:[A-Z_]+=\S+ )*k8sdsl ([^\n]*)$", re.MULTILINE)


def lines(page: Path) -> list[str]:
    """The command lines of a page, without what follows a pipe, a redirection or a comment."""
    fenced = "".join(block.text for block in blocks(page) if block.language not in {"python", "json"})
    found = [*_PROSE.findall(prose(page)), *_CONSOLE.findall(fenced)]
    return [re.split(r" [|>&]|  +|\.\.\.", line)[0] for line in found]


@cache
def options(command: tuple[str, ...]) -> frozenset[str]:
    """The options of a command, or of a command of `import`."""
    group = typer.main.get_command(_app(command))
    for word in command:
        group = group.commands[word]  # type: ignore[attr-defined]
    return frozenset(option for parameter in group.params for option in parameter.opts) | {"-h", "--help"}


def wrong(line: str) -> str | None:
    """What is wrong with a command line, or None."""
    try:
        words = shlex.split(line)
    except ValueError:  # a fragment, which a line break of the text ends
        words = line.split()
    if words[:1] == ["-C"]:
        words = words[2:]
    named = tuple(words[:2]) if words[:1] == ["import"] and len(words) > 1 else tuple(words[:1])
    if not named or named[0][0] in "-[" or (named[0] in {"COMMAND", "import"} and len(named) == 1):
        return None
    if named[0] not in {*COMMANDS, "import", "help"} or (named[0] == "import" and named[1] not in IMPORTS):
        return f"there is no command {' '.join(named)!r}"
    known = options(named)
    given = [word.partition("=")[0] for word in words[len(named) :] if word.startswith("-") and word != "-"]
    unknown = [word for word in given if word not in known and word != "--" and not re.fullmatch(r"--?\W*", word)]
    return f"{' '.join(named)} has no option {unknown[0]!r}" if unknown else None


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_command_lines_of_a_text_exist(page: Path) -> None:
    found = {line: wrong(line) for line in lines(page)}
    assert {line: reason for line, reason in found.items() if reason} == {}


def test_the_texts_mention_every_command() -> None:
    mentioned = {line.split()[0] for page in TEXTS for line in lines(page) if line.split()}
    assert set(COMMANDS) <= mentioned, DOCS


@pytest.mark.parametrize("line", ["bild prod", "build prod --onyl x", "import yml x", "check -f x --frmat json"])
def test_a_command_line_that_does_not_exist_is_found(line: str) -> None:
    assert wrong(line) is not None
