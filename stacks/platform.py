"""What the platform team prepares for each team: a namespace with its limits, and what its people may do there."""

from __future__ import annotations

from k8sdsl import Stack, k8s
from k8sdsl.blocks import addresses, allow_traffic, deny_all_traffic, pods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    Mesh = Literal["istio", "linkerd"]

API_SERVERS = [addresses(f"192.168.1.{number}/32") for number in (101, 102, 103)]
"""The nodes of the control plane."""

DNS = pods({"k8s-app": "kube-dns"}, namespace="kube-system")

# Developers claim storage by class and deploy what they like; volumes and classes belong to the administrators.
DEVELOPER_RULES = [
    k8s.PolicyRule(api_groups=["apps"], resources=["deployments", "statefulsets"], verbs=["get", "list", "watch"]),
    k8s.PolicyRule(api_groups=["batch"], resources=["jobs", "cronjobs"], verbs=["get", "list", "watch", "create"]),
    k8s.PolicyRule(api_groups=[""], resources=["pods", "pods/log", "services"], verbs=["get", "list", "watch"]),
    k8s.PolicyRule(
        api_groups=[""], resources=["persistentvolumeclaims", "configmaps"], verbs=["get", "list", "create", "update"]
    ),
]


def team(
    namespace: str,
    *,
    quota: Mapping[str, str],
    largest_container: str = "2Gi",
    mesh: Mesh | None = None,
    isolated: bool = True,
) -> Stack:
    """The namespace of a team: what it may use, what its members may do, and no traffic that nobody allowed.

    `quota` is what the whole namespace may use, and `largest_container` the memory that one container may have. `mesh`
    adds the proxy of Istio or Linkerd to each pod. If not `isolated`, the application closes the namespace itself.
    """
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    if mesh == "istio":
        labels["istio-injection"] = "enabled"
    annotations = {"linkerd.io/inject": "enabled"} if mesh == "linkerd" else None
    return Stack(
        f"team-{namespace}",
        [
            k8s.Namespace(namespace, labels=labels, annotations=annotations),
            k8s.ResourceQuota(
                "quota",
                spec=k8s.ResourceQuotaSpec(
                    hard={**quota, "services.loadbalancers": "0", "services.nodeports": "0"},
                ),
            ),
            limits(largest_container),
            *(closed() if isolated else ()),
            k8s.Role("developer", rules=DEVELOPER_RULES),
            k8s.RoleBinding(
                "developers",
                role_ref=k8s.RoleRef(api_group="rbac.authorization.k8s.io", kind="Role", name="developer"),
                subjects=[
                    k8s.Subject(kind="Group", name=f"{namespace}-developers", api_group="rbac.authorization.k8s.io")
                ],
            ),
        ],
    )


def closed() -> list[k8s.NetworkPolicy]:
    """A namespace without any traffic but questions to the cluster's DNS; further policies open what is needed."""
    return [deny_all_traffic("deny-all"), allow_traffic("dns", {}, sent={("53/UDP", "53/TCP"): DNS})]


def limits(largest_container: str) -> k8s.LimitRange:
    """The defaults of a container without resources, and the most that one may have."""
    return k8s.LimitRange(
        "limits",
        spec=k8s.LimitRangeSpec(
            limits=[
                k8s.LimitRangeItem(
                    type="Container",
                    default_request={"cpu": "50m", "memory": "64Mi"},
                    default={"memory": "256Mi"},
                    max={"memory": largest_container},
                )
            ]
        ),
    )
