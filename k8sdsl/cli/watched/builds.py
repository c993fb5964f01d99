"""`k8sdsl build --watch`: the difference of every good build to the last good one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cli.colours import wants_colours
from k8sdsl.cli.into import build_into
from k8sdsl.cli.output import data_stream, holds, tell, write_file, write_standard_output
from k8sdsl.cli.report import write_findings
from k8sdsl.cli.watched.loop import count_of, follow, watched_root
from k8sdsl.diff.difference import difference_by_environment, difference_of
from k8sdsl.diff.forms import render_difference
from k8sdsl.project.paths import real_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from k8sdsl.manifest import ManifestSet
    from k8sdsl.pipeline import Built
    from k8sdsl.tree import Tree

    Build = Callable[[str], Built]
    Selected = Callable[[Built], ManifestSet]
    TextOf = Callable[[Built], str | None]


class GoodBuilds:
    """The objects of the last good build of each target, and of those that are good now."""

    def __init__(self, build: Build, chosen: Selected, text_of: TextOf) -> None:
        self._build, self._chosen, self._text_of = build, chosen, text_of
        self._last: dict[str, list[Tree]] = {}
        self._now: dict[str, list[Tree]] = {}
        self._target = ""

    def build(self, target: str) -> Built:
        """Builds a target, whose text is asked for next."""
        self._target = target
        return self._build(target)

    def text_of(self, built: Built) -> str | None:
        """The text of the target that was built last; None if it is not good."""
        text = self._text_of(built)
        if text is not None:
            self._now[self._target] = [manifest.tree for manifest in self._chosen(built)]
        return text

    def show(self) -> str:
        """Writes the difference that the builds since the last call make; returns what became of them in words."""
        before, now = {name: self._last.get(name) for name in self._now}, self._now
        self._now, self._last = {}, {**self._last, **now}
        if not now:
            return "not built"
        if any(trees is None for trees in before.values()):
            return count_of(sum(map(len, now.values())), "object")
        old = {name: trees or [] for name, trees in before.items()}
        one = len(now) == 1 and len(self._last) == 1
        found = difference_of(*old.values(), *now.values()) if one else difference_by_environment(old, now)
        if not found:
            return "no difference"
        write_standard_output(render_difference(found, "text", colour=wants_colours(data_stream())))
        return f"{count_of(len(found.objects), 'object')} different"


def watch_one(target: str, builds: GoodBuilds, output: Path | None) -> NoReturn:
    """Builds one target after every change, and replaces the file of its output whole."""
    written: list[str] = []

    def once() -> str:
        built = builds.build(target)
        if built.findings or built.warnings:
            write_findings(built.findings, built.warnings, built.suppressed)
        text = builds.text_of(built)
        if text is not None and output is not None:
            _write(output, text, written)
            written[:] = [text]
        return builds.show()

    own = real_path(output) if output is not None else None
    follow(watched_root([target]), once, lambda path: real_path(path) == own)


def _write(output: Path, text: str, written: list[str]) -> None:
    """Replaces the output, unless it has this content already; says so if it is not as it was written last.

    Otherwise two programs that write to the same file would not be noticed. A pipe or a device has no content.
    """
    if output.is_file():
        if holds(output, text):
            return
        if written and not holds(output, written[0]):
            tell(f"{output} was changed by another program, and is replaced")
    elif written == [text] and output.exists():
        return
    write_file(output, text)


def watch_many(into: Path, words: Sequence[str], form: str, builds: GoodBuilds) -> NoReturn:
    """Builds many targets into their files after every change."""

    def once() -> str:
        build_into(into, words, form, 1, builds.build, builds.text_of)
        return builds.show()

    folder = real_path(into)
    follow(watched_root(words), once, lambda path: real_path(path).is_relative_to(folder))
