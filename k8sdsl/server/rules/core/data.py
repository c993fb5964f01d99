"""ConfigMaps and Secrets (core/validation `ValidateConfigMap`, `ValidateSecret`); no message shows what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

DATA_KEY = Rule(
    "core/data-key",
    "A key of a ConfigMap or Secret can be the name of a file: letters, digits, '-', '_' and '.'.",
    "IsConfigMapKey",
    "ConfigMap",
    bad={"data": {"nginx conf": "..."}},
    good={"data": {"nginx.conf": "..."}},
)
DUPLICATE_KEY = Rule(
    "core/duplicate-data-key",
    "A key stands in `data` or in `binaryData`, not in both.",
    "ValidateConfigMap",
    "ConfigMap",
    bad={"data": {"logo": "..."}, "binaryData": {"logo": "Li4u"}},
    good={"data": {"logo.txt": "..."}, "binaryData": {"logo": "Li4u"}},
)
DATA_SIZE = Rule(
    "core/data-size",
    "All values of a ConfigMap or Secret together hold no more than 1 MiB.",
    "ValidateConfigMap",
    "ConfigMap",
    bad={"data": {"big": "x" * (1024 * 1024 + 1)}},
    good={"data": {"big": "x" * 1024}},
    remedy="mount a volume for data of this size",
)
SECRET_KEY = Rule(
    "core/secret-key",
    "A Secret of a well-known type has the keys of that type.",
    "ValidateSecret",
    "Secret",
    bad={"type": "kubernetes.io/tls", "stringData": {"tls.crt": "-----BEGIN CERTIFICATE-----"}},
    good={"type": "kubernetes.io/basic-auth", "stringData": {"username": "web"}},
)
DOCKER_CONFIG = Rule(
    "core/docker-config",
    "The content of a Secret for an image registry is a JSON object.",
    "ValidateSecret",
    "Secret",
    bad={"type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": "auths: {}"}},
    good={"type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": '{"auths": {}}'}},
)
SERVICE_ACCOUNT = Rule(
    "core/token-service-account",
    "A Secret for a token names its service account in an annotation.",
    "ValidateSecret",
    "Secret",
    bad={"type": "kubernetes.io/service-account-token"},
    good={
        "type": "kubernetes.io/service-account-token",
        "metadata.annotations": {"kubernetes.io/service-account.name": "builder"},
    },
)
NO_PEM = Rule(
    "core/tls-without-pem",
    "A Secret for TLS holds a certificate and a key in PEM.",
    "warningsForSecret",
    "Secret",
    bad={"type": "kubernetes.io/tls", "stringData": {"tls.crt": "", "tls.key": ""}},
    severity=Severity.WARNING,
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
            problems.add(DUPLICATE_KEY, f"data[{key}]", f"{key!r} is a key of binaryData as well")
        size += _byte_length(value)
    for key, value in binary.items():
        _validate_key(key, "binaryData", problems)
        size += len(_decode(value))
    if size > LARGEST:
        problems.add(DATA_SIZE, "", f"{size} bytes are more than {LARGEST}")


def validate_secret(obj: Tree, problems: Problems, _context: Context) -> None:
    """A Secret on create; `stringData` has gone into `data` by then."""
    validate_object_meta(obj, problems, namespaced=True)
    data = {key: _decode(value) for key, value in (obj.get("data") or {}).items()}
    for key, text in (obj.get("stringData") or {}).items():
        data[key] = text.encode("utf-8", "surrogatepass")
    for key in data:
        _validate_key(key, "data", problems)
    size = sum(map(len, data.values()))
    if size > LARGEST:
        problems.add(DATA_SIZE, "data", f"{size} bytes are more than {LARGEST}")
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
        problems.add(SECRET_KEY, f"data[{key}]", f"a Secret of the type {kind} needs the key {key!r}")
    if kind == "kubernetes.io/service-account-token":
        if not (obj.get("metadata", {}).get("annotations") or {}).get(_ACCOUNT_ANNOTATION):
            path = f"metadata.annotations[{_ACCOUNT_ANNOTATION}]"
            problems.add(SERVICE_ACCOUNT, path, "the service account is required")
    elif kind.startswith("kubernetes.io/dockerc") and not missing:
        for key in _REQUIRED_KEYS.get(kind, ()):
            if not _is_json_object(data[key]):
                problems.add(DOCKER_CONFIG, f"data[{key}]", "the content is no JSON object")
    elif kind == "kubernetes.io/tls" and not missing:
        bare = next((key for key in _REQUIRED_KEYS[kind] if b"-----BEGIN " not in data[key]), None)
        if bare is not None:
            problems.add(NO_PEM, f"data[{bare}]", f"{bare!r} holds no PEM data")


def _byte_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _decode(value: str) -> bytes:
    import binascii

    try:
        return binascii.a2b_base64(value)
    except binascii.Error:
        return b""


def _is_json_object(content: bytes) -> bool:
    """Whether Go's decoder would fill a map from it: an object, or null."""
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
