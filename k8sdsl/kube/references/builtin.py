"""What Kubernetes' own kinds refer to, beside the pods they make."""

from __future__ import annotations

from k8sdsl.kube.references.field import ANYWHERE, refers, selects
from k8sdsl.kube.references.pods import claim_fields

_SCALED = "Deployment ReplicationController ReplicaSet StatefulSet"
_RBAC = "rbac.authorization.k8s.io"
_NGINX = "metadata/annotations/nginx.ingress.kubernetes.io\\/"
_CSI_SECRETS = ("controllerPublish", "controllerExpand", "nodeStage", "nodePublish", "nodeExpand")
_CSI_STEPS = ("provisioner", "controller-publish", "controller-expand", "node-stage", "node-publish", "node-expand")
_VOLUMES_WITH_SECRETS = ("cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos")
_DEVICES = ("exactly/deviceClassName", "firstAvailable/deviceClassName", "deviceClassName")

WORKLOADS = (
    refers("HorizontalPodAutoscaler", "spec/scaleTargetRef", _SCALED, name="name", kind="kind", group="apiVersion",
           use="scales", kustomize=True),
    refers("HorizontalPodAutoscaler", "spec/metrics/object/describedObject", "Service Ingress", name="name",
           kind="kind", group="apiVersion", use="measures"),
    refers("StatefulSet", "spec/serviceName", "Service", use="is named by", kustomize=True),
    *claim_fields("StatefulSet", "spec/volumeClaimTemplates/spec"),
    refers("Workload", "spec/controllerRef", "Job", name="name", kind="kind", group="apiGroup", use="belongs to"),
)  # fmt: skip

SERVICES = (
    refers("Ingress", "spec/rules/http/paths/backend", "Service", name="serviceName", port="servicePort",
           use="routes to", kustomize=True),
    refers("Ingress", "spec/backend", "Service", name="serviceName", port="servicePort", use="routes to",
           kustomize=True),
    refers("Ingress", "spec/rules/http/paths/backend/service", "Service", name="name", port="port", use="routes to",
           kustomize=True),
    refers("Ingress", "spec/defaultBackend/service", "Service", name="name", port="port", use="routes to",
           kustomize=True),
    refers("Ingress", "spec/rules/http/paths/backend/resource", "Service", name="name", kind="kind",
           group="apiGroup", use="routes to", renames=""),
    refers("Ingress", "spec/defaultBackend/resource", "Service", name="name", kind="kind", group="apiGroup",
           use="routes to", renames=""),
    refers("Ingress", "spec/tls", "Secret", name="secretName", use="serves the certificate of", kustomize=True),
    refers("Ingress", "metadata/annotations/ingress.kubernetes.io\\/auth-secret", "Secret", use="checks passwords by",
           kustomize=True),
    refers("Ingress", f"{_NGINX}auth-secret", "Secret", use="checks passwords by", kustomize=True, form="namespaced"),
    refers("Ingress", f"{_NGINX}auth-tls-secret", "Secret", use="checks clients by", kustomize=True,
           form="namespaced"),
    refers("Ingress", f"{_NGINX}proxy-ssl-secret", "Secret", use="calls backends with", form="namespaced"),
    refers("Ingress", f"{_NGINX}fastcgi-params-configmap", "ConfigMap", use="reads", kustomize=True,
           form="namespaced"),
    refers("Ingress", "spec/ingressClassName", "IngressClass", use="is served by"),
    refers("IngressClass", "spec/parameters", "ConfigMap", name="name", namespace="namespace", kind="kind",
           group="apiGroup", use="reads", renames=""),
    refers("APIService", "spec/service", "Service", name="name", namespace="namespace", port="port", use="calls",
           kustomize=True),
    *(
        refers(f"{kind}WebhookConfiguration", "webhooks/clientConfig/service", "Service", name="name",
               namespace="namespace", port="port", use="calls", kustomize=True, renames="map")
        for kind in ("Validating", "Mutating")
    ),
    refers("CustomResourceDefinition", "spec/conversion/webhook/clientConfig/service", "Service", name="name",
           namespace="namespace", port="port", use="calls", renames="map"),
    refers("EndpointSlice", "metadata/labels/kubernetes.io\\/service-name", "Service", use="lists addresses of"),
    refers("IPAddress", "spec/parentRef", "Service", name="name", namespace="namespace", use="is an address of"),
    refers("Service", "spec/template/spec/containers/env/valueFrom/secretKeyRef", "Secret", name="name",
           use="reads", kustomize=True)._replace(referrer_group="serving.knative.dev"),
)  # fmt: skip

