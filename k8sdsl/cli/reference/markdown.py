"""The commands as a page of the documentation: `docs/commands.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEADER = """<!-- Written by `python -m k8sdsl.cli.reference`. -->

# Commands

All commands, with what each reads, writes and runs. `k8sdsl COMMAND --help` prints the arguments of one, `man k8sdsl`
this page where the man page is installed (`k8sdsl help --man` prints it), and `k8sdsl help --json` the whole tree for
programs.
"""


def render_markdown(tree: Mapping[str, Any]) -> str:
    """The page: common options and exit statuses, then a section per command."""
    lines = [_HEADER, "```text", "k8sdsl [-C DIR] COMMAND [ARGUMENT]...", "```", "", *_options(tree)]
    lines += ["", "| exit status | meaning |", "| --- | --- |"]
    lines += [f"| {status} | {meaning} |" for status, meaning in tree["exit_statuses"].items()]
    for command in commands(tree):
        lines += ["", *_section(command)]
    return "\n".join(lines) + "\n"


def commands(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every command that does something, those of groups included."""
    for command in tree["commands"]:
        if "commands" in command:
            yield from commands(command)
        else:
            yield command


def usage(command: Mapping[str, Any]) -> str:
    """One line: the command with its arguments."""
    words = [command["command"], *(["[OPTION]..."] if command["options"] else [])]
    for argument in command["arguments"]:
        name = argument["name"].strip("[].")
        name += "..." if argument["repeated"] else ""
        words.append(name if argument["required"] else f"[{name}]")
    return " ".join(words)


def spelled(option: Mapping[str, Any]) -> str:
    """`-o, --output FILE`."""
    value = "|".join(option["choices"]) if option.get("choices") else option["value"]
    return ", ".join(option["names"]) + (f" {value}" if value else "")


def _section(command: Mapping[str, Any]) -> list[str]:
    lines = [f"## {command['command'].removeprefix('k8sdsl ')}", "", command["description"]]
    lines += ["", "```text", usage(command), "```", ""]
    lines += [f"- {word}: {'; '.join(command[word]) or 'nothing'}." for word in ("reads", "writes", "runs")]
    arguments = [(one["name"].strip("[]."), one["help"]) for one in command["arguments"]]
    if arguments:
        lines += [
            "",
            "| argument | |",
            "| --- | --- |",
            *(f"| `{_cell(name)}` | {_cell(text)} |" for name, text in arguments),
        ]
    return [*lines, "", *_options(command)]


def _options(node: Mapping[str, Any]) -> list[str]:
    rows = [f"| `{_cell(spelled(option))}` | {_cell(_about(option))} |" for option in node["options"]]
    return ["| option | |", "| --- | --- |", *rows]


def _about(option: Mapping[str, Any]) -> str:
    default = f" Default: {option['default']}." if option.get("default") else ""
    return f"{option['help']}{default}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
