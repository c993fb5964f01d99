"""Where something was said: files, lines, arguments, paths of the server."""

from __future__ import annotations