ACCESS = (
    refers("RoleBinding", "roleRef", "Role ClusterRole", name="name", kind="kind", use="grants", kustomize=True),
    refers("ClusterRoleBinding", "roleRef", "ClusterRole", name="name", kind="kind", use="grants", kustomize=True),
    *(
        refers(kind, "subjects", "ServiceAccount", name="name", namespace="namespace", kind="kind", use="grants to",
               kustomize=True, renames="map")
        for kind in ("RoleBinding", "ClusterRoleBinding")
    ),
    refers("FlowSchema", "spec/rules/subjects/serviceAccount", "ServiceAccount", name="name", namespace="namespace",
           use="ranks requests of", renames="map"),
    refers("FlowSchema", "spec/priorityLevelConfiguration", "PriorityLevelConfiguration", name="name",
           use="is ranked by"),
    refers("ServiceAccount", "imagePullSecrets", "Secret", name="name", use="pulls with", kustomize=True),
    refers("ServiceAccount", "secrets", "Secret", name="name", use="may mount"),
    refers("Secret", "metadata/annotations/kubernetes.io\\/service-account.name", "ServiceAccount",
           use="holds a token of"),
    *(
        refers(f"{kind}AdmissionPolicyBinding", "spec/policyName", f"{kind}AdmissionPolicy", use="enforces",
               kustomize=kind == "Validating")
        for kind in ("Validating", "Mutating")
    ),
    *(
        refers(f"{kind}AdmissionPolicyBinding", "spec/paramRef", "ConfigMap", name="name", namespace="namespace",
               use="is set by", renames="")
        for kind in ("Validating", "Mutating")
    ),
)  # fmt: skip

RESOURCE_NAMES = tuple(
    refers(role, "rules", kind, name="resourceNames", kind="resources", use="grants access to", kustomize=True)
    for kind, roles in (("ConfigMap", "Role ClusterRole"), ("Secret", "Role ClusterRole"),
                        ("PersistentVolume", "ClusterRole"))
    for role in roles.split()
)  # fmt: skip
"""Names beside a list of `resources`, which says what they name."""

STORAGE = (
    *claim_fields("PersistentVolumeClaim", "spec"),
    refers("PersistentVolume", "spec/storageClassName", "StorageClass", use="belongs to", kustomize=True),
    refers("PersistentVolume", "spec/volumeAttributesClassName", "VolumeAttributesClass", use="is tuned by"),
    refers("PersistentVolume", "spec/claimRef", "PersistentVolumeClaim", name="name", namespace="namespace",
           use="is bound to", renames="map"),
    refers("PersistentVolume", "spec/azureFile", "Secret", name="secretName", namespace="secretNamespace",
           use="mounts with", kustomize=True),
    *(
        refers("PersistentVolume", f"spec/csi/{step}SecretRef", "Secret", name="name", namespace="namespace",
               use="mounts with", renames="map")
        for step in _CSI_SECRETS
    ),
    *(
        refers("PersistentVolume", f"spec/{volume}/secretRef", "Secret", name="name", namespace="namespace",
               use="mounts with", renames="map")
        for volume in _VOLUMES_WITH_SECRETS
    ),
    refers("PersistentVolume", "spec/csi", "CSIDriver", name="driver", use="mounts with", renames=""),
    refers("PersistentVolume", "spec/glusterfs", "Endpoints", name="endpoints", namespace="endpointsNamespace",
           use="mounts from"),
    refers("StorageClass", "provisioner", "CSIDriver", use="is provisioned by", renames=""),
    *(
        refers("StorageClass", "parameters", "Secret", name=f"csi.storage.k8s.io\\/{step}-secret-name",
               namespace=f"csi.storage.k8s.io\\/{step}-secret-namespace", use="provisions with")
        for step in _CSI_STEPS
    ),
    *(
        refers("StorageClass", "parameters", "Secret", name=name, namespace=ANYWHERE, use="provisions with",
               kustomize=True)
        for name in ("secretName", "adminSecretName", "userSecretName", "secretRef")
    ),
    refers("VolumeAttributesClass", "driverName", "CSIDriver", use="is provisioned by", renames=""),
    refers("CSIStorageCapacity", "storageClassName", "StorageClass", use="belongs to"),
    refers("VolumeAttachment", "spec/source/persistentVolumeName", "PersistentVolume", use="attaches"),
    refers("VolumeAttachment", "spec/nodeName", "Node", use="attaches to"),
    refers("Node", "spec/configSource/configMap", "ConfigMap", name="name", namespace="namespace", use="reads",
           kustomize=True, renames="map"),
)  # fmt: skip

