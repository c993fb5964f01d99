"""The functions that expressions may call, one module per library; those of Kubernetes are in `kubernetes`."""
