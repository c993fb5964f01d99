"""The functions that expressions may call, one module per library of cel-go and of Kubernetes."""
