"""What can follow on a command line."""

from __future__ import annotations

import json
import os
import os.path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_CLI = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def candidates(words: list[str], incomplete: str) -> list[tuple[str, str]]:
    """Pairs of a value and its meaning for the word that is being written; empty if any file name can follow.

    `words` are those between `k8sdsl` and that word.
    """
    line = _Line(_read("commands.json"))
    for word in words:
        line.add(word)
    head, found = line.following(incomplete)
    return [(head + value, meaning) for value, meaning in found if (head + value).startswith(incomplete)]


def _read(name: str) -> Any:
    with open(os.path.join(_CLI, name), encoding="utf-8") as file:
        return json.load(file)


class _Line:
    """The words so far: the command that they name, its arguments, and the option that waits for a value."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree
        self.command = tree
        self.waiting: list[dict[str, Any]] = []
        self.arguments = 0
        self.folder = ""

    def add(self, word: str) -> None:
        if self.waiting:
            if "-C" in self.waiting.pop()["names"]:
                self.folder = os.path.join(self.folder, word)
            return
        inner = {command["name"]: command for command in self.command.get("commands", ())}
        option = self._option(word)
        if option is not None:
            self.waiting = [option] * (option["words"] if "=" not in word else 0)
        elif word in inner and not word.startswith("-"):
            self.command = inner[word]
        elif not word.startswith("-"):
            self.arguments += 1

    def _option(self, word: str) -> dict[str, Any] | None:
        name = word.partition("=")[0] if word.startswith("--") else word
        everywhere = [option for option in self.tree["options"] if "-C" in option["names"]]
        known: Iterable[dict[str, Any]] = (*self.command["options"], *everywhere)
        return next((option for option in known if name in option["names"]), None)

    def following(self, incomplete: str) -> tuple[str, list[tuple[str, str]]]:
        """A beginning that stays, and the pairs that can follow it."""
        if self.waiting:
            return "", self._values(self.waiting[-1])
        if incomplete.startswith("--") and "=" in incomplete:
            option = self._option(incomplete)
            return f"{incomplete.partition('=')[0]}=", self._values(option) if option else []
        if incomplete.startswith("-"):
            return "", [(name, option["help"]) for option in self.command["options"] for name in option["names"]]
        if "commands" in self.command:
            return "", [(one["name"], one["description"].partition("\n")[0]) for one in self.command["commands"]]
        accepted = self.command["arguments"]
        if not accepted or (self.arguments >= len(accepted) and not accepted[-1]["repeated"]):
            return "", []
        return "", self._values(accepted[min(self.arguments, len(accepted) - 1)])

    def _values(self, accepted: dict[str, Any]) -> list[tuple[str, str]]:
        """The values of an argument or option."""
        kind = accepted.get("completes", "")
        if kind == "choice":
            return [(str(choice), "") for choice in accepted["choices"]]
        if kind == "overlay":
            return [(name, "overlay") for name in _overlays(self.folder)]
        if kind == "command":
            return [(one["name"], one["description"].partition("\n")[0]) for one in self.tree["commands"]]
        words: dict[str, list[str]] = _read("words.json")
        if kind == "explanation":
            return [(word, "") for shelf in ("codes", "kinds", "policies", "rules") for word in words[shelf]]
        if kind == "kind":
            return [(f"{word}/", "") for word in words["kinds"]]
        return [(word, "") for word in words.get(kind, ())]


def _overlays(folder: str) -> list[str]:
    """The overlays by the names of their files: none is loaded."""
    from pathlib import Path

    from k8sdsl.project.names import find_root, overlay_names

    try:
        return overlay_names(find_root(Path(os.path.abspath(folder))))
    except OSError:
        return []
