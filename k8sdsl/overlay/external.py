"""The objects outside of an overlay that it declares, itself or in the overlays that it is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.overlay.declaration import Overlay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.stack import Stack


def external_of(declared: Overlay | Stack) -> list[str]:
    """The entries of `external` of an overlay and of the overlays among its bases and components, each once."""
    return list(dict.fromkeys(_entries(declared, ())))


def _entries(declared: object, within: tuple[object, ...]) -> Iterator[str]:
    if isinstance(declared, Overlay) and declared not in within:
        yield from declared.external
        bases = declared.base if isinstance(declared.base, (list, tuple)) else (declared.base,)
        for one in (*bases, *declared.components):
            yield from _entries(one, (*within, declared))
