"""Tests of k8sdsl.codes."""
