"""`--watch`: `loop` runs a command again after every change, `builds` and `checks` show what is different each time."""

from __future__ import annotations
