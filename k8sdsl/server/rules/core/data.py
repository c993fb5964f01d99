"""ConfigMaps and Secrets (core/validation `ValidateConfigMap`, `ValidateSecret`); no message shows their content."""

from __future__ import annotations

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import validate_object_meta

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

DATA_KEY = Rule(
    "core/data-key",
    (
        "A key in `data` of a ConfigMap or Secret must contain only letters, digits, '-', '_' and '.', since it can "
        "become a file name."
    ),
    "IsConfigMapKey",
    "ConfigMap",
    bad={"data": {"nginx conf": "..."}},
    good={"data": {"nginx.conf": "..."}},
    remedy=(
        "rename it, such as to `nginx.conf`; a directory can be given with `items: [{key: nginx.conf, path: "
        "conf.d/nginx.conf}]` of the volume"
    ),
)
DUPLICATE_KEY = Rule(
    "core/duplicate-data-key",
    "A key of a ConfigMap must not be in both `data` and `binaryData`.",
    "ValidateConfigMap",
    "ConfigMap",
    bad={"data": {"logo": "..."}, "binaryData": {"logo": "Li4u"}},
    good={"data": {"logo.txt": "..."}, "binaryData": {"logo": "Li4u"}},
    remedy=(
        "keep text in `data`, and bytes in base64 in `binaryData`, under different keys such as `logo.txt` and "
        "`logo.png`"
    ),
)
DATA_SIZE = Rule(
    "core/data-size",
    "The values in `data` and `binaryData` of a ConfigMap or Secret must not exceed 1 MiB in total.",
    "ValidateConfigMap",
    "ConfigMap",
    bad={"data": {"big": "x" * (1024 * 1024 + 1)}},
    good={"data": {"big": "x" * 1024}},
    remedy=(
        "split it into several objects, or mount larger data as a volume, such as `persistentVolumeClaim: "
        "{claimName: data}`"
    ),
)
SECRET_KEY = Rule(
    "core/secret-key",
    "A Secret must have the keys that its `type` requires.",
    "ValidateSecret",
    "Secret",
    bad={"type": "kubernetes.io/tls", "stringData": {"tls.crt": "-----BEGIN CERTIFICATE-----"}},
    good={"type": "kubernetes.io/basic-auth", "stringData": {"username": "web"}},
    remedy="add the key, such as `tls.crt` and `tls.key` for `kubernetes.io/tls`, or use `type: Opaque`",
)
DOCKER_CONFIG = Rule(
    "core/docker-config",
    "The content of `.dockerconfigjson` or `.dockercfg` in a Secret must be a JSON object.",
    "ValidateSecret",
    "Secret",
    bad={"type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": "auths: {}"}},
    good={"type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": '{"auths": {}}'}},
    remedy='create it with `kubectl create secret docker-registry`, or write `{"auths": {"registry.example.com": {}}}`',
)
SERVICE_ACCOUNT = Rule(
    "core/token-service-account",
    "A Secret for a token must name its service account in the annotation `kubernetes.io/service-account.name`.",
    "ValidateSecret",
    "Secret",
    bad={"type": "kubernetes.io/service-account-token"},
    good={
        "type": "kubernetes.io/service-account-token",
        "metadata.annotations": {"kubernetes.io/service-account.name": "builder"},
    },
    remedy="add `annotations: {kubernetes.io/service-account.name: builder}`",
)
NO_PEM = Rule(
    "core/tls-without-pem",
    "The values `tls.crt` and `tls.key` of a TLS Secret should be PEM data.",
    "warningsForSecret",
    "Secret",
    bad={"type": "kubernetes.io/tls", "stringData": {"tls.crt": "", "tls.key": ""}},
    severity=Severity.WARNING,
    remedy="create it with `kubectl create secret tls web --cert=tls.crt --key=tls.key`",
)

LARGEST = 1024 * 1024
_ACCOUNT_ANNOTATION = "kubernetes.io/service-account.name"
_REQUIRED_KEYS = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}


def validate_config_map(obj: Tree, problems: Problems, _context: Context) -> None:
    """A ConfigMap on create."""
    validate_object_meta(obj, problems, namespaced=True)
    data, binary = obj.get("data") or {}, obj.get("binaryData") or {}
    size = 0
    for key, value in data.items():
        _validate_key(key, "data", problems)
        if key in binary:
            problems.add(DUPLICATE_KEY, f"data[{key}]", f"{key!r} is also a key of binaryData")
        size += _byte_length(value)
    for key, value in binary.items():
        _validate_key(key, "binaryData", problems)
        size += len(_decode(value))
    if size > LARGEST:
        problems.add(DATA_SIZE, "", f"the total size of {size} bytes exceeds the limit of {LARGEST}")


def validate_secret(obj: Tree, problems: Problems, _context: Context) -> None:
    """A Secret on create, after the server has moved `stringData` into `data`."""
    validate_object_meta(obj, problems, namespaced=True)
    data = {key: _decode(value) for key, value in (obj.get("data") or {}).items()}
    for key, text in (obj.get("stringData") or {}).items():
        data[key] = text.encode("utf-8", "surrogatepass")
    for key in data:
        _validate_key(key, "data", problems)
    size = sum(map(len, data.values()))
    if size > LARGEST:
        problems.add(DATA_SIZE, "data", f"the total size of {size} bytes exceeds the limit of {LARGEST}")
    _validate_type(obj, data, problems)


def _validate_key(key: str, path: str, problems: Problems) -> None:
    reason = formats.config_map_key(key)
    if reason:
        problems.add(DATA_KEY, f"{path}[{key}]", f"{key!r} {reason}")


def _validate_type(obj: Tree, data: dict[str, bytes], problems: Problems) -> None:
    kind = obj.get("type", "")
    missing = [key for key in _REQUIRED_KEYS.get(kind, ()) if key not in data]
    if kind == "kubernetes.io/basic-auth" and "username" not in data and "password" not in data:
        missing = ["username", "password"]
    if kind == "kubernetes.io/ssh-auth" and not data.get("ssh-privatekey"):
        missing = ["ssh-privatekey"]
    for key in missing:
        problems.add(SECRET_KEY, f"data[{key}]", f"the key {key!r} is required for the type {kind}")
    if kind == "kubernetes.io/service-account-token":
        if not (obj.get("metadata", {}).get("annotations") or {}).get(_ACCOUNT_ANNOTATION):
            path = f"metadata.annotations[{_ACCOUNT_ANNOTATION}]"
            problems.add(SERVICE_ACCOUNT, path, "the name of a service account is required")
    elif kind.startswith("kubernetes.io/dockerc") and not missing:
        for key in _REQUIRED_KEYS.get(kind, ()):
            if not _is_json_object(data[key]):
                problems.add(DOCKER_CONFIG, f"data[{key}]", "the content is not a JSON object")
    elif kind == "kubernetes.io/tls" and not missing:
        bare = next((key for key in _REQUIRED_KEYS[kind] if b"-----BEGIN " not in data[key]), None)
        if bare is not None:
            problems.add(NO_PEM, f"data[{bare}]", f"{bare!r} does not contain PEM data")


def _byte_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _decode(value: str) -> bytes:
    import binascii

    try:
        return binascii.a2b_base64(value)
    except binascii.Error:
        return b""


def _is_json_object(content: bytes) -> bool:
    """Whether Go can decode it into a map: an object, or null."""
    import json

    try:
        value = json.loads(content.decode("utf-8", "replace"), parse_constant=_refuse_constant)
    except ValueError:
        return False
    except RecursionError:
        return True
    return value is None or isinstance(value, dict)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
