"""Tests of k8sdsl.serve.tabs."""

from __future__ import annotations
