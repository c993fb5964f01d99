"""Tests of k8sdsl.codegen."""

from __future__ import annotations
