"""Finds the types of expressions, and reports type errors (cel-go `checker`, `cel/validator.go`)."""
