"""The arguments of `k8sdsl diff`.

A side is, in this order: `-` for standard input, an existing path, the name of an overlay, `REVISION:OVERLAY_OR_PATH`,
a revision. A single overlay or path is compared with the last commit, a single revision with the working tree. Sides
that are only read load no Python of the project.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.diff.difference import Difference, difference_by_environment, difference_of
from k8sdsl.diff.places import Side, built, is_built, read
from k8sdsl.diff.revision import both_revisions, inside, revision
from k8sdsl.errors import LoadError
from k8sdsl.gitops.repository.git import Git, refuse_option
from k8sdsl.project.names import START, find_fleet, is_overlay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.tree import Tree


@frozen(kw_only=True)
class Comparison:
    """A difference, and a note on what was compared if the arguments do not show it."""

    difference: Difference
    note: str = ""


def compare_sides(root: Path, before: str, after: str | None, overlays: Sequence[str]) -> Comparison:
    """The difference of two sides; several environments are each compared with the one of the same name."""
    old, new, note = both_sides(root, before, after, overlays)
    if len(old) == len(new) == 1 or set(old) | set(new) == {""}:
        (first,), (last,) = old.values(), new.values()
        across = after is not None and are_environments(before, first, after, last)
        if across and not (is_overlay(before) and is_overlay(after or "")):
            note = f"comparing {before} and {after} as two environments, without their namespaces"
        return Comparison(difference=difference_of(first, last, environments=across), note=note)
    return Comparison(difference=difference_by_environment(old, new), note=note)


def revisions_of(words: str) -> tuple[str, str] | None:
    """The two revisions that `A..B` names; the last commit for one that is omitted. None for any other word."""
    first, dots, last = words.partition("..")
    if not dots or Path(words).exists():
        return None
    return first or "HEAD", last.removeprefix(".") or "HEAD"


def both_sides(root: Path, before: str, after: str | None, overlays: Sequence[str]) -> tuple[Side, Side, str]:
    """The objects of both sides, and what was compared if the arguments do not show it."""
    if after is not None:
        return side(root, before, overlays), side(root, after, overlays), ""
    revisions = revisions_of(before)
    if revisions is not None:
        first, last = revisions
        old, new = both_revisions(root, first, last, overlays)
        return old.side, new.side, ""
    if before == "-":
        raise LoadError(
            "standard input must be compared with a second side", remedy="run `k8sdsl diff - FILE`", code="diff/sides"
        )
    if Path(before).exists() or _is_environment(root, before):
        within = inside(root, before) if Path(before).exists() else before
        last_commit = revision(root, "HEAD", [within], lenient=True)
        return last_commit.side, side(root, before), f"comparing {before} with the last commit"
    return side(root, before, overlays), built(root, overlays), f"comparing the working tree with {before}"


def side(root: Path, name: str, overlays: Sequence[str] = ()) -> Side:
    """The objects that one side names; LoadError if it names nothing."""
    path = Path(name)
    if name == "-" or path.exists():
        return built(root, [name]) if name != "-" and is_built(path) else read(path)
    if _is_environment(root, name):
        return built(root, [name])
    named, _, within = refuse_option(name, "a revision").partition(":")
    if Git(root).resolve(named):
        return revision(root, named, [within] if within else overlays).side
    from k8sdsl.gitops.environment import environment_names
    from k8sdsl.near_miss import did_you_mean

    names = environment_names(root)
    raise LoadError(
        f"{name!r} is not an overlay, file, directory or Git revision",
        remedy=did_you_mean(name, names) or (f"the overlays are: {', '.join(names)}" if names else START),
        code="diff/sides",
    )


def _is_environment(root: Path, name: str) -> bool:
    return is_overlay(name) or find_fleet(root, name) is not None


_STATES = frozenset(("before", "after", "old", "new", "current", "desired", "live", "last", "next", "previous"))
"""Names of files that are two states of one thing."""


def are_environments(before: str, old: Iterable[Tree], after: str, new: Iterable[Tree]) -> bool:
    """Whether two sides are two environments, whose namespaces are expected to differ, and not two states of one.

    They are if both are overlays, or manifests of one namespace each that share objects, unless the names of the files
    show that they are states. For a single object, its namespace must also agree with the file's name.
    """
    names = [Path(name).stem.casefold() for name in (before, after)]
    if before == after or ":" in before + after or not _STATES.isdisjoint(names):
        return False
    if all(is_overlay(name) or name.endswith(".py") for name in (before, after)):
        return True
    places = [_places(trees) for trees in (old, new)]
    spaces = [{namespace for _, _, namespace in one if namespace} for one in places]
    if any(len(one) != 1 for one in spaces) or spaces[0] == spaces[1]:
        return False
    shared = {place[:2] for place in places[0]} & {place[:2] for place in places[1]}
    return len(shared) > 1 or all(_agree(name, *space) for name, space in zip(names, spaces, strict=True))


def _places(trees: Iterable[Tree]) -> set[tuple[str, str, str]]:
    metadata = [(tree, tree.get("metadata")) for tree in trees]
    return {
        (str(tree.get("kind")), str(meta.get("name", "")), str(meta.get("namespace") or ""))
        for tree, meta in metadata
        if isinstance(meta, dict)
    }


def _agree(name: str, namespace: str) -> bool:
    return name in namespace.casefold() or namespace.casefold() in name
