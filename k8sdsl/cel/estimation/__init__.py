"""The maximum cost of evaluating an expression (cel-go `checker/cost.go`, apiserver `pkg/cel/library/cost.go`)."""
