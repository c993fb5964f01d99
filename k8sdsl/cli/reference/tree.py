"""The commands as the parser knows them: their arguments, options, and what each reads, writes and runs."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

from k8sdsl.cli import BUG, DONE, FOUND, INTERRUPTED, UNREAD, USER
from k8sdsl.cli.app import parser

STATUSES = {
    DONE: "Success.",
    FOUND: "There are findings of severity error or, for commands that compare, differences.",
    USER: "The arguments are wrong, or there is an error to fix.",
    BUG: "A bug in k8sdsl.",
    INTERRUPTED: "Interrupted.",
    UNREAD: "The program that reads standard output closed it.",
}

# What a value completes to, by the parameter of a command; `choices` and flags need no entry.
COMPLETIONS = {
    "overlay": "overlay",
    "overlays": "overlay",
    "serve targets": "overlay",
    "environments": "overlay",
    "before": "overlay",
    "graph target": "overlay",
    "after": "overlay",
    "explain subject": "explanation",
    "why subject": "kind",
    "blame subject": "kind",
    "trace source": "kind",
    "kube_version": "version",
    "policies": "policy",
    "check formats": "format",
    "files": "file",
    "crds": "file",
    "cluster": "file",
    "admission_policies": "file",
    "output": "file",
    "into": "directory",
    "directory": "directory",
    "directories": "directory",
    "to": "directory",
    "merge": "directory",
    "sources": "file",
    "source": "file",
    "values": "file",
    "trace to": "",
    "upgrade to": "version",
    "help commands": "command",
    "pod_security": "level",
    "schema name": "schema",
    "layout": "layout",
    "init source": "directory",
}


def command_tree() -> dict[str, Any]:
    """The whole tree as plain data, with sorted commands."""
    root = _node("k8sdsl", parser(), "")
    return {**root, "exit_statuses": {str(status): meaning for status, meaning in STATUSES.items()}}


def _node(name: str, command: Any, parent: str) -> dict[str, Any]:
    path = f"{parent} {name}".strip()
    node: dict[str, Any] = {"name": name, "command": path, "description": _description(command.help)}
    inner = getattr(command, "commands", None)
    if inner is None:
        module = import_module(f"k8sdsl.cli.{'imports' if parent.endswith(' import') else 'commands'}.{name}")
        node |= {"reads": list(module.READS), "writes": list(module.WRITES), "runs": list(module.RUNS)}
    parameters = [(parameter, parameter.param_type_name) for parameter in command.params]
    node["arguments"] = [_argument(name, one) for one, kind in parameters if kind == "argument"]
    node["options"] = [_option(name, one) for one, kind in parameters if kind == "option"]
    if inner is not None:
        node["commands"] = [_node(word, inner[word], path) for word in sorted(inner)]
    return node


def _description(text: str) -> str:
    return inspect.cleandoc(text)


def _argument(command: str, parameter: Any) -> dict[str, Any]:
    return {
        "name": parameter.metavar or parameter.name.upper(),
        "required": bool(parameter.required),
        "repeated": parameter.nargs == -1,
        **_value(command, parameter),
        "help": parameter.help or "",
    }


def _option(command: str, parameter: Any) -> dict[str, Any]:
    value = None if parameter.is_flag else parameter.metavar or parameter.type.name.upper()
    return {
        "names": [*parameter.opts, *parameter.secondary_opts],
        "value": value,
        "required": bool(parameter.required),
        "repeated": bool(parameter.multiple),
        "words": 0 if parameter.is_flag else parameter.nargs,
        **({} if parameter.is_flag else _value(command, parameter)),
        "default": None if parameter.is_flag else _default(parameter),
        "help": parameter.help or "",
    }


def _value(command: str, parameter: Any) -> dict[str, Any]:
    """The choices of a value, and what completes it."""
    choices = getattr(parameter.type, "choices", None)
    completes = COMPLETIONS.get(f"{command} {parameter.name}", COMPLETIONS.get(parameter.name, ""))
    return {"choices": list(choices) if choices else None, "completes": "choice" if choices else completes}


def _default(parameter: Any) -> str | None:
    return None if parameter.default in {None, ""} or callable(parameter.default) else str(parameter.default)
