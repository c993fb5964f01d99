"""The table of kinds: scope, short names, and the versions that serve them.

Scope, plural, short names and lifecycle are facts about the API server that are not in the schemas. They were read
once, from records of a real server, into `facts.json` beside this file, so that generating needs only the schemas.
"""

from __future__ import annotations

import json
from collections import defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from k8sdsl.codegen.sources.corrections import PLURALS
from k8sdsl.kube.versions import NEWEST, OLDEST

if TYPE_CHECKING:
    from k8sdsl.codegen.model import TypeModel


def read_facts() -> dict[str, Any]:
    """The recorded facts: `resources` by group and kind, `lifecycle` by group, version and kind."""
    loaded: dict[str, Any] = json.loads((files("k8sdsl.codegen.sources") / "facts.json").read_text(encoding="utf-8"))
    return loaded


def render_kinds(types: dict[str, TypeModel], header: str) -> str:
    """A table `{apiVersion: {kind: row}}`; a row is (type, plural, namespaced, short names, lifecycle)."""
    facts = read_facts()
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for model in types.values():
        for group, version, kind in _own(model):
            api_version = f"{group}/{version}" if group else version
            life = {**_served(model), **facts["lifecycle"].get(f"{api_version}/{kind}", {})}
            plural, namespaced, short = _resource(facts, group, kind)
            table[api_version][kind] = _row(f"{model.module}.{model.name}", plural, namespaced, short, life)
    for key, life in facts["lifecycle"].items():
        api_version, _, kind = key.rpartition("/")
        if "removed" in life and kind not in table[api_version]:
            plural, namespaced, short = _resource(facts, api_version.rpartition("/")[0], kind)
            table[api_version][kind] = _row("", plural, namespaced, short, life)
    lines = [f'"""Kinds of every group-version. {header}"""\n', "KINDS = {"]
    for api_version, kinds in sorted(table.items()):
        lines.append(f'    "{api_version}": {{')
        lines += [f'        "{kind}": {row},' for kind, row in sorted(kinds.items())]
        lines.append("    },")
    return "\n".join([*lines, "}"]) + "\n"


def _own(model: TypeModel) -> list[tuple[str, str, str]]:
    """The kinds of a type; the bodies that every group shares (DeleteOptions, WatchEvent) count for the core group."""
    kinds = [k for k in model.kinds if k[2] == model.name]
    return [k for k in kinds if k[0] == ""][:1] or kinds[:1]


def _served(model: TypeModel) -> dict[str, str]:
    life = {"introduced": f"1.{model.minors[0]}"} if model.minors[0] > OLDEST else {}
    return life | ({"removed": f"1.{model.minors[-1] + 1}"} if model.minors[-1] < NEWEST else {})


def _resource(facts: dict[str, Any], group: str, kind: str) -> tuple[str, bool, list[str]]:
    known = facts["resources"].get(f"{group}/{kind}")
    if known:
        return known["plural"], known["namespaced"], known["shortNames"]
    elsewhere = [known for key, known in facts["resources"].items() if key.rpartition("/")[2] == kind]
    if elsewhere:  # kinds that moved to another group kept their names and scope
        return elsewhere[0]["plural"], elsewhere[0]["namespaced"], elsewhere[0]["shortNames"]
    if kind in PLURALS:
        plural, namespaced = PLURALS[kind]
        return plural, namespaced, []
    return "", False, []


def _row(type_name: str, plural: str, namespaced: bool, short: list[str], life: dict[str, str]) -> str:  # noqa: FBT001
    flags = {"introduced": "+", "deprecated": "~", "removed": "-", "replacement": "="}
    text = " ".join(f"{flags[key]}{life[key]}" for key in flags if key in life)
    return f'("{type_name}", "{plural}", {namespaced}, "{" ".join(short)}", "{text}")'
