"""The libraries that Kubernetes adds to CEL (apiserver `pkg/cel/library`), one module per library."""
