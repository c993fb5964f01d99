"""ConfigMaps, Secrets, service accounts, namespaces, and their limits."""

from __future__ import annotations

GROUPS = ("core",)

TYPES = {
    "ConfigMap": "Configuration as keys and values, up to 1 MiB, which pods read as variables or files.",
    "Secret": "Like a ConfigMap, for secret values. Base64 is not encryption; the values are encrypted at rest only "
    "if the cluster is configured for it.",
    "ServiceAccount": "An identity that pods use to call the API server.",
    "Namespace": "A scope for names, quotas, policies and permissions.",
    "LimitRange": "Defaults and bounds for each container, pod or claim of a namespace.",
    "LimitRangeSpec": "The limits.",
    "LimitRangeItem": "Defaults and bounds for one type of object.",
    "ResourceQuota": "Limits on what all objects in a namespace can use in total.",
    "ResourceQuotaSpec": "The quota, and which objects count.",
}

FIELDS = {
    "ConfigMap.data": "Strings; put numbers in quotes. Each key is a file name in a volume, or a variable with "
    "`envFrom`.",
    "ConfigMap.binaryData": "Binary values, encoded in base64. A key cannot be in `data` as well.",
    "ConfigMap.immutable": "If true, the values can never be changed, which also reduces the load on the API server. "
    "To change them, delete the object and create it again.",
    "Secret.data": "The values, encoded in base64; `bytes` in Python are encoded for you.",
    "Secret.stringData": "Plain strings, which the server encodes into `data`. They override keys of the same name "
    "there, and are never returned.",
    "Secret.type": "The built-in types, such as `kubernetes.io/tls`, require certain keys. Cannot be changed.",
    "Secret.immutable": "If true, the values can never be changed. To change them, delete the object and create it "
    "again.",
    "ServiceAccount.automountServiceAccountToken": "If false, the token is not mounted into pods unless a pod asks "
    "for it.",
    "ServiceAccount.imagePullSecrets": "Added to every pod that uses the account.",
    "ServiceAccount.secrets": "Not needed, because pods get tokens that expire.",
    "LimitRangeItem.default": "Default limits for containers that set none.",
    "LimitRangeItem.defaultRequest": "Default requests for containers that set none.",
    "LimitRangeItem.max": "The maximum; objects that exceed it are refused.",
    "LimitRangeItem.min": "The minimum; objects below it are refused.",
    "LimitRangeItem.maxLimitRequestRatio": "The maximum ratio of a limit to its request.",
    "ResourceQuotaSpec.hard": "Such as `requests.cpu`, `limits.memory`, `pods` or `count/secrets`. With a quota for "
    "cpu or memory, pods without that request or limit are refused.",
    "ResourceQuotaSpec.scopes": "Only objects that match all scopes are counted.",
    "ResourceQuotaSpec.scopeSelector": "Like `scopes`, with values such as priority classes.",
}
