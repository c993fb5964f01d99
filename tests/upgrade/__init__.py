"""Tests of upgrades to another version of Kubernetes."""
