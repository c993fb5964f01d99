"""Tests of k8sdsl.serve."""

from __future__ import annotations
