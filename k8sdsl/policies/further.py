"""What `check` applies and a build does not: server-side apply, admission policies, policies, pod security."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.kube.versions import parse_kube_version
from k8sdsl.policies.judge import judge_uses
from k8sdsl.server.apply_check import check_apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.policies.switched_on import SwitchedOn
    from k8sdsl.tree import Tree


class Further(NamedTuple):
    """The policies that are switched on, a level of the Pod Security Standards, and objects of admission policies."""

    switched_on: SwitchedOn
    pod_security: str | None = None
    admission_policies: Sequence[Tree] = ()

    def find(
        self,
        manifests: ManifestSet,
        *,
        kube_version: str,
        server_side: bool,
        crds: Iterable[Tree] = (),
        overlay: str = "",
        declared: Any = None,
    ) -> list[Finding]:
        """What is found in the objects of an overlay; `declared` is the overlay itself if it is Python.

        With `server_side`, what server-side apply refuses is an error.
        """
        found = check_apply(manifests, server_side=server_side, kube_version=kube_version, crds=crds)
        if self.admission_policies:
            from k8sdsl.cluster.admission_policies.check import check_policies

            found += check_policies(manifests, [*self.admission_policies], kube_version=kube_version, crds=crds)
        found += judge_uses(manifests, self.switched_on.of(overlay, declared), self.switched_on.own)
        if self.pod_security is not None:
            from k8sdsl.cluster.pod_security.check import check_pod_security

            found += check_pod_security(manifests, self.pod_security, parse_kube_version(kube_version))
        return found
