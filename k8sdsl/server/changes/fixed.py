"""Fields that keep the value they were created with (`ValidateImmutableField` in many update functions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.kinds import kind_info
from k8sdsl.rule import Rule
from k8sdsl.server.equality import comparable
from k8sdsl.tree import copy_tree, get

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

IMMUTABLE = Rule(
    "change/immutable-field",
    "A field that identifies an object, such as `spec.selector` or `roleRef`, must keep its value.",
    "ValidateImmutableField",
    "Deployment",
    bad={"spec.selector.matchLabels": {"app": "other"}, "spec.template.metadata.labels": {"app": "other"}},
    good={"spec.replicas": 3},
    remedy=(
        "delete the object with `kubectl delete` and create it again, or create a new one with another `metadata.name`"
    ),
)
QUOTA_SCOPES = Rule(
    "change/quota-scopes",
    "`scopes` of a ResourceQuota cannot change.",
    "ValidateResourceQuotaUpdate",
    "ResourceQuota",
    bad={"spec.scopes": ["Terminating"]},
    good={"spec.hard": {"pods": "7"}},
    remedy=(
        "delete the quota with `kubectl delete resourcequota` and create it again, or create one with another "
        "`metadata.name`"
    ),
)

_SELECTOR = (("spec.selector", "spec.selector"),)
_ROLE = (("roleRef", "roleRef"),)
_SPEC = (("spec", "spec"),)
FIXED: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("apps", "ControllerRevision"): (("data", "data"),),
    ("apps", "DaemonSet"): _SELECTOR,
    ("apps", "Deployment"): _SELECTOR,
    ("apps", "ReplicaSet"): _SELECTOR,
    ("certificates.k8s.io", "ClusterTrustBundle"): (("spec.signerName", "spec.signerName"),),
    ("certificates.k8s.io", "PodCertificateRequest"): _SPEC,
    ("coordination.k8s.io", "LeaseCandidate"): (("spec.leaseName", "spec.leaseName"),),
    ("discovery.k8s.io", "EndpointSlice"): (("addressType", "addressType"),),
    ("events.k8s.io", "Event"): (
        *(("regarding", "involvedObject"), ("reason", "reason"), ("note", "message"), ("type", "type")),
        *(("deprecatedSource", "source"), ("deprecatedFirstTimestamp", "firstTimestamp")),
        *(("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"), ("eventTime", "eventTime")),
        *(("action", "action"), ("related", "related"), ("reportingController", "reportingController")),
        ("reportingInstance", "reportingInstance"),
    ),
    ("networking.k8s.io", "IPAddress"): (("spec.parentRef", "spec.parentRef"),),
    ("networking.k8s.io", "IngressClass"): (("spec.controller", "spec.controller"),),
    ("node.k8s.io", "RuntimeClass"): (("handler", "handler"),),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): _ROLE,
    ("rbac.authorization.k8s.io", "RoleBinding"): _ROLE,
    ("resource.k8s.io", "ResourceClaim"): _SPEC,
    ("resource.k8s.io", "ResourceClaimTemplate"): _SPEC,
    ("resource.k8s.io", "ResourceSlice"): (
        ("spec.nodeName", "spec.nodeName"),
        ("spec.driver", "spec.driver"),
        ("spec.pool.name", "spec.pool.name"),
    ),
    ("scheduling.k8s.io", "PriorityClass"): (("value", "value"), ("preemptionPolicy", "preemptionPolicy")),
    ("storage.k8s.io", "CSIDriver"): (
        # Upstream spells the path of the first with one letter too many.
        ("spec.attachRequired", "spec.attachedRequired"),
        ("spec.volumeLifecycleModes", "spec.volumeLifecycleModes"),
    ),
    ("storage.k8s.io", "CSIStorageCapacity"): (
        ("nodeTopology", "nodeTopology"),
        ("storageClassName", "storageClassName"),
    ),
    ("storage.k8s.io", "StorageClass"): (
        ("parameters", "parameters"),
        ("provisioner", "provisioner"),
        ("reclaimPolicy", "reclaimPolicy"),
        ("volumeBindingMode", "volumeBindingMode"),
    ),
    ("storage.k8s.io", "VolumeAttachment"): _SPEC,
    ("storage.k8s.io", "VolumeAttributesClass"): (("driverName", "driverName"), ("parameters", "parameters")),
    ("storagemigration.k8s.io", "StorageVersionMigration"): _SPEC,
}
"""The immutable fields of each group and kind: their path in the object, and the server's spelling of it."""

_ONCE_FIXED = {("storage.k8s.io", "CSIDriver"): (29, ("spec.fsGroupPolicy", "spec.podInfoOnMount"))}
"""Fields that could not change on servers before this version (kubernetes/kubernetes#120406)."""


def change_fixed(new: Tree, old: Tree, problems: Problems, context: Context) -> None:
    """Compares the immutable fields of a kind."""
    before, after = comparable_pair(new, old)
    key = (str(new["apiVersion"]).rpartition("/")[0], new["kind"])
    until, earlier = _ONCE_FIXED.get(key, (0, ()))
    rows = FIXED[key] + (tuple((path, path) for path in earlier) if context.minor < until else ())
    for path, server_path in rows:
        steps = path.split(".")
        if get(before, steps) != get(after, steps):
            problems.add(IMMUTABLE, server_path, f"`{path}` of a {new['kind']} cannot change")


def comparable_pair(new: Tree, old: Tree) -> tuple[Tree, Tree]:
    """The old and the new object of a built-in kind in a form in which equal values compare equal."""
    info = kind_info(new["apiVersion"], new["kind"])
    type_name = info.type if info is not None else ""
    return comparable(old, type_name), comparable(new, type_name)


def change_quota(new: Tree, old: Tree, problems: Problems, _context: Context) -> None:
    """Scopes are compared as sets (ValidateResourceQuotaUpdate)."""
    before, after = (set((obj.get("spec") or {}).get("scopes") or ()) for obj in (old, new))
    if before != after:
        problems.add(QUOTA_SCOPES, "spec.scopes", "`spec.scopes` of a ResourceQuota cannot change")


def keep_spec(new: Tree, old: Tree | None, _context: Context) -> None:
    """Certificate requests keep their specification; the server ignores changes of it (PrepareForUpdate)."""
    if old is not None:
        new["spec"] = copy_tree(old.get("spec", {}))
