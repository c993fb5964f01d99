"""What a picture can show, one file per view: each has `draw(sketch)`, which adds nodes and edges.

traffic   from outside to the data: balancers, routes, Services, workloads, claims
config    what reads which ConfigMap and Secret
storage   workloads, claims, volumes and classes
access    workloads, accounts, bindings and roles
network   which workloads may connect, by the network policies
deploy    the waves in which objects are created
all       every reference and selector
"""

from __future__ import annotations
