"""`k8sdsl import ...`: one file per source, and what all of them do with the modules that they made."""

from __future__ import annotations
