"""What custom resources that deploy others refer to: Argo CD, Argo Rollouts and Flux."""

from __future__ import annotations

from k8sdsl.kube.references.field import refers

_ARGO = "argoproj.io"
_ROLLOUT = f"Rollout.{_ARGO}"
_CANARY = "spec/strategy/canary"
_BLUE_GREEN = "spec/strategy/blueGreen"

ARGO = (
    refers(f"Application.{_ARGO}", "spec/project", f"AppProject.{_ARGO}", use="belongs to"),
    refers(f"ApplicationSet.{_ARGO}", "spec/template/spec/project", f"AppProject.{_ARGO}", use="belongs to"),
    refers(_ROLLOUT, "spec/workloadRef", "Deployment ReplicaSet StatefulSet", name="name", kind="kind",
           group="apiVersion", use="takes its pods from"),
    *(
        refers(_ROLLOUT, path, "Service", use="routes to")
        for path in (f"{_CANARY}/canaryService", f"{_CANARY}/stableService", f"{_BLUE_GREEN}/activeService",
                     f"{_BLUE_GREEN}/previewService", f"{_CANARY}/pingPong/pingService",
                     f"{_CANARY}/pingPong/pongService")
    ),
    refers(_ROLLOUT, f"{_CANARY}/trafficRouting/nginx/stableIngress", "Ingress", use="routes by"),
    refers(_ROLLOUT, f"{_CANARY}/trafficRouting/alb/ingress", "Ingress", use="routes by"),
    *(
        refers(_ROLLOUT, f"{_CANARY}/trafficRouting/istio/{field}", f"{kind}.networking.istio.io", name="name",
               use="routes by")
        for field, kind in (("virtualService", "VirtualService"), ("virtualServices", "VirtualService"),
                            ("destinationRule", "DestinationRule"))
    ),
    *(
        refers(_ROLLOUT, f"{path}/templates", f"AnalysisTemplate.{_ARGO} ClusterAnalysisTemplate.{_ARGO}",
               name="templateName", use="is judged by")
        for path in (f"{_CANARY}/analysis", f"{_CANARY}/steps/analysis", f"{_BLUE_GREEN}/prePromotionAnalysis",
                     f"{_BLUE_GREEN}/postPromotionAnalysis")
    ),
)  # fmt: skip

_SOURCE = "source.toolkit.fluxcd.io"
_GIT = f"GitRepository.{_SOURCE} OCIRepository.{_SOURCE} Bucket.{_SOURCE}"
_KUSTOMIZATION = "Kustomization.kustomize.toolkit.fluxcd.io"
_HELM = "HelmRelease.helm.toolkit.fluxcd.io"
_IMAGE = "image.toolkit.fluxcd.io"
_NOTICE = "notification.toolkit.fluxcd.io"
_CREDENTIALS = (
    *(f"{kind}.{_SOURCE}" for kind in ("GitRepository", "HelmRepository", "OCIRepository", "Bucket")),
    *(f"ImageRepository.{_IMAGE}", f"Provider.{_NOTICE}", f"Receiver.{_NOTICE}"),
)

FLUX = (
    refers(_KUSTOMIZATION, "spec/sourceRef", _GIT, name="name", namespace="namespace", kind="kind",
           group="apiVersion", use="deploys from"),
    refers(_KUSTOMIZATION, "spec/dependsOn", _KUSTOMIZATION, name="name", namespace="namespace", use="waits for"),
    refers(_KUSTOMIZATION, "spec/postBuild/substituteFrom", "ConfigMap Secret", name="name", kind="kind",
           optional="optional", use="is filled from"),
    refers(_KUSTOMIZATION, "spec/decryption/secretRef", "Secret", name="name", use="decrypts with"),
    refers(_HELM, "spec/chart/spec/sourceRef", f"HelmRepository.{_SOURCE} {_GIT}", name="name",
           namespace="namespace", kind="kind", group="apiVersion", use="deploys from"),
    refers(_HELM, "spec/chartRef", f"OCIRepository.{_SOURCE} HelmChart.{_SOURCE} ExternalArtifact.{_SOURCE}",
           name="name", namespace="namespace", kind="kind", group="apiVersion", use="deploys from"),
    refers(_HELM, "spec/dependsOn", _HELM, name="name", namespace="namespace", use="waits for"),
    refers(_HELM, "spec/valuesFrom", "ConfigMap Secret", name="name", kind="kind", key="valuesKey",
           optional="optional", use="is filled from"),
    *(
        refers(kind, "spec/kubeConfig/secretRef", "Secret", name="name", key="key", use="deploys with")
        for kind in (_KUSTOMIZATION, _HELM)
    ),
    *(refers(kind, "spec/serviceAccountName", "ServiceAccount", use="deploys as") for kind in (_KUSTOMIZATION, _HELM)),
    refers(f"HelmChart.{_SOURCE}", "spec/sourceRef", f"HelmRepository.{_SOURCE} {_GIT}", name="name", kind="kind",
           use="comes from"),
    *(refers(kind, "spec/secretRef", "Secret", name="name", use="signs in with") for kind in _CREDENTIALS),
    *(
        refers(kind, "spec/certSecretRef", "Secret", name="name", use="connects with")
        for kind in _CREDENTIALS
        if not kind.startswith(("GitRepository", "Receiver"))
    ),
    *(
        refers(kind, "spec/proxySecretRef", "Secret", name="name", use="connects with")
        for kind in _CREDENTIALS
        if not kind.startswith(("HelmRepository", "Receiver"))
    ),
    refers(f"ImagePolicy.{_IMAGE}", "spec/imageRepositoryRef", f"ImageRepository.{_IMAGE}", name="name",
           namespace="namespace", use="reads"),
    refers(f"ImageUpdateAutomation.{_IMAGE}", "spec/sourceRef", f"GitRepository.{_SOURCE}", name="name",
           namespace="namespace", kind="kind", use="writes to"),
    refers(f"Alert.{_NOTICE}", "spec/providerRef", f"Provider.{_NOTICE}", name="name", use="sends by"),
    *(
        refers(f"{kind}.{_NOTICE}", f"spec/{field}",
               f"{_KUSTOMIZATION} {_HELM} {_GIT} HelmRepository.{_SOURCE} ImageRepository.{_IMAGE}",
               name="name", namespace="namespace", kind="kind", use="watches", renames="")
        for kind, field in (("Alert", "eventSources"), ("Receiver", "resources"))
    ),
)  # fmt: skip

FIELDS = (*ARGO, *FLUX)
