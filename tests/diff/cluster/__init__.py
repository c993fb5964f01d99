"""Tests of the difference with a cluster."""
