"""Parses plain arguments of most commands, `--version` and `--help` without loading Typer.

It accepts only what Typer accepts; a test compares both. Any other form (`--format=json`, an abbreviation, a mistake)
is parsed by Typer.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class PlainArguments:
    """The arguments of a command: its positional arguments, and its options by parameter.

    `values` take the next word, `lists` can be repeated, `flags` have no value. `choices` are the values that a
    parameter can have. The last positional argument takes all remaining words if `rest` is set.
    """

    __slots__ = ("choices", "flags", "lists", "needed", "positions", "rest", "values")

    def __init__(
        self,
        *positions: str,
        values: Mapping[str, str] | None = None,
        lists: Mapping[str, str] | None = None,
        flags: Mapping[str, str] | None = None,
        choices: Mapping[str, Sequence[str]] | None = None,
        needed: int = 0,
        rest: bool = False,
    ) -> None:
        self.positions, self.needed, self.rest = positions, needed, rest
        self.values, self.lists, self.flags, self.choices = values or {}, lists or {}, flags or {}, choices or {}


SPELLINGS = {
    "build": PlainArguments(
        "overlays",
        rest=True,
        values={
            "-o": "output",
            "--into": "into",
            "--output": "output",
            "--format": "form",
            "--kube-version": "kube_version",
            "--load-restrictor": "load_restrictor",
        },
        lists={"--only": "only"},
        flags={"--no-check": "no_check", "--strict": "strict", "--enable-helm": "enable_helm", "--watch": "watch"},
        choices={"form": ("yaml", "json", "kyaml")},
    ),
    "check": PlainArguments(
        "overlays",
        rest=True,
        values={
            "--cluster": "cluster",
            "--kube-version": "kube_version",
            "--pod-security": "pod_security",
            "--severity": "severity",
        },
        lists={
            "-f": "files",
            "--file": "files",
            "--format": "formats",
            "--crds": "crds",
            "--admission-policies": "admission_policies",
        },
        flags={"--externals": "externals", "--watch": "watch"},
        choices={"severity": ("error", "warning", "note")},
    ),
    "diff": PlainArguments(
        "before",
        "after",
        needed=1,
        values={"--format": "form", "--field-manager": "manager"},
        flags={"--cluster": "cluster"},
        lists={"--overlay": "overlay"},
        choices={"form": ("text", "json", "markdown")},
    ),
    "blame": PlainArguments(
        "overlay",
        "subject",
        "path",
        needed=1,
        values={"--load-restrictor": "load_restrictor", "--format": "form"},
        choices={"form": ("text", "json", "html")},
    ),
    "trace": PlainArguments(
        "overlay",
        "to",
        needed=2,
        values={
            "--from": "source",
            "--cluster": "cluster",
            "--format": "form",
            "-o": "output",
            "--output": "output",
        },
        choices={"form": ("text", "json")},
    ),
    "explain": PlainArguments("subject", needed=1, flags={"--all": "every"}),
    "why": PlainArguments("subject", "overlay", needed=1, lists={"-f": "files", "--file": "files"}),
}


def plain_command(arguments: list[str]) -> int | None:
    """The exit status of a plain command, or None for one that Typer must parse."""
    if arguments == ["--help"]:
        with open(__file__.removesuffix("plain.py") + "help.txt", encoding="utf-8") as text:  # noqa: PTH123 - pathlib is
            sys.stdout.write(text.read())  # without loading more for it
        return 0
    if arguments == ["--version"]:
        show_version()
        return 0
    name = arguments[0] if arguments else ""
    spelling = SPELLINGS.get(name)
    options = None if spelling is None else read_words(arguments[1:], spelling)
    if options is None:
        return None
    from k8sdsl.cli.output import user_output_on_standard_error
    from k8sdsl.lazy import load_module

    function = getattr(load_module(f"k8sdsl.cli.commands.{name}"), name)
    with user_output_on_standard_error():
        status: int = function(**options)
    return status


def show_version() -> None:
    """Writes the name and version of the package."""
    from importlib.metadata import version

    sys.stdout.write(f"k8sdsl {version('k8sdsl')}\n")


def read_words(words: list[str], spelling: PlainArguments) -> dict[str, str | bool | list[str]] | None:
    """The parameters for plain words; None for words that Typer must parse."""
    options: dict[str, str | bool | list[str]] = {}
    positional: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in spelling.flags:
            options[spelling.flags[word]] = True
        elif word in spelling.values or word in spelling.lists:
            value = next(rest, None)
            name = spelling.values.get(word) or spelling.lists[word]
            if value is None or (word in spelling.values and name in options):
                return None
            if value not in spelling.choices.get(name, (value,)):
                return None
            held = options.get(name)
            options[name] = value if word in spelling.values else [*(held if isinstance(held, list) else []), value]
        elif word.startswith("-"):
            return None
        else:
            positional.append(word)
    return _with_positions(options, positional, spelling)


def _with_positions(
    options: dict[str, str | bool | list[str]], words: list[str], spelling: PlainArguments
) -> dict[str, str | bool | list[str]] | None:
    if spelling.rest:
        return {**options, spelling.positions[0]: words} if words else options
    if not spelling.needed <= len(words) <= len(spelling.positions):
        return None
    return {**options, **dict(zip(spelling.positions, words, strict=False))}
