"""How many lines the systems of the examples take as stacks, and their objects as YAML.

    python -m benchmarks.lines                        prints the table
    python -m benchmarks.lines --write docs/course.md replaces it in a file, between its two marks

Lines that are not blank count, comments and docstrings included. The YAML of a stack is what its own objects take with
the parameters of an overlay, without what the overlay changes: `once` in the overlay where it is longest, and `in all`
in every overlay that has it, because YAML without a tool is written once for each environment.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl import Overlay, Resource, Stack
from k8sdsl.emitters.yaml import emit
from k8sdsl.overlay.loading import load_overlay
from k8sdsl.project.modules import importable
from k8sdsl.project.names import find_overlay, overlay_names
from k8sdsl.stack import manifest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- lines -->", "<!-- end of lines -->"


def main() -> None:
    """Prints the table, or writes it into a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    if options.write is None:
        print(table())
    else:
        before, _, rest = options.write.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        options.write.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", encoding="utf-8")


def table() -> str:
    """The table as Markdown: a row for each stack, for what stacks share, for the overlays, and the sum."""
    yaml = yaml_of_stacks()
    python = {file.stem: lines_in(file.read_text(encoding="utf-8")) for file in sorted((ROOT / "stacks").glob("*.py"))}
    rows = [
        (f"`{name}`", python[name], max(counts.values()), sum(counts.values()), len(counts))
        for name, counts in sorted(yaml.items())
    ]
    shared = sorted(python.keys() - yaml.keys())
    overlays = sum(lines_in(file.read_text(encoding="utf-8")) for file in (ROOT / "overlays").rglob("*.py"))
    total = sum(python.values()) + overlays
    lines = [
        "| stack | overlays | Python | YAML once | YAML in all |",
        "| --- | --: | --: | --: | --: |",
        *(f"| {name} | {used} | {own} | {once} | {every} |" for name, own, once, every, used in rows),
        f"| {', '.join(f'`{name}`' for name in shared)}, for several stacks | | {sum(python[n] for n in shared)} | | |",
        f"| the overlays | | {overlays} | | |",
        f"| **all** | | **{total}** | **{sum(row[2] for row in rows)}** | **{sum(row[3] for row in rows)}** |",
    ]
    return "\n".join(lines)


def yaml_of_stacks() -> dict[str, dict[str, int]]:
    """The lines of YAML of the stacks of each module, by overlay."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with importable(ROOT):
        for name in overlay_names(ROOT):
            for stack in _stacks_in(load_overlay(find_overlay(ROOT, name), ROOT)):
                own = [manifest_of(item).tree for item in stack if isinstance(item, (Resource, Mapping))]
                if own:
                    found[Path(stack.file).stem][name] += lines_in(emit(own))
    return found


def lines_in(text: str) -> int:
    """The lines that are not blank."""
    return sum(1 for line in text.splitlines() if line.strip())


def _stacks_in(held: object) -> Iterator[Stack]:
    """Every stack of an overlay, also inside other stacks and overlays."""
    if isinstance(held, Overlay):
        yield from _stacks_in(held.base)
    elif isinstance(held, (Stack, list, tuple)):
        if isinstance(held, Stack):
            yield held
        for item in held:
            yield from _stacks_in(item)


if __name__ == "__main__":
    main()
