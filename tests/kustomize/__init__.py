"""Tests of kustomization directories."""
