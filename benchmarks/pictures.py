"""Time and size of pictures: `python -m benchmarks.pictures`.

Draws the example's objects of several namespaces at 300, 3,000 and 10,000 objects; processor time, this process only.
"""

from __future__ import annotations

import time

from k8sdsl.views.pictures import picture_of
from k8sdsl.views.pictures.forms import html, svg
from k8sdsl.views.pictures.layout.placed import lay_out
from tests.views.pictures.sets import graph, mixed


def main() -> None:
    """Prints the table of docs/seeing.md."""
    print("| objects | view | boxes | lines | seconds | svg, kB | html, kB | height |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for count in (300, 3_000, 10_000):
        objects = graph(mixed(count))
        for view in ("traffic", "all"):
            start = time.process_time()
            picture = picture_of(objects, view)
            drawn = svg.render(picture)
            seconds = time.process_time() - start
            row = (f"{count:,}", view, f"{len(picture.nodes):,}", f"{len(picture.edges):,}", f"{seconds:.2f}")
            sizes = (f"{len(made.encode()) // 1000:,}" for made in (drawn, html.render(picture)))
            print(f"| {' | '.join([*row, *sizes, f'{lay_out(picture).height:,.0f}'])} |")


if __name__ == "__main__":
    main()
