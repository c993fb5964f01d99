"""Commits that do not touch the user's checkout: made with a separate index, of exactly the files of k8sdsl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.gitops.tree.plan import changes_by_environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.gitops.repository.git import Git
    from k8sdsl.gitops.repository.source_revision import SourceRevision
    from k8sdsl.gitops.tree.plan import FileChange, Plan, WantedFiles

NO_COMMIT = "0" * 40
"""The id that git uses for a reference that does not exist yet."""

_NAMED = 10
"""How many files of one environment a message lists."""


def record(git: Git, paths: Iterable[str]) -> None:
    """Adds files of the work tree to the index of `git`, and removes those that are gone."""
    git.run("update-index", "--add", "--remove", "-z", "--stdin", text="".join(f"{path}\0" for path in paths))


def commit_index(git: Git, base: str, message: str) -> str:
    """A commit of the index on top of `base` (empty: the first one); empty if it changes nothing."""
    tree = git.run("write-tree").strip()
    if base and git.run("rev-parse", f"{base}^{{tree}}").strip() == tree:
        return ""
    if not base and not git.run("ls-files", "-z"):
        return ""
    signed = git.attempt("config", "--type=bool", "--get", "commit.gpgSign").stdout.strip() == "true"
    parent = ["-p", base] if base else []
    return git.run("commit-tree", tree, *parent, *(["-S"] if signed else []), "-F", "-", text=message).strip()


@frozen
class Published:
    """The result for one branch: the commit, empty if nothing changed, and the remote that has it."""

    branch: str
    commit: str
    remote: str = ""
    attempts: int = 1

    def __str__(self) -> str:
        if not self.commit:
            return f"{self.branch}: nothing to commit"
        pushed = f", pushed to {self.remote}" if self.remote else ""
        again = f" on attempt {self.attempts}" if self.attempts > 1 else ""
        return f"{self.branch}: commit {self.commit[:12]}{pushed}{again}"


def message_for(plan: Plan, wanted: WantedFiles, revision: SourceRevision, first_line: str | None = None) -> str:
    """What changed, environment by environment, and the revision of the sources."""
    parts = list(changes_by_environment(plan.manifests, sorted({*wanted, *plan.environments})))
    names = [folder for folder, _ in parts]
    subject = first_line or f"Render {', '.join(names) if 0 < len(names) <= 3 else f'{len(names)} environments'}"
    body = "\n".join(_summary(folder, own) for folder, own in parts)
    trailer = f"\nSource-Revision: {revision.commit}\n" if revision.commit else ""
    return f"{subject}\n\n{body}\n{trailer}"


def _summary(folder: str, changes: list[FileChange]) -> str:
    counts = {"add": 0, "change": 0, "remove": 0}
    for change in changes:
        counts[change.action] += 1
    words = {"add": "added", "change": "changed", "remove": "removed"}
    told = ", ".join(f"{count} {words[action]}" for action, count in counts.items() if count)
    marks = {"add": "+", "change": "~", "remove": "-"}
    lines = [f"  {marks[change.action]} {change.path.removeprefix(f'{folder}/')}" for change in changes[:_NAMED]]
    if len(changes) > _NAMED:
        lines.append(f"  and {len(changes) - _NAMED} more")
    return "\n".join([f"{folder}: {told}", *lines])
