"""The filters, one file each, named as the plugins of `pkg/scheduler/framework/plugins`.

Three shapes, by what a verdict depends on:

- `reason(profile, node)`: the node itself, or what runs on it;
- a class with `applies` and `reason(node)`, made for one pod: volumes and claims;
- a class with `count(pod, node)` and `reason(node)`, kept for equal pods: where pods run on all nodes.

A reason is text, empty if the node passes.
"""
