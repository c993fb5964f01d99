"""A project, and mistakes in it."""
