r"""The rows of tables of fields that transforms write: a path, and the kinds that have it.

The tables answer for kustomize's `builtinpluginconsts`. A path's steps are separated by slashes (`\/` for a slash in
a key); lists on the way are entered automatically, and `[]` after a step requires a list.
"""

from __future__ import annotations

from k8sdsl.value import NamedTuple


class FieldSpec(NamedTuple):
    """One field of the kinds that match; empty parts match everything. `create` adds missing fields on the way."""

    path: str
    kind: str = ""
    group: str = ""
    version: str = ""
    create: bool = False

    def covers(self, other: FieldSpec) -> bool:
        """Whether this spec is for all kinds that another is for."""
        return self.fits(other.group, other.version, other.kind)

    def fits(self, group: str, version: str, kind: str) -> bool:
        """Whether this row applies to a kind."""
        return self.kind in {"", kind} and self.group in {"", group} and self.version in {"", version}


def specs_at(path: str, kinds: str, *, group: str = "", version: str = "", create: bool = False) -> list[FieldSpec]:
    """The specs of one path in several kinds."""
    return [FieldSpec(path, kind, group, version, create) for kind in kinds.split()]


def in_metadata(field: str, *, group: str = "") -> list[FieldSpec]:
    """The specs of a map in the metadata of objects and of their pod templates."""
    return [
        FieldSpec(f"metadata/{field}", create=True),
        *specs_at(f"spec/template/metadata/{field}", "ReplicationController", version="v1", create=True),
        *specs_at(f"spec/template/metadata/{field}", "Deployment ReplicaSet DaemonSet", create=True),
        *specs_at(f"spec/template/metadata/{field}", "StatefulSet", group=group, create=True),
        *specs_at(f"spec/template/metadata/{field}", "Job", group="batch", create=True),
        *specs_at(f"spec/jobTemplate/metadata/{field}", "CronJob", group="batch", create=True),
        *specs_at(f"spec/jobTemplate/spec/template/metadata/{field}", "CronJob", group="batch", create=True),
    ]
