"""Tests of the importer of Compose files."""
