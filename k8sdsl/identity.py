"""The identity of an object: its kind, and the name that is unique among objects of that kind."""

from __future__ import annotations

from k8sdsl.value import NamedTuple

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any


class GroupVersionKind(NamedTuple):
    """A group, version and kind; the core group is the empty string."""

    group: str
    version: str
    kind: str

    @classmethod
    def of(cls, tree: dict[str, Any]) -> GroupVersionKind:
        """The group, version and kind of a tree; missing parts are empty."""
        group, version = split_api_version(tree.get("apiVersion"))
        kind = tree.get("kind")
        return cls(group, version, kind if isinstance(kind, str) else "")

    @property
    def api_version(self) -> str:
        """The spelling of a manifest: `apps/v1`, `v1`."""
        return f"{self.group}/{self.version}" if self.group else self.version


class ObjectRef(NamedTuple):
    """One object: spelled as in a manifest; `namespace` is empty for cluster-scoped kinds and if none is set."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @classmethod
    def of(cls, tree: dict[str, Any]) -> ObjectRef:
        """The reference of a tree to itself; missing parts are empty."""
        api_version, kind, metadata = tree.get("apiVersion"), tree.get("kind"), tree.get("metadata")
        if type(metadata) is not dict:
            metadata = {}
        namespace, name = metadata.get("namespace"), metadata.get("name") or metadata.get("generateName")
        # Called several times per object: one tuple and no further calls.
        return tuple.__new__(
            cls,
            (
                api_version if type(api_version) is str else "",
                kind if type(kind) is str else "",
                namespace if type(namespace) is str else "",
                name if type(name) is str else "",
            ),
        )

    @property
    def group(self) -> str:
        """The API group, without the version: two versions of a kind identify the same object."""
        return split_api_version(self.api_version)[0]

    def __str__(self) -> str:
        place = f" in {self.namespace}" if self.namespace else ""
        return f"{self.kind or 'object without a kind'}/{self.name or '(no name)'}{place}"


def split_api_version(api_version: object) -> tuple[str, str]:
    """Group and version of an `apiVersion`; a value that is not a string counts as empty."""
    if not isinstance(api_version, str):
        return "", ""
    known = _SPLIT.get(api_version)
    if known is None:
        group, _, version = api_version.rpartition("/")
        if len(_SPLIT) >= _MOST_SPLIT:
            _SPLIT.clear()
        known = _SPLIT[api_version] = group, version
    return known


_MOST_SPLIT = 1_024
_SPLIT: dict[str, tuple[str, str]] = {}
"""The group and version of each `apiVersion` so far; nearly every module asks."""
