"""Tests of k8sdsl.cli."""

from __future__ import annotations
