"""Expressions evaluated, and what that costs (cel-go `interpreter`)."""
