"""Opinions about manifests. Each is switched on by name; none is on by default.

`policy` declares one; a shelf of modules by topic holds those that come with k8sdsl. `names` finds the policies that a
name, a set or another linter's check stands for; `judge` evaluates them.
"""

from __future__ import annotations

from k8sdsl.policies.policy import Fix as Fix
from k8sdsl.policies.policy import Policy as Policy
from k8sdsl.policies.policy import policy as policy
from k8sdsl.policies.subjects import Container as Container
from k8sdsl.policies.subjects import Objects as Objects
from k8sdsl.policies.subjects import Workload as Workload
from k8sdsl.policies.subjects import containers as containers
from k8sdsl.policies.subjects import objects_of as objects_of
from k8sdsl.policies.subjects import regular_containers as regular_containers
from k8sdsl.policies.subjects import typed as typed
from k8sdsl.policies.subjects import workloads as workloads
from k8sdsl.yaml.editing import ABSENT as ABSENT

__all__ = [
    "ABSENT",
    "Container",
    "Fix",
    "Objects",
    "Policy",
    "Workload",
    "containers",
    "objects_of",
    "policy",
    "regular_containers",
    "typed",
    "workloads",
]
