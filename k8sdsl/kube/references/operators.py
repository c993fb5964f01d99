"""What custom resources of operators refer to: cert-manager, secrets, Prometheus, KEDA and the vertical autoscaler."""

from __future__ import annotations

from k8sdsl.kube.references.field import ANYWHERE, refers, selects

_CERTS = "cert-manager.io"
_ISSUERS = f"Issuer.{_CERTS} ClusterIssuer.{_CERTS}"
_DNS = "spec/acme/solvers/dns01"
_ISSUER_SECRETS = (
    *("spec/acme/externalAccountBinding/keySecretRef", "spec/vault/auth/appRole/secretRef"),
    *("spec/vault/auth/kubernetes/secretRef", "spec/vault/auth/tokenSecretRef", "spec/vault/caBundleSecretRef"),
    *("spec/venafi/cloud/apiTokenSecretRef", "spec/venafi/tpp/caBundleSecretRef"),
    *(f"{_DNS}/cloudflare/apiTokenSecretRef", f"{_DNS}/cloudflare/apiKeySecretRef"),
    *(f"{_DNS}/route53/secretAccessKeySecretRef", f"{_DNS}/route53/accessKeyIDSecretRef"),
    *(f"{_DNS}/cloudDNS/serviceAccountSecretRef", f"{_DNS}/azureDNS/clientSecretSecretRef"),
    *(f"{_DNS}/digitalocean/tokenSecretRef", f"{_DNS}/rfc2136/tsigSecretSecretRef", f"{_DNS}/acmeDNS/accountSecretRef"),
)
_STORES = ("SecretStore.external-secrets.io", "ClusterSecretStore.external-secrets.io")

CERT_MANAGER = (
    *(
        refers(f"{kind}.{_CERTS}", "spec/issuerRef", _ISSUERS, name="name", kind="kind", group="group",
               use="is issued by")
        for kind in ("Certificate", "CertificateRequest")
    ),
    refers(f"Certificate.{_CERTS}", "spec/secretName", "Secret", use="makes", makes=True),
    *(
        refers(f"{kind}.{_CERTS}", "spec/venafi/tpp/credentialsRef", "Secret", name="name", namespace=place,
               use="signs in with")
        for kind, place in (("Issuer", ""), ("ClusterIssuer", ANYWHERE))
    ),
    *(
        refers(f"Certificate.{_CERTS}", f"spec/keystores/{store}/passwordSecretRef", "Secret", name="name", key="key",
               use="locks with")
        for store in ("jks", "pkcs12")
    ),
    *(
        refers(f"{kind}.{_CERTS}", "spec/ca/secretName", "Secret", namespace=place, use="signs with")
        for kind, place in (("Issuer", ""), ("ClusterIssuer", ANYWHERE))
    ),
    *(
        refers(f"{kind}.{_CERTS}", "spec/acme/privateKeySecretRef", "Secret", name="name", namespace=place,
               use="makes", makes=True)
        for kind, place in (("Issuer", ""), ("ClusterIssuer", ANYWHERE))
    ),
    *(
        refers(f"{kind}.{_CERTS}", path, "Secret", name="name", key="key", namespace=place, use="signs in with")
        for kind, place in (("Issuer", ""), ("ClusterIssuer", ANYWHERE))
        for path in _ISSUER_SECRETS
    ),
    *(
        refers("Gateway.gateway.networking.k8s.io", f"metadata/annotations/cert-manager.io\\/{annotation}",
               f"{issuer}.{_CERTS}", use="is issued by")
        for annotation, issuer in (("issuer", "Issuer"), ("cluster-issuer", "ClusterIssuer"))
    ),
)  # fmt: skip

_STORE_SECRETS = (
    *("aws/auth/secretRef/accessKeyIDSecretRef", "aws/auth/secretRef/secretAccessKeySecretRef"),
    *("aws/auth/secretRef/sessionTokenSecretRef", "gcpsm/auth/secretRef/secretAccessKeySecretRef"),
    *("azurekv/authSecretRef/clientId", "azurekv/authSecretRef/clientSecret", "kubernetes/auth/token/bearerToken"),
    *("vault/auth/tokenSecretRef", "vault/auth/appRole/secretRef", "vault/auth/appRole/roleRef"),
    *("vault/auth/kubernetes/secretRef", "vault/auth/ldap/secretRef", "vault/auth/userPass/secretRef"),
    *("vault/auth/jwt/secretRef", "vault/auth/cert/secretRef", "vault/auth/cert/clientCert"),
    *("onepassword/auth/secretRef/connectTokenSecretRef", "onepasswordSDK/auth/serviceAccountSecretRef"),
    *("doppler/auth/secretRef/dopplerToken", "gitlab/auth/SecretRef/accessToken", "webhook/secrets/secretRef"),
    *("infisical/auth/universalAuthCredentials/clientId", "infisical/auth/universalAuthCredentials/clientSecret"),
    *("bitwardensecretsmanager/auth/secretRef/credentials", "akeyless/authSecretRef/secretRef/accessID"),
    *("scaleway/accessKey/secretRef", "scaleway/secretKey/secretRef", "keepersecurity/authRef"),
)
_STORE_ACCOUNTS = (
    *("aws/auth/jwt/serviceAccountRef", "vault/auth/kubernetes/serviceAccountRef", "kubernetes/auth/serviceAccount"),
    *("gcpsm/auth/workloadIdentity/serviceAccountRef", "azurekv/serviceAccountRef"),
)

