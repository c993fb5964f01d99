"""The functions that expressions can call, one module per library; those of Kubernetes are in `kubernetes`."""
