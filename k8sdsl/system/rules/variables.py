"""`$(NAME)` in the environment of a container: the variable must be declared before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.near_miss import did_you_mean
from k8sdsl.rule import Rule
from k8sdsl.tree import get, maps_in

if TYPE_CHECKING:
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report
    from k8sdsl.tree import FieldPath, Tree

_ENV = "spec.containers[0].env"
ORDER = Rule(
    "set/variable-order",
    "A variable that is used as `$(NAME)` in `value` must be declared before that entry.",
    "expansion.Expand",
    bad={"Pod/web": {_ENV: [{"name": "URL", "value": "http://$(HOST)"}, {"name": "HOST", "value": "api"}]}},
    good={"Pod/web": {_ENV: [{"name": "HOST", "value": "api"}, {"name": "URL", "value": "http://$(HOST)"}]}},
    severity=Severity.WARNING,
    remedy="move its entry of `env` before this one",
)
UNDECLARED = Rule(
    "set/undeclared-variable",
    "A variable that is used as `$(NAME)` in `value` must be declared in the container.",
    "expansion.Expand",
    bad={"Pod/web": {_ENV: [{"name": "URL", "value": "http://$(HOST)"}]}},
    good={"Pod/web": {_ENV: [{"name": "HOST", "value": "api"}, {"name": "URL", "value": "http://$(HOST)"}]}},
    severity=Severity.WARNING,
    remedy="declare it in `env`, or write `$$(NAME)` for the characters themselves",
)
_USE = re.compile(r"\$\$|\$\(([A-Z_][A-Z0-9_]*)\)")
"""Names in capitals, as variables have; `$(date)` is for a shell, and `$$` is a dollar."""
_OF_SERVICES = ("_SERVICE_HOST", "_SERVICE_PORT", "_PORT")
"""Ends of the names that the kubelet declares for Services."""


def check(graph: Graph, report: Report) -> None:
    """Reports variables that are used before they are declared, or never declared."""
    for member in graph.workloads:
        for path, container in member.pods.containers() if member.pods is not None else ():
            declared = container.get("env")
            if type(declared) is list and any("$(" in str(get(one, ("value",))) for one in declared):
                _judge(container, path, member, graph, report)


def _judge(container: Tree, path: FieldPath, member: Member, graph: Graph, report: Report) -> None:
    declared = list(maps_in(container["env"]))
    later = [str(one.get("name")) for _, one in declared]
    before, complete = _from_sources(container, path, member, graph)
    for index, one in declared:
        value = one.get("value")
        for name in dict.fromkeys(_USE.findall(value)) if type(value) is str else ():
            where = (*path, "env", index, "value")
            if not name or name in before:
                continue
            if name in later:
                report.add(ORDER, member, where, f"`$({name})` is not expanded because {name} is declared later")
            elif complete and not name.endswith(_OF_SERVICES) and "_PORT_" not in name:
                near = did_you_mean(name, {*later, *before})
                message = f"`$({name})` is not expanded because the container declares no variable {name}"
                report.add(UNDECLARED, member, where, message, remedy=near or None)
        before.add(later.pop(0))


def _from_sources(container: Tree, path: FieldPath, member: Member, graph: Graph) -> tuple[set[str], bool]:
    """The names that the `envFrom` of a container declares, and whether all of them are known."""
    names: set[str] = set()
    sources = (*path, "envFrom")
    named = [reference for reference in member.uses if reference.path[: len(sources)] == sources]
    for reference in named:
        target = reference.target
        keys = target.keys if target is not None else None
        if target is None or keys is None or (target.kind, target.namespace, target.name) in graph.offers:
            return names, False
        prefix = get(member.tree, (*reference.path[: len(sources) + 1], "prefix"))
        names.update(f"{prefix or ''}{key}" for key in keys)
    listed = container.get("envFrom") or []
    return names, type(listed) is list and len(named) == len(listed)
