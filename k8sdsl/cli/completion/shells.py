"""The protocol of each shell: where the line is, and how candidates are written.

The scripts are those of Typer: `complete_bash` has the words in COMP_WORDS, one per line, `complete_zsh` and
`complete_fish` have the line in _TYPER_COMPLETE_ARGS.
"""

from __future__ import annotations

import sys

from k8sdsl.cli.completion.candidates import candidates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VARIABLE = "_K8SDSL_COMPLETE"
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@+~")
"""The characters of values that are offered: shells evaluate what they get."""


def complete(environment: Mapping[str, str]) -> int | None:
    """Answers a shell that asks for completion, and returns the exit status; None for any other instruction."""
    answer = {"complete_bash": _bash, "complete_zsh": _zsh, "complete_fish": _fish}.get(environment[VARIABLE])
    return None if answer is None else answer(environment)


def _offered(words: list[str], incomplete: str) -> list[tuple[str, str]]:
    return [(value, meaning) for value, meaning in candidates(words, incomplete) if _SAFE.issuperset(value)]


def _bash(environment: Mapping[str, str]) -> int:
    """Bash splits words at `:` and `=`: they are joined here, and what is before the last of them is not repeated."""
    at = int(environment.get("COMP_CWORD", "0"))
    given = environment.get("COMP_WORDS", "").split("\n")[1 : at + 1]
    given += [""] * (at - len(given))
    words: list[str] = []
    last = ""
    for word in given:
        joined = words and (word in {":", "="} or last in {":", "="}) and words[-1] != ""
        words[-1:] = [words[-1] + word] if joined else [*words[-1:], word]
        last = word
    *before, incomplete = words or [""]
    cut = max(incomplete.rfind(":"), incomplete.rfind("=")) + 1
    _write(value[cut:] for value, _ in _offered([_plain(word) for word in before], incomplete))
    return 0


def _zsh(environment: Mapping[str, str]) -> int:
    found = [
        f'"{_escaped(value)}":"{_escaped(meaning)}"' if meaning else f'"{_escaped(value)}"'
        for value, meaning in _offered(*_line(environment))
    ]
    _write([f"_arguments '*: :(({chr(10).join(found)}))'" if found else "_files"])
    return 0


def _fish(environment: Mapping[str, str]) -> int:
    found = _offered(*_line(environment))
    if environment.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return 0 if found else 1
    _write(f"{value}\t{meaning}" if meaning else value for value, meaning in found)
    return 0


def _line(environment: Mapping[str, str]) -> tuple[list[str], str]:
    """The words of a line before the one that is being written, and that one."""
    text = environment.get("_TYPER_COMPLETE_ARGS", "")
    words = [_plain(word) for word in text.split()[1:]]
    return (words[:-1], words[-1]) if words and not text.endswith(" ") else (words, "")


def _plain(word: str) -> str:
    return word.replace("\\", "").replace('"', "").replace("'", "")


def _escaped(text: str) -> str:
    """Text inside of double quotes inside of single quotes, where a colon begins the description."""
    kept = text.replace("\\", "").replace("'", "").replace('"', "")
    return kept.replace("$", "\\$").replace("`", "\\`").replace(":", r"\\:")


def _write(lines: Iterable[str]) -> None:
    sys.stdout.write("".join([f"{line}\n" for line in lines]))
