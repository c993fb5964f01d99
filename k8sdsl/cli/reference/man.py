"""The commands as a man page, `k8sdsl(1)`, in the macros of `man`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cli.reference.markdown import commands, spelled, usage

if TYPE_CHECKING:
    from collections.abc import Mapping


def render_man(tree: Mapping[str, Any]) -> str:
    """The page; without a date, so that it changes only with the commands."""
    lines = ['.\\" Written by `python -m k8sdsl.cli.reference`.', '.TH K8SDSL 1 "" "k8sdsl" "User Commands"']
    lines += [".SH NAME", "k8sdsl \\- Kubernetes infrastructure as typed Python"]
    lines += [".SH SYNOPSIS", ".B k8sdsl", _text("[-C DIR] COMMAND [ARGUMENT]...")]
    lines += [".SH DESCRIPTION", _text(tree["description"]), ".SH OPTIONS", *_options(tree), ".SH COMMANDS"]
    for command in commands(tree):
        lines += _section(command)
    lines.append(".SH EXIT STATUS")
    for status, meaning in tree["exit_statuses"].items():
        lines += [".TP", f".B {status}", _text(meaning)]
    lines += [".SH SEE ALSO", _text("`k8sdsl explain CODE` prints more about a rule or an error."), ".BR kubectl (1)"]
    return "\n".join(lines) + "\n"


def _section(command: Mapping[str, Any]) -> list[str]:
    lines = [f".SS {_text(usage(command))}", _text(" ".join(command["description"].split()))]
    for word in ("reads", "writes", "runs"):
        lines += [".PP", f"{word.capitalize()}: {_text('; '.join(command[word]) or 'nothing')}."]
    for argument in command["arguments"]:
        lines += [".TP", f".I {_text(argument['name'].strip('[].'))}", _text(argument["help"])]
    return [*lines, *_options(command)]


def _options(node: Mapping[str, Any]) -> list[str]:
    lines = []
    for option in node["options"]:
        default = f" Default: {option['default']}." if option.get("default") else ""
        lines += [".TP", f".B {_text(spelled(option))}", _text(option["help"] + default)]
    return lines


def _text(text: str) -> str:
    """Text of a page: dashes that can be copied, backslashes as such, and no line that begins a macro."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "")
    return f"\\&{escaped}" if escaped[:1] in {".", "'"} else escaped
