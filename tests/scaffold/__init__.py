"""Tests of k8sdsl.scaffold."""
