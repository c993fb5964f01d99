"""The semantics of Kubernetes that several layers share: quantities, selectors, decoding, merging, patterns."""

from __future__ import annotations
