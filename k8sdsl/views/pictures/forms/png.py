"""A picture as PNG, by the first converter of SVG that is installed: resvg or `rsvg-convert`.

CairoSVG is not among them: it leaves out the labels of edges.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError
from k8sdsl.views.pictures.forms import svg as drawing

if TYPE_CHECKING:
    from k8sdsl.views.pictures.picture import Picture


def render(picture: Picture) -> bytes:
    """The picture as an image; K8sdslError if no converter is installed."""
    svg = drawing.render(picture)
    for convert in (_by_resvg, _by_program):
        made = convert(svg)
        if made is not None:
            return made
    raise K8sdslError(
        "PNG output requires an SVG converter, and none is installed",
        remedy="run `pip install resvg-py` or install rsvg-convert, or write .svg, which browsers show",
        code="picture/library",
    )


def _by_resvg(svg: str) -> bytes | None:
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        return None
    return bytes(svg_to_bytes(svg_string=svg))


def _by_program(svg: str) -> bytes | None:
    program = shutil.which("rsvg-convert")
    if program is None:
        return None
    done = subprocess.run([program, "--format", "png"], input=svg.encode(), capture_output=True, check=False)  # noqa: S603
    return done.stdout if done.returncode == 0 else None
