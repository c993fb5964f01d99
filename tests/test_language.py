"""The language: words and phrases that Kubernetes' documentation would not use do not occur, in any text of ours.

All texts count: strings (messages, summaries, remedies, help), docstrings, comments, and the documentation.
"""

from __future__ import annotations

import io
import re
import tokenize
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]

# A pattern for what is retired, and what to write.
RETIRED = (
    (r"\bmend(s|ed|ing)?\b", "fix, correct"),
    (r"(?<!there )\b(is|are|was|be|means) no (?!longer\b|more\b|less\b|larger\b)", "is not a"),
    (r"\b(meets?|met)\b", "matches, contains, found"),
    (r"\b(is|are|was|were|being) told\b", "is reported, given, documented"),
    (r"\b(is|are|was|were|be) said\b", "is set, written, reported"),
    (r"\bremark(s|ed|ing)?\b", "warning, note"),
    (r"\bwithout a word\b", "silently"),
    (r"\b(is|are|be|was) put to\b", "evaluated against"),
    (r"\b(puts (every|each|an) \w+ to|[pP]olicies put to)\b", "evaluated against"),
    (r"\b(sees?|saw|seen) to (it|that)?\b", "enforced, done by"),
    (r"\basked again\b", "called again"),
    (r"\bmade anew\b", "rebuilt"),
    (r"\btold apart\b", "distinguished"),
    (r"\bspelt\b", "spelled, written"),
    (r"\bbehind (its|their|the (name|prefix|domain|slash|seconds|suffix|version))\b", "after, suffix"),
    (r"\bone (file|folder|page|line) an? \w+(?=[,.;)])", "one file per"),
    (r", for (it|they|there|then|nothing|none)\b", "because"),
    (r"(?<!stand-)(?<!let )\balone\b", "only, by itself"),
    (r"\b(whatever|whoever|whichever)\b", "the plain noun"),
    (r"\bas far as\b", "if, where, as long as it is known"),
    (r"\bthat which\b", "what"),
    (r"\bnothing but\b", "only"),
    (r"\b(none|empty|true|false|\w+error) where\b", "None if"),
    (r"\b(is|are) there (already|twice|once)\b", "is listed more than once"),
    (r"\boccurs? before\b", "is listed more than once"),
    (r"\bexcludes? each other\b", "cannot both be set"),
    (r"\b(stands?|stood) (in|at|beside|there|here|alone|within|below|before|behind)\b", "is in, is at"),
    (r"\bgo(es)? together with\b", "can be combined with"),
    (r"\b(is|are) taken for\b", "is treated as"),
    (r"\blest\b", "so that not"),
    (r"\blower-case\b", "lowercase"),
    (r"\bbase 64\b", "base64"),
    (r"\bcalled like\b", "has the name of"),
    (r"\bnot as (it|they) (should|must) be\b", "invalid, edited"),
    (r"\bmay stop to\b", "may stop supporting"),
    (r"\bat the \d+\. attempt\b", "on attempt 2"),
    (r"\bsurvives? the way\b", "can be pickled"),
    (r"\bput up with\b", "tolerated"),
    (r"\bworked out\b", "computed, resolved"),
    (r"\bleft alone\b", "not changed"),
    (r"\bpassed over\b", "skipped"),
    (r"\bof old\b", "old"),
    (r"\bin whatever\b", "in any"),
    (r"\bwins? over\b", "overrides"),
    (r"\bleft out\b|\blea(ve|ves|ving) (it|them) out\b", "is omitted"),
    (r"\bopen to the outside\b", "exposed outside the cluster"),
    (r"\bfetches nothing\b|\b(runs|fetches) no (programs|functions|plugins)\b", "does not run programs"),
    (r"\bnothing found\b", "no findings"),
    (r"\bhalf a surrogate\b", "an unpaired surrogate"),
    (r"\bplain files?\b", "a regular file"),
    (r"\bnested too deep\b", "nested too deeply"),
    (r"\b(any|an?|no) (pod|object|service|workload)s? of the set\b", "in the set"),
)
PATTERNS = tuple((re.compile(pattern), instead) for pattern, instead in RETIRED)

# Generated from upstream's names, or kept for its data.
GENERATED = (
    "k8sdsl/api/",
    "k8sdsl/kube/schema/",
    "k8sdsl/k8s.pyi",
    "k8sdsl/semantics/patterns/unicode_tables.py",
    "k8sdsl/kube/time_zones.py",
)
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("k8sdsl/**/*.txt")]
MODULES = [file for file in ROOT.glob("k8sdsl/**/*.py") if not str(file.relative_to(ROOT)).startswith(GENERATED)]


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """The texts of a file with their lines: of a module its strings and comments, of a page its paragraphs."""
    source = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in {tokenize.STRING, tokenize.COMMENT}:
                yield token.start[0], " ".join(token.string.split())
    else:
        line = 1
        for paragraph in re.split(r"\n(?=\n)", source):
            yield line, " ".join(paragraph.split())
            line += paragraph.count("\n") + 1


@cache
def retired_in(file: Path) -> list[str]:
    """Each retired phrase with its place and what to write."""
    lines, parts = zip(*texts(file), strict=True) if file.stat().st_size else ((), ())
    text = "\n".join(parts).lower()
    found = []
    for pattern, instead in PATTERNS:
        for match in pattern.finditer(text):
            line = lines[text.count("\n", 0, match.start())]
            around = text[max(0, match.start() - 40) : match.end() + 40].replace("\n", " ")
            found.append(f"{file.relative_to(ROOT)}:{line}: {match[0]!r}, write {instead}: {around}")
    return found


def test_no_retired_words_occur() -> None:
    assert [found for file in [*MODULES, *PAGES] for found in retired_in(file)] == []


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("this is no YAML", "is not a"),
        ("the patch meets nothing", "matches, contains, found"),
        ("'web' is there already", "is listed more than once"),
        ("None where there is none", "None if"),
    ],
)
def test_a_retired_phrase_is_found(text: str, instead: str) -> None:
    assert [words for pattern, words in PATTERNS if pattern.search(text.lower())] == [instead]


@pytest.mark.parametrize("text", ["there is no such kind", "is no longer served", "a stand-alone program"])
def test_good_english_is_not_retired(text: str) -> None:
    assert [words for pattern, words in PATTERNS if pattern.search(text.lower())] == []
