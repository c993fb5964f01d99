"""Where values were written: files, lines, arguments, and the server's paths."""

from __future__ import annotations
