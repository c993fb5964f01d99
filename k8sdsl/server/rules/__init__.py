"""The rules of the API server, errors and warnings: one file per upstream package, several for core.

A kind's validation is a function `(obj, problems, context)`, named here by module and function so that a build loads
only the rules of the kinds that it contains. `obj` is the decoded private copy: defaults can be written into it.
"""

from __future__ import annotations

from k8sdsl.lazy import load_module

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

    KindValidator = Callable[[Tree, Problems, "Context"], None]


def labels_where_standing(namespace: str) -> Mapping[str, str] | None:
    """The labels of a namespace where no other is known: those that each cluster has are without labels."""
    from k8sdsl.kube.references.standing import is_standing

    return {} if is_standing("Namespace", namespace) else None


class Context:
    """The context of validation besides the object: the Kubernetes version, definitions of custom kinds, namespaces.

    `labels_of` gives the labels of a namespace by its name, or None if they are not known.
    """

    __slots__ = ("crds", "labels_of", "minor")

    def __init__(
        self,
        minor: int,
        crds: Mapping[tuple[str, str], Tree] | None = None,
        labels_of: Callable[[str], Mapping[str, str] | None] = labels_where_standing,
    ) -> None:
        self.minor = minor
        self.crds = crds or {}
        self.labels_of = labels_of


