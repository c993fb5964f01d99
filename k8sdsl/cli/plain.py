"""The commands that are answered without loading Typer: plain spellings of `build`, `--version` and `--help`.

Nothing is possible here that Typer does not offer; a test runs both ways and compares. Any spelling that is not
recognised at once (`--format=json`, an abbreviation, a mistake) is left to Typer.
"""

from __future__ import annotations

import sys

_VALUES = {
    "-o": "output",
    "--output": "output",
    "--format": "form",
    "--kube-version": "kube_version",
    "--load-restrictor": "load_restrictor",
}
_FLAGS = {
    "--no-check": ("checked", False),
    "--strict": ("strict", True),
    "--enable-helm": ("allow_helm", True),
}


def plain_command(arguments: list[str]) -> int | None:
    """The exit status of a plain command, or None for one that Typer is to read."""
    if arguments == ["--help"]:
        with open(__file__.removesuffix("plain.py") + "help.txt", encoding="utf-8") as text:  # noqa: PTH123 - pathlib is
            sys.stdout.write(text.read())  # most of what this answer would load
        return 0
    if arguments[:1] != ["build"]:
        return None
    options = _build_options(arguments[1:])
    if options is None:
        return None
    from k8sdsl.cli.building import run_build

    return run_build(**options)  # type: ignore[arg-type]


def _build_options(words: list[str]) -> dict[str, object] | None:
    options: dict[str, object] = {}
    rest = iter(words)
    for word in rest:
        if word in _VALUES:
            value = next(rest, None)
            if value is None or _VALUES[word] in options:
                return None
            options[_VALUES[word]] = value
        elif word in _FLAGS:
            name, value_of = _FLAGS[word]
            options[name] = value_of
        elif word.startswith("-") or "target" in options:
            return None
        else:
            options["target"] = word
    return options if options.get("form", "yaml") in {"yaml", "json", "kyaml"} else None
