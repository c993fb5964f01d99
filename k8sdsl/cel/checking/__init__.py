"""The types of expressions, and what is wrong with them (cel-go `checker`, `cel/validator.go`)."""
