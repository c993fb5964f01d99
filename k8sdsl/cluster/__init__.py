"""What a cluster makes of a set of objects: admission, volumes, scheduling and the network, without a cluster.

- `simulate`: objects created one after another where others are already; `simulation` is what it answers.
- `admission`: the plugins of the API server that a default installation runs, one file each. `quota` is one of them.
- `pod_security`: the Pod Security Standards, one file per control.
- `volumes`: how claims find volumes. `scheduling`: which nodes take a pod, one file per filter.
- `controllers`: the pods that a workload makes.
- `network`: which pods may connect to which.

Preemption and the scoring of nodes are not simulated: a pod for which another would be removed counts as not scheduled,
and of several feasible nodes the one with the most room left is taken.
"""
