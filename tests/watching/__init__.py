"""Tests of following the files of a project."""
