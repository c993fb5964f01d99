"""Tests of the printer of Python source."""
