"""What the API server rejects or warns about: one file for each upstream package, core in several."""

from __future__ import annotations
