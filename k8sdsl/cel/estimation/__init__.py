"""What evaluating an expression may cost at most (cel-go `checker/cost.go`, apiserver `pkg/cel/library/cost.go`)."""
