"""The controls of the Pod Security Standards, one file each, named as upstream's `policy/check_*.go`.

A control is a `RULE` and a function `find(pod, minor)` that yields the path and the message of each violation, as the
standard of Kubernetes 1.`minor` has it.
"""
