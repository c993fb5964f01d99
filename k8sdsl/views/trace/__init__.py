"""The way of one request through the objects of a set, step by step: `k8sdsl trace`.

request   from outside: the name, the balancer, the Ingress or route, its Service
sender    from a workload: the pods that send it, and the name that they resolve
service   a Service and its pods; slices: the addresses of one without a selector
policies  the policies between two sides of a connection; refusals: why they stop it, and the rule to add
gateways  listeners before routes; rules: which rule of an Ingress or route decides
mesh      mutual TLS between pods of Istio; authorization: its AuthorizationPolicies
steps     what a step is, and the text of a trace
as_json   the same for programs
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.trace.request import from_outside
from k8sdsl.views.trace.sender import from_workload
from k8sdsl.views.trace.steps import TracedObjects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.manifest import Manifest
    from k8sdsl.views.trace.steps import TraceStep


def trace(
    manifests: Iterable[Manifest], to: str, *, source: str = "", there: Iterable[Manifest] = ()
) -> list[TraceStep]:
    """The steps of a request to a URL, or from a workload (`Deployment/web`) to `HOST:PORT`; the last may say why not.

    `there` are the objects of the cluster. Raises K8sdslError for a URL that cannot be read or a workload that is not
    there.
    """
    objects = TracedObjects([*manifests, *there])
    return from_workload(objects, source, to) if source else from_outside(objects, to)
