"""Which nodes take a pod: the filters of the scheduler's default profile (`pkg/scheduler/framework/plugins`)."""
