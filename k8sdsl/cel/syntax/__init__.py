"""Expressions as text and as trees (cel-go `parser`)."""
