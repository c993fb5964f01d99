"""Policies about environment variables, and about values that do not belong in plain sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import containers, objects_of
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects

_ENV = "spec.template.spec.containers[0].env"
_FROM_SECRET = {"secretKeyRef": {"name": "db", "key": "password"}}
_WORDS = ("password", "token", "bearer", "secret")
_NAMES = ("aws_secret_access_key", "google_application_credentials", "oci_cli_key_content")


def looks_secret(name: str, value: Any) -> bool:
    """Whether a name is one of those that secrets have, or a value is a private key."""
    lower = name.lower()
    named = lower in _NAMES or any(word in lower for word in _WORDS)
    azure = lower.startswith("azure_") and lower.endswith("key") and len(lower) > len("azure_key")
    return named or azure or (isinstance(value, str) and "-BEGIN" in value.upper() and "PRIVATE KEY-" in value.upper())


def variables(container: Container) -> Iterator[tuple[str, dict[str, Any]]]:
    """The variables of a container, each with its path."""
    return ((container.at(f"env[{index}]"), variable) for index, variable in maps_in(container.tree.get("env")))


@policy(
    "environment/duplicate",
    "`env` sets every variable only once.",
    of=containers,
    reason="Only the last value is used, and a patch can change which one that is.",
    remedy="remove one of the two entries",
    bad={_ENV: [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]},
    good={_ENV: [{"name": "A", "value": "1"}]},
    aliases=("kube-linter:duplicate-env-var", "kube-score:environment-variable-key-duplication"),
    sets=("recommended",),
)
def duplicate(container: Container, _objects: Objects) -> Breaches:
    """Yields variables that occur a second time, once each."""
    count: dict[Any, int] = {}
    for path, variable in variables(container):
        name = str(variable.get("name"))
        count[name] = count.get(name, 0) + 1
        if count[name] == 2:
            yield f"{path}.name", f"the variable `{name}` is set twice"


@policy(
    "environment/secret-name",
    "A variable with `secret` in its name has no literal value.",
    of=containers,
    reason="A literal value can be read by everyone who can read the workload.",
    remedy="take it from a Secret: `valueFrom: {secretKeyRef: {name: db, key: password}}`",
    bad={_ENV: [{"name": "MY_SECRET", "value": "x"}]},
    good={_ENV: [{"name": "MY_SECRET", "valueFrom": _FROM_SECRET}]},
    aliases=("kube-linter:env-var-secret",),
    sets=("recommended",),
)
def secret_name(container: Container, _objects: Objects) -> Breaches:
    """Yields variables with `secret` in their name and a literal value."""
    for path, variable in variables(container):
        if "secret" in str(variable.get("name", "")).lower() and variable.get("value"):
            yield f"{path}.value", f"the variable `{variable['name']}` has a literal value"


@policy(
    "environment/sensitive",
    "Passwords, tokens and keys are not literal values of variables.",
    of=containers,
    reason="A literal value can be read by everyone who can read the workload.",
    remedy="take it from a Secret: `valueFrom: {secretKeyRef: {name: db, key: password}}`",
    bad={_ENV: [{"name": "DB_PASSWORD", "value": "x"}]},
    good={_ENV: [{"name": "DB_PASSWORD", "valueFrom": _FROM_SECRET}]},
    aliases=("polaris:sensitiveContainerEnvVar",),
    sets=("recommended", "notes"),
)
def sensitive(container: Container, _objects: Objects) -> Breaches:
    """Yields variables that hold a secret by their name or value."""
    for path, variable in variables(container):
        if variable.get("value") and looks_secret(str(variable.get("name", "")), variable["value"]):
            yield f"{path}.value", f"the variable `{variable.get('name')}` looks like a secret and has a literal value"


@policy(
    "environment/secret-in-variable",
    "Secrets are mounted as files, not read into variables.",
    of=containers,
    reason="Variables are passed to every child process and end up in many crash reports.",
    remedy="mount the Secret: `volumes: [{name: db, secret: {secretName: db}}]`",
    bad={_ENV: [{"name": "PASSWORD", "valueFrom": _FROM_SECRET}]},
    good={_ENV: [{"name": "PASSWORD_FILE", "value": "/run/db/password"}]},
    aliases=("kube-linter:read-secret-from-env-var",),
)
def secret_in_variable(container: Container, _objects: Objects) -> Breaches:
    """Yields variables that are read from a Secret."""
    for path, variable in variables(container):
        if map_of(variable.get("valueFrom")).get("secretKeyRef") is not None:
            yield f"{path}.valueFrom", f"the variable `{variable.get('name')}` is read from a Secret"


@policy(
    "environment/unknown-source",
    "The key that a variable is read from exists in the set.",
    of=containers,
    reason="A container whose variable cannot be read does not start.",
    remedy="correct the name or key, or mark it `optional: true`",
    bad={_ENV: [{"name": "PASSWORD", "valueFrom": _FROM_SECRET}]},
    good={
        _ENV: [{"name": "PASSWORD", "valueFrom": _FROM_SECRET}],
        "beside": [{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "stringData": {"password": "x"}}],
    },
    aliases=("kube-linter:env-value-from",),
)
def unknown_source(container: Container, objects: Objects) -> Breaches:
    """Yields references to ConfigMaps, Secrets and keys that the set does not hold."""
    for path, variable in variables(container):
        source = map_of(variable.get("valueFrom"))
        for field, kind, sections in (
            ("secretKeyRef", "Secret", ("data", "stringData")),
            ("configMapKeyRef", "ConfigMap", ("data", "binaryData")),
        ):
            wanted = source.get(field)
            if isinstance(wanted, dict) and not wanted.get("optional"):
                held = {m.name: m.tree for m in objects.of(kind)}.get(str(wanted.get("name")))
                if held is None:
                    yield f"{path}.valueFrom.{field}.name", f"the set has no {kind}/{wanted.get('name')}"
                elif not any(str(wanted.get("key")) in map_of(held.get(section)) for section in sections):
                    yield (
                        f"{path}.valueFrom.{field}.key",
                        f"{kind}/{wanted.get('name')} has no key `{wanted.get('key')}`",
                    )


@policy(
    "environment/sensitive-config-map",
    "Passwords, tokens and keys are not in a ConfigMap.",
    of=objects_of("ConfigMap"),
    reason="ConfigMaps are readable by more people than Secrets, and are not encrypted at rest.",
    remedy="move the value to a Secret",
    kind="ConfigMap",
    bad={"data": {"DB_PASSWORD": "x"}},
    good={"data": {"DB_HOST": "db"}},
    aliases=("polaris:sensitiveConfigmapContent",),
    sets=("recommended",),
)
def sensitive_config_map(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields keys of a ConfigMap that hold a secret by their name or value."""
    for key, value in map_of(manifest.tree.get("data")).items():
        if looks_secret(str(key), value):
            yield f"data[{key}]", f"the key `{key}` looks like a secret"
