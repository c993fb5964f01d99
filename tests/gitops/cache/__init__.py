"""Tests of the cache of rendered environments."""
