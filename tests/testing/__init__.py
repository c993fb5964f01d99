"""Tests of k8sdsl.testing."""
