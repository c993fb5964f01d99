"""Documents of kustomizations."""
