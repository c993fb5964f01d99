"""Paths inside volumes and directories of the node: relative, and without `..`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems

RELATIVE_PATH = Rule(
    "core/relative-path",
    "A path inside a volume or a profile directory, such as `items[].path`, must be relative.",
    "validateLocalDescendingPath",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "secret": {"secretName": "s", "items": [{"key": "k", "path": "/etc/k"}]}}]},
    good={"spec.volumes": [{"name": "v", "secret": {"secretName": "s", "items": [{"key": "k", "path": "etc/k"}]}}]},
    remedy="remove the leading slash: `path: config/app.yaml`",
)
BACKSTEPS = Rule(
    "core/path-backsteps",
    "A path such as `hostPath.path` or `items[].path` must not contain a part '..' or start with '..'.",
    "validatePathNoBacksteps",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "hostPath": {"path": "/var/../etc"}}]},
    good={"spec.volumes": [{"name": "v", "hostPath": {"path": "/etc"}}]},
    remedy="write the path of the target directory without `..`, such as `path: /var/log`",
)


def relative_path(value: str, path: str, problems: Problems) -> None:
    """A relative path without `..` (validateLocalDescendingPath)."""
    if value[:1] == "/":
        problems.add(RELATIVE_PATH, path, f"{value!r} must be a relative path")
    no_backsteps(value, path, problems)


def no_backsteps(value: str, path: str, problems: Problems) -> None:
    """A path without a part `..` (validatePathNoBacksteps)."""
    if ".." in value and ".." in value.split("/"):
        problems.add(BACKSTEPS, path, f"{value!r} must not contain '..'")


def unreserved_path(value: str, path: str, problems: Problems) -> None:
    """A relative path that does not start with `..`, which the kubelet reserves (ValidateLocalNonReservedPath)."""
    relative_path(value, path, problems)
    if value[:2] == ".." and value[:3] != "../":
        problems.add(BACKSTEPS, path, f"{value!r} must not start with '..'")