SECRETS = (
    *(
        refers(store, f"spec/provider/{path}", "Secret", name="name", key="key", namespace=place, use="signs in with")
        for store, place in zip(_STORES, ("", "namespace"), strict=True)
        for path in _STORE_SECRETS
    ),
    *(
        refers(store, f"spec/provider/{path}", "ServiceAccount", name="name", namespace=place, use="signs in as")
        for store, place in zip(_STORES, ("", "namespace"), strict=True)
        for path in _STORE_ACCOUNTS
    ),
    refers("SealedSecret.bitnami.com", "spec/template/metadata", "Secret", name="name", use="makes", makes=True),
    *(
        refers("ExternalSecret.external-secrets.io", path, " ".join(_STORES), name="name", kind="kind",
               use="is filled from")
        for path in ("spec/secretStoreRef", "spec/data/sourceRef/storeRef", "spec/dataFrom/sourceRef/storeRef")
    ),
    refers("ExternalSecret.external-secrets.io", "spec/target", "Secret", name="name", use="makes", makes=True),
    *(
        refers("ExternalSecret.external-secrets.io", f"spec/target/template/templateFrom/{field}", kind, name="name",
               key="items/key", use="is filled from")
        for field, kind in (("configMap", "ConfigMap"), ("secret", "Secret"))
    ),
    *(
        refers("PushSecret.external-secrets.io", path, " ".join(_STORES), name="name", kind="kind", use="writes to")
        for path in ("spec/secretStoreRefs",)
    ),
    refers("PushSecret.external-secrets.io", "spec/selector/secret", "Secret", name="name", use="copies"),
)  # fmt: skip

_MONITORING = "monitoring.coreos.com"
_MONITORS = (("ServiceMonitor", "spec/endpoints"), ("PodMonitor", "spec/podMetricsEndpoints"), ("Probe", "spec"))

PROMETHEUS = (
    *(
        refers(f"{kind}.{_MONITORING}", f"{path}/{field}", "Secret", name="name", key="key", optional="optional",
               use="signs in with")
        for kind, path in _MONITORS
        for field in ("basicAuth/username", "basicAuth/password", "authorization/credentials", "bearerTokenSecret",
                      "oauth2/clientSecret", "tlsConfig/keySecret", "tlsConfig/ca/secret", "tlsConfig/cert/secret")
    ),
    *(
        refers(f"{kind}.{_MONITORING}", f"{path}/tlsConfig/{field}/configMap", "ConfigMap", name="name", key="key",
               optional="optional", use="checks by")
        for kind, path in _MONITORS
        for field in ("ca", "cert")
    ),
    *(
        refers(f"{kind}.{_MONITORING}", "spec/serviceAccountName", "ServiceAccount", use="runs as")
        for kind in ("Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler")
    ),
    refers(f"Prometheus.{_MONITORING}", "spec/additionalScrapeConfigs", "Secret", name="name", key="key",
           optional="optional", use="reads"),
    refers(f"Prometheus.{_MONITORING}", "spec/alerting/alertmanagers", "Service", name="name", namespace="namespace",
           port="port", use="alerts by"),
    refers(f"Alertmanager.{_MONITORING}", "spec/configSecret", "Secret", use="reads"),
)  # fmt: skip

_TRIGGERS = "TriggerAuthentication.keda.sh ClusterTriggerAuthentication.keda.sh"

AUTOSCALERS = (
    refers("ScaledObject.keda.sh", "spec/scaleTargetRef", "Deployment StatefulSet", name="name", kind="kind",
           group="apiVersion", use="scales"),
    *(
        refers(f"{kind}.keda.sh", "spec/triggers/authenticationRef", _TRIGGERS, name="name", kind="kind",
               use="signs in with")
        for kind in ("ScaledObject", "ScaledJob")
    ),
    *(
        refers(f"{kind}.keda.sh", f"spec/{field}", target, name="name", key="key", namespace=place,
               use="reads")
        for kind, place in (("TriggerAuthentication", ""), ("ClusterTriggerAuthentication", ANYWHERE))
        for field, target in (("secretTargetRef", "Secret"), ("configMapTargetRef", "ConfigMap"))
    ),
    refers("VerticalPodAutoscaler.autoscaling.k8s.io", "spec/targetRef",
           "Deployment StatefulSet DaemonSet ReplicaSet ReplicationController Job CronJob", name="name", kind="kind",
           group="apiVersion", use="sizes"),
)  # fmt: skip

FIELDS = (*CERT_MANAGER, *SECRETS, *PROMETHEUS, *AUTOSCALERS)

SELECTORS = (
    selects(f"ServiceMonitor.{_MONITORING}", "spec/selector", "Service", namespaces="namespaceSelector",
            use="watches"),
    selects(f"PodMonitor.{_MONITORING}", "spec/selector", namespaces="namespaceSelector", use="watches"),
    *(
        selects(f"Prometheus.{_MONITORING}", f"spec/{field}Selector", f"{kind}.{_MONITORING}",
                namespaces=f"{field}NamespaceSelector", use="reads")
        for field, kind in (("serviceMonitor", "ServiceMonitor"), ("podMonitor", "PodMonitor"),
                            ("rule", "PrometheusRule"), ("probe", "Probe"))
    ),
)  # fmt: skip
