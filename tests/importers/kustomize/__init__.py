"""Tests of the import of kustomizations as Python."""
