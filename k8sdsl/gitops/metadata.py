"""The files beside an environment that describe its origin, in the format of Argo CD's source hydrator.

They change only together with the manifests, so a build of a new revision with the same manifests does not change the
tree.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from k8sdsl.gitops.repository.provenance import HYDRATOR
from k8sdsl.gitops.tree.plan import METADATA, File

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.gitops.repository.source_revision import SourceRevision

README = "README.md"


def metadata_files(
    environment: str, revision: SourceRevision, tool: str, packages: Mapping[str, str]
) -> dict[str, File]:
    """`hydrator.metadata` for programs and `README.md` for people; neither depends on the time or the machine.

    `packages` are the versions of packages that offer stacks or policies, if the tree shows them.
    """
    commands = [f"git checkout {revision.commit}"] if revision.commit else []
    commands.append(f"k8sdsl build {environment}")
    facts: dict[str, object] = {
        "repoURL": revision.repository,
        "drySha": revision.commit,
        "commands": commands,
        "author": revision.author,
        "date": revision.date,
        "subject": revision.subject,
        "project": revision.project,
        "dirty": revision.dirty,
        "tool": tool,
        "packages": dict(packages),
    }
    said = {name: value for name, value in facts.items() if value}
    return {
        HYDRATOR: File(f"{json.dumps(said, indent=2)}\n".encode(), role=METADATA),
        README: File(_readme(environment, revision, tool, commands, packages).encode(), role=METADATA),
    }


def _readme(
    environment: str, revision: SourceRevision, tool: str, commands: list[str], packages: Mapping[str, str]
) -> str:
    source = ""
    if revision.commit:
        place = f" of {revision.repository}" if revision.repository else ""
        dirty = ", with uncommitted changes" if revision.dirty else ""
        source = f" from revision `{revision.commit}`{place}{dirty}"
    lines = "\n".join(commands)
    listed = ", ".join(f"{name} {version}" for name, version in packages.items())
    used = f" Packages: {listed}." if listed else ""
    return (
        f"# {environment}\n\nRendered by {tool}{source}. Make changes in the sources. Edits in this directory are "
        f"reported, and are overwritten only with `--force`.{used}\n\n```shell\n{lines}\n```\n"
    )


@cache
def tool_version() -> str:
    """The program and its version, looked up once: another thread may change `sys.path` while a project is loaded."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"k8sdsl {version('k8sdsl')}"
    except PackageNotFoundError:
        return "k8sdsl"
