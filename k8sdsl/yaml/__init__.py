"""Reading and writing YAML as kubectl and the API server read it."""

from __future__ import annotations