VALIDATORS: dict[tuple[str, str], str] = {
    ("", "Pod"): "pods.pod:validate_pod",
    ("", "PodTemplate"): "pods.templates:validate_pod_template",
    ("", "ReplicationController"): "pods.replication:validate_replication_controller",
    ("networking.k8s.io", "Ingress"): "networking.ingress:validate_ingress",
    ("networking.k8s.io", "IngressClass"): "networking.ingress_class:validate_ingress_class",
    ("networking.k8s.io", "NetworkPolicy"): "networking.network_policy:validate_network_policy",
    ("networking.k8s.io", "IPAddress"): "networking.services:validate_ip_address",
    ("networking.k8s.io", "ServiceCIDR"): "networking.services:validate_service_cidr",
    ("discovery.k8s.io", "EndpointSlice"): "discovery:validate_endpoint_slice",
    ("rbac.authorization.k8s.io", "Role"): "rbac:validate_role",
    ("rbac.authorization.k8s.io", "ClusterRole"): "rbac:validate_cluster_role",
    ("rbac.authorization.k8s.io", "RoleBinding"): "rbac:validate_role_binding",
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): "rbac:validate_cluster_role_binding",
    ("scheduling.k8s.io", "PriorityClass"): "scheduling:validate_priority_class",
    ("coordination.k8s.io", "Lease"): "coordination:validate_lease",
    ("coordination.k8s.io", "LeaseCandidate"): "coordination:validate_lease_candidate",
    ("certificates.k8s.io", "CertificateSigningRequest"): "certificates.requests:validate_certificate_signing_request",
    ("certificates.k8s.io", "ClusterTrustBundle"): "certificates.trust_bundles:validate_cluster_trust_bundle",
    ("apiregistration.k8s.io", "APIService"): "apiregistration:validate_api_service",
    ("node.k8s.io", "RuntimeClass"): "node:validate_runtime_class",
    ("storage.k8s.io", "StorageClass"): "storage.classes:validate_storage_class",
    ("storage.k8s.io", "VolumeAttributesClass"): "storage.classes:validate_volume_attributes_class",
    ("storage.k8s.io", "CSIDriver"): "storage.csi:validate_csi_driver",
    ("storage.k8s.io", "CSINode"): "storage.csi:validate_csi_node",
    ("storage.k8s.io", "CSIStorageCapacity"): "storage.csi:validate_csi_storage_capacity",
    ("storage.k8s.io", "VolumeAttachment"): "storage.volume_attachment:validate_volume_attachment",
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"): "flowcontrol.flow_schema:validate_flow_schema",
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"): (
        "flowcontrol.priority_level:validate_priority_level"
    ),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): (
        "apiextensions.definition:validate_custom_resource_definition"
    ),
    ("apps", "ControllerRevision"): "apps.controller_revision:validate_controller_revision",
    ("apps", "DaemonSet"): "apps.daemon_set:validate_daemon_set",
    ("apps", "Deployment"): "apps.deployment:validate_deployment",
    ("apps", "ReplicaSet"): "apps.replica_set:validate_replica_set",
    ("apps", "StatefulSet"): "apps.stateful_set:validate_stateful_set",
    ("autoscaling", "HorizontalPodAutoscaler"): (
        "autoscaling.horizontal_pod_autoscaler:validate_horizontal_pod_autoscaler"
    ),
    ("batch", "CronJob"): "batch.cron_job:validate_cron_job",
    ("batch", "Job"): "batch.job:validate_job",
    ("policy", "PodDisruptionBudget"): "policy:validate_pod_disruption_budget",
    ("", "Binding"): "core.binding:validate_binding",
    ("", "ConfigMap"): "core.data:validate_config_map",
    ("", "Endpoints"): "core.endpoints:validate_endpoints",
    ("", "Event"): "events:validate_event",
    ("events.k8s.io", "Event"): "events:validate_event",
    ("", "LimitRange"): "core.limit_range:validate_limit_range",
    ("", "Namespace"): "core.namespace:validate_namespace",
    ("", "Node"): "core.node:validate_node",
    ("", "PersistentVolume"): "core.persistent_volume:validate_persistent_volume",
    ("", "PersistentVolumeClaim"): "core.persistent_volume_claim:validate_persistent_volume_claim",
    ("", "ResourceQuota"): "core.quota:validate_resource_quota",
    ("", "Secret"): "core.data:validate_secret",
    ("", "Service"): "core.service:validate_service",
    ("", "ServiceAccount"): "core.namespace:validate_service_account",
    ("resource.k8s.io", "ResourceClaim"): "resource.claims:validate_resource_claim",
    ("resource.k8s.io", "ResourceClaimTemplate"): "resource.claims:validate_resource_claim_template",
    ("resource.k8s.io", "DeviceClass"): "resource.claims:validate_device_class",
    ("resource.k8s.io", "ResourceSlice"): "resource.slices:validate_resource_slice",
    ("resource.k8s.io", "DeviceTaintRule"): "resource.taints:validate_device_taint_rule",
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): (
        "admissionregistration.webhooks:validate_webhook_configuration"
    ),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): (
        "admissionregistration.webhooks:validate_webhook_configuration"
    ),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"): (
        "admissionregistration.policies:validate_validating_policy"
    ),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"): (
        "admissionregistration.policies:validate_mutating_policy"
    ),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"): (
        "admissionregistration.bindings:validate_validating_binding"
    ),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"): (
        "admissionregistration.bindings:validate_mutating_binding"
    ),
    ("certificates.k8s.io", "PodCertificateRequest"): "certificates.pod_requests:validate_pod_certificate_request",
    ("networking.k8s.io", "ClusterCIDR"): "metadata_only:validate_cluster_scoped",
    ("resource.k8s.io", "PodScheduling"): "metadata_only:validate_namespaced",
    ("resource.k8s.io", "PodSchedulingContext"): "metadata_only:validate_namespaced",
    ("resource.k8s.io", "ResourceClaimParameters"): "metadata_only:validate_namespaced",
    ("resource.k8s.io", "ResourceClass"): "metadata_only:validate_cluster_scoped",
    ("resource.k8s.io", "ResourceClassParameters"): "metadata_only:validate_namespaced",
    ("resource.k8s.io", "ResourcePoolStatusRequest"): "metadata_only:validate_cluster_scoped",
    ("scheduling.k8s.io", "CompositePodGroup"): "metadata_only:validate_namespaced",
    ("scheduling.k8s.io", "PodGroup"): "metadata_only:validate_namespaced",
    ("scheduling.k8s.io", "Workload"): "metadata_only:validate_namespaced",
    ("storagemigration.k8s.io", "StorageVersionMigration"): "storagemigration:validate_storage_version_migration",
}
"""The module (below this package) and function that validate each group and kind."""


def validator_of(group: str, kind: str) -> KindValidator | None:
    """The validation of a kind, loaded on first use; None if the server has none or k8sdsl does not know it."""
    key = (group, kind)
    if key not in _LOADED:
        target = VALIDATORS.get(key)
        loaded = None
        if target is not None:
            module, _, function = target.partition(":")
            loaded = getattr(load_module(f"{__name__}.{module}"), function)
        _LOADED[key] = loaded
    return _LOADED[key]


_LOADED: dict[tuple[str, str], KindValidator | None] = {}
