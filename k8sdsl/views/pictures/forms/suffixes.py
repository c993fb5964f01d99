"""The form of a picture by the suffix of its file."""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError

if TYPE_CHECKING:
    from k8sdsl.views.pictures.picture import Picture

FORMS = {
    ".svg": "svg",
    ".html": "html",
    ".mermaid": "mermaid",
    ".mmd": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".json": "json",
    ".png": "png",
}


def form_of(file: str) -> str:
    """The form for a file; K8sdslError for an unknown suffix."""
    suffix = PurePath(file).suffix.lower()
    if suffix not in FORMS:
        raise K8sdslError(
            f"{file} does not have the suffix of a picture format",
            remedy=f"use one of {', '.join(FORMS)}, such as `-o traffic.svg`",
            code="usage/value",
        )
    return FORMS[suffix]


def render_picture(picture: Picture, form: str) -> str | bytes:
    """The picture in a form of `FORMS`: text, or the bytes of a PNG."""
    made: str | bytes = import_module(f"k8sdsl.views.pictures.forms.{form}").render(picture)
    return made
