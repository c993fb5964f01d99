"""Paths inside volumes and directories of the node: relative ones, and none that climbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems

RELATIVE_PATH = Rule(
    "core/relative-path",
    "A path inside a volume or a profile directory is relative.",
    "validateLocalDescendingPath",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "secret": {"secretName": "s", "items": [{"key": "k", "path": "/etc/k"}]}}]},
    good={"spec.volumes": [{"name": "v", "secret": {"secretName": "s", "items": [{"key": "k", "path": "etc/k"}]}}]},
)
BACKSTEPS = Rule(
    "core/path-backsteps",
    "A path does not climb: none of its parts is '..', and a file's name does not begin with it.",
    "validatePathNoBacksteps",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "hostPath": {"path": "/var/../etc"}}]},
    good={"spec.volumes": [{"name": "v", "hostPath": {"path": "/etc"}}]},
)


def relative_path(value: str, path: str, problems: Problems) -> None:
    """A path that is relative and does not climb (validateLocalDescendingPath)."""
    if value[:1] == "/":
        problems.add(RELATIVE_PATH, path, f"{value!r} must be a relative path")
    no_backsteps(value, path, problems)


def no_backsteps(value: str, path: str, problems: Problems) -> None:
    """A path without a part `..` (validatePathNoBacksteps)."""
    if ".." in value and ".." in value.split("/"):
        problems.add(BACKSTEPS, path, f"{value!r} must not contain '..'")


def unreserved_path(value: str, path: str, problems: Problems) -> None:
    """A relative path that does not begin with `..`, which the kubelet keeps (ValidateLocalNonReservedPath)."""
    relative_path(value, path, problems)
    if value[:2] == ".." and value[:3] != "../":
        problems.add(BACKSTEPS, path, f"{value!r} must not start with '..'")
