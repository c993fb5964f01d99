"""ConfigMaps, Secrets, service accounts, namespaces, and their limits."""

from __future__ import annotations

GROUPS = ("core",)

TYPES = {
    "ConfigMap": "Configuration as keys and values, up to 1 MiB, for variables and files of pods.",
    "Secret": "As a ConfigMap, for secrets: base64, not encryption. Encrypted at rest only if the cluster is set up "
    "so.",
    "ServiceAccount": "An identity for pods.",
    "Namespace": "A scope for names, quotas, policies and permissions.",
    "LimitRange": "Defaults and bounds for each container, pod or claim of a namespace.",
    "LimitRangeSpec": "The limits.",
    "LimitRangeItem": "Defaults and bounds of one kind of object.",
    "ResourceQuota": "What all objects of a namespace may use together.",
    "ResourceQuotaSpec": "The quota, and which objects count.",
}

FIELDS = {
    "ConfigMap.data": "Strings, also for numbers. A key is a file name in volumes, and a variable in `envFrom`.",
    "ConfigMap.binaryData": "Base64 of bytes that are not UTF-8. Keys must not be in `data` too.",
    "ConfigMap.immutable": "Values can never be changed, which also spares the API server the watches. Only deletion "
    "undoes it.",
    "Secret.data": "Base64 of the values; `bytes` in Python are encoded for you.",
    "Secret.stringData": "Plain strings, which the server encodes into `data`; they win over its keys and are never "
    "shown again.",
    "Secret.type": "`kubernetes.io/tls` and the other types of Kubernetes demand certain keys. Cannot be changed.",
    "Secret.immutable": "Values can never be changed. Only deletion undoes it.",
    "ServiceAccount.automountServiceAccountToken": "False keeps the token out of pods, unless a pod asks for it.",
    "ServiceAccount.imagePullSecrets": "Added to every pod that uses the account.",
    "ServiceAccount.secrets": "Not needed: pods get tokens that expire.",
    "LimitRangeItem.default": "Limits for containers that have none.",
    "LimitRangeItem.defaultRequest": "Requests for containers that have none.",
    "LimitRangeItem.max": "Objects above it are refused.",
    "LimitRangeItem.min": "Objects below it are refused.",
    "LimitRangeItem.maxLimitRequestRatio": "How many times its request a limit may be.",
    "ResourceQuotaSpec.hard": "Such as `requests.cpu`, `limits.memory`, `pods` or `count/secrets`. With a quota for "
    "cpu or memory, pods without that request or limit are refused.",
    "ResourceQuotaSpec.scopes": "Only objects to which all of them apply count.",
    "ResourceQuotaSpec.scopeSelector": "As `scopes`, with values, such as priority classes.",
}
