"""The warnings about real repositories that were judged by reading: those that are right stay, and no others come."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.project.paths import YamlOrigin
from k8sdsl.system.check import check_system
from tests.corpora import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_CORPUS = "corpus:"


class Warned(NamedTuple):
    """One warning: where the set is, the object, the field and the rule."""

    place: str
    ref: str
    path: str
    rule: str


def labelled(verdict: str) -> set[Warned]:
    """The warnings with a verdict."""
    text = (Path(__file__).parent / "labelled" / "warnings.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {Warned(*row) for *row, said in rows if said == verdict}


@cache
def reported() -> frozenset[Warned]:
    """The warnings about the directories of the corpus."""
    return frozenset(one for place, manifests in sets().items() for one in _warnings(place, manifests))


def sets() -> dict[str, list[Manifest]]:
    """The objects of each directory; those that a kustomization changes are incomplete by design."""
    found: dict[str, list[Manifest]] = defaultdict(list)
    for case in lines_of("realworld"):
        tree = case["object"]
        if not case.get("kustomize_resource") and isinstance(tree, dict) and isinstance(tree.get("kind"), str):
            origin = YamlOrigin(Path("/none") / case["path"], 0)
            found[f"{IN_CORPUS}{case['repo']}/{posixpath.dirname(case['path'])}"].append(Manifest(tree, origin))
    return found


def _warnings(place: str, manifests: list[Manifest]) -> Iterator[Warned]:
    for finding in check_system(ManifestSet(manifests), one_set=False).findings:
        if finding.severity != "note":
            yield Warned(place, f"{finding.ref.kind}/{finding.ref.name}", finding.path, finding.rule)


def test_more_than_two_hundred_warnings_are_judged() -> None:
    assert len(labelled("right") | labelled("wrong")) > 200
    assert not labelled("right") & labelled("wrong")


def test_every_warning_about_the_corpus_is_one_that_was_judged_right() -> None:
    assert {one for one in labelled("right") if one.place.startswith(IN_CORPUS)} == reported()


def test_no_warning_that_was_judged_wrong_is_reported() -> None:
    assert not labelled("wrong") & reported()
