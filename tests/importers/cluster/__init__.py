"""Tests of the import of a cluster."""
