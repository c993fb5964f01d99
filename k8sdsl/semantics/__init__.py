"""The parts of Kubernetes' meaning that lower layers need: quantities, selectors, decoding, merging, patterns."""

from __future__ import annotations
