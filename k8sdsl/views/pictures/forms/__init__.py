"""The forms of a picture: svg and html with positions; mermaid, dot and json without; png from svg."""

from __future__ import annotations
