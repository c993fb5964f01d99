"""Changes to the objects that a patch selects: the four kinds of patches."""
