"""KRM functions."""
