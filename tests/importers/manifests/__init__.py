"""Tests of the import of manifests."""
