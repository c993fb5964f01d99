"""Tests of fleets that are rendered by executors."""
