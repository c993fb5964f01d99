"""`k8sdsl import ...`: one file per source, and `writing` for the modules that they create."""

from __future__ import annotations