DEVICES = (
    *(refers("ResourceClaim", f"spec/devices/requests/{field}", "DeviceClass", use="claims") for field in _DEVICES),
    *(
        refers("ResourceClaimTemplate", f"spec/spec/devices/requests/{field}", "DeviceClass", use="claims")
        for field in _DEVICES
    ),
    *(
        refers(kind, path, "PriorityClass", use="is ranked by")
        for kind, path in (
            ("PodGroup", "spec/priorityClassName"),
            ("CompositePodGroup", "spec/priorityClassName"),
            ("Workload", "spec/podGroupTemplates/priorityClassName"),
        )
    ),
    refers("PodGroup", "spec/workloadRef", "Workload", name="workloadName", use="belongs to"),
    refers("PodGroup", "spec/resourceClaims", "ResourceClaim", name="resourceClaimName", use="claims"),
    refers("PodGroup", "spec/resourceClaims", "ResourceClaimTemplate", name="resourceClaimTemplateName", use="claims"),
    refers("PodGroup", "spec/parentCompositePodGroupName", "CompositePodGroup", use="belongs to"),
    refers("CompositePodGroup", "spec/workloadRef", "Workload", name="workloadName", use="belongs to"),
    refers("CompositePodGroup", "spec/parentCompositePodGroupName", "CompositePodGroup", use="belongs to"),
    refers("DeviceTaintRule", "spec/deviceSelector/deviceClassName", "DeviceClass", use="taints"),
    refers("ResourceSlice", "spec/nodeName", "Node", use="lists devices of"),
)  # fmt: skip

_CERTIFICATES = "cert-manager.io"
_INJECTED = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService", "CustomResourceDefinition")

ANNOTATIONS = (
    *(
        refers("Ingress", f"metadata/annotations/{_CERTIFICATES}\\/{annotation}", f"{issuer}.{_CERTIFICATES}",
               use="is issued by")
        for annotation, issuer in (("issuer", "Issuer"), ("cluster-issuer", "ClusterIssuer"))
    ),
    *(
        refers(kind, f"metadata/annotations/{_CERTIFICATES}\\/inject-ca-from", f"Certificate.{_CERTIFICATES}",
               form="namespaced", use="trusts")
        for kind in _INJECTED
    ),
    *(
        refers("Service", f"metadata/annotations/{prefix}\\/address-pool", "IPAddressPool.metallb.io",
               namespace=ANYWHERE, use="takes an address from", renames="")
        for prefix in ("metallb.io", "metallb.universe.tf")
    ),
)  # fmt: skip
"""What annotations for well-known projects name."""

OWNERS = (
    refers("", "metadata/ownerReferences", "ReplicaSet", name="name", kind="kind", group="apiVersion",
           use="is owned by", renames=""),
)  # fmt: skip
"""What every object may say."""

FIELDS = (*WORKLOADS, *SERVICES, *ACCESS, *RESOURCE_NAMES, *STORAGE, *DEVICES, *ANNOTATIONS)

SELECTORS = (
    selects("Service", "spec/selector", form="labels", use="routes to"),
    selects("ReplicationController", "spec/selector", form="labels"),
    *(selects(kind, "spec/selector") for kind in ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job")),
    selects("PodDisruptionBudget", "spec/selector", use="protects"),
    selects("NetworkPolicy", "spec/podSelector", use="guards"),
    selects("NetworkPolicy", "spec/ingress/from/podSelector", namespaces="namespaceSelector", use="lets in"),
    selects("NetworkPolicy", "spec/egress/to/podSelector", namespaces="namespaceSelector", use="lets out to"),
    selects("PersistentVolumeClaim", "spec/selector", "PersistentVolume", use="binds"),
    selects("ClusterRole", "aggregationRule/clusterRoleSelectors", "ClusterRole", use="gathers"),
)
"""The fields of built-in kinds that select objects by labels."""
