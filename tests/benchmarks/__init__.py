"""Tests of the benchmarks: what they write and what they measure."""
