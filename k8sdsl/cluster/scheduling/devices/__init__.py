"""Devices for pods: dynamic resource allocation (`k8s.io/dynamic-resource-allocation/structured`).

`inventory` has the devices that ResourceSlices offer, `selectors` evaluates expressions on them, `allocation` chooses
devices for claims on a node, and `claims` holds what is allocated.
"""
