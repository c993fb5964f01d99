"""The policies that come with k8sdsl, by topic."""

from __future__ import annotations
