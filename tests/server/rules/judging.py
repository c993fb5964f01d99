"""What is found in a minimal object after some changes: the currency of the tests of server rules."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import k8sdsl
from k8sdsl.tree import parse_path
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from collections.abc import Mapping


def changed(kind: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The minimal object of a kind with values set at paths."""
    tree = copy.deepcopy(MINIMAL[kind])
    for path, value in changes.items():
        *parents, last = parse_path(path)
        at: Any = tree
        for step in parents:
            at = at[step] if isinstance(step, int) else at.setdefault(step, {})
        at[last] = copy.deepcopy(value)
    return tree


def found(kind: str, changes: Mapping[str, Any], *, kube_version: str = "1.36") -> list[tuple[str, str]]:
    """Rule and path of every finding, in order of paths."""
    findings = k8sdsl.validate(changed(kind, changes), kube_version=kube_version)
    return sorted((finding.rule, finding.path) for finding in findings)


def error_paths(kind: str, changes: Mapping[str, Any], *, kube_version: str = "1.36") -> list[str]:
    """The fields that the server would name, each once."""
    findings = k8sdsl.validate(changed(kind, changes), kube_version=kube_version)
    return sorted({finding.path for finding in findings if finding.is_error})
