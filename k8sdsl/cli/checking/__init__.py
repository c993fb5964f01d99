"""`k8sdsl check` without its options: `run` finds, `externals` lists what is outside, `editor` reads standard input."""

from __future__ import annotations
