"""Remote bases of kustomizations."""
