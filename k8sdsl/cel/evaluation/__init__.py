"""Evaluates expressions, and counts the cost (cel-go `interpreter`)."""
