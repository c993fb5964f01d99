"""Where the parts of a picture are: layers, cells, nets of lines, and positions."""

from __future__ import annotations
