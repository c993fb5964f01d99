"""Environment variables of containers, and their sources: fields, resources, ConfigMaps, Secrets and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.pods.downward import ENV_FIELDS, validate_field_ref, validate_resource_field_ref
from k8sdsl.server.rules.pods.paths import no_backsteps

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

ENV_NAME = Rule(
    "core/env-name",
    (
        "The `name` of an environment variable, and a `prefix`, must contain only printable ASCII characters other "
        "than '='."
    ),
    "ValidateEnv",
    "Pod",
    bad={"spec.containers[0].env": [{"name": "A=B", "value": "1"}]},
    good={"spec.containers[0].env": [{"name": "A_B", "value": "1"}]},
    remedy="rename it with letters, digits and underscores, such as `name: DATABASE_URL`",
)
ENV_SOURCE = Rule(
    "core/env-source",
    "An environment variable must have either a `value` or a `valueFrom` with exactly one source.",
    "validateEnvVarValueFrom",
    "Pod",
    bad={"spec.containers[0].env": [{"name": "A", "valueFrom": {}}]},
    good={"spec.containers[0].env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]},
    remedy="keep one source, such as `valueFrom: {secretKeyRef: {name: db, key: password}}`, and remove `value`",
)
ENV_KEY_REF = Rule(
    "core/env-key-ref",
    "`configMapKeyRef` and `secretKeyRef` must have a valid object `name` and a valid `key`.",
    "validateConfigMapKeySelector",
    "Pod",
    bad={"spec.containers[0].env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "a b"}}}]},
    good={"spec.containers[0].env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "a.b"}}}]},
    remedy="set the object and one of its keys, such as `{name: settings, key: log-level}`",
)
ENV_FROM = Rule(
    "core/env-from",
    "An entry of `envFrom` must have exactly one of `configMapRef` and `secretRef`, with a valid name.",
    "ValidateEnvFrom",
    "Pod",
    bad={"spec.containers[0].envFrom": [{"prefix": "A_"}]},
    good={"spec.containers[0].envFrom": [{"prefix": "A_", "configMapRef": {"name": "settings"}}]},
    remedy="write one entry per object, such as `envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: db}}]`",
)
ENV_FILE = Rule(
    "core/env-file",
    "`fileKeyRef` must have a `key`, a `path`, and the `volumeName` of an emptyDir volume of the pod.",
    "validateFileKeySelector",
    "Pod",
    bad={
        "spec.containers[0].env": [
            {"name": "A", "valueFrom": {"fileKeyRef": {"volumeName": "none", "path": "env", "key": "A"}}}
        ]
    },
    good={
        "spec.volumes": [{"name": "files", "emptyDir": {}}],
        "spec.containers[0].env": [
            {"name": "A", "valueFrom": {"fileKeyRef": {"volumeName": "files", "path": "env", "key": "A"}}}
        ],
    },
    remedy="write `{volumeName: config, path: app.env, key: MODE}` and add the volume `{name: config, emptyDir: {}}`",
)

SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")


def _name_check(minor: int, value: str) -> str:
    relaxed = is_on("RelaxedEnvironmentVariableValidation", minor)
    return formats.env_var_name(value) if relaxed else formats.env_var_name_strict(value)


def validate_env(env: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    """The variables of one container (ValidateEnv)."""
    for index, variable in enumerate(env):
        name = variable.get("name", "")
        reason = _name_check(scope.minor, name)
        if reason:
            problems.add(ENV_NAME, f"{path}[{index}].name", f"{name!r} {reason}")
        if "valueFrom" in variable:
            _value_from(variable, f"{path}[{index}].valueFrom", problems)


def _value_from(variable: Tree, path: str, problems: Problems) -> None:
    source = variable["valueFrom"]
    if "fieldRef" in source:
        validate_field_ref(source["fieldRef"], f"{path}.fieldRef", problems, ENV_FIELDS)
    if "resourceFieldRef" in source:
        validate_resource_field_ref(source["resourceFieldRef"], f"{path}.resourceFieldRef", problems)
    for field in ("configMapKeyRef", "secretKeyRef"):
        if field in source:
            _key_ref(source[field], f"{path}.{field}", problems)
    if "fileKeyRef" in source:
        _file_key_ref(source["fileKeyRef"], f"{path}.fileKeyRef", problems)
    count = sum(field in source for field in SOURCES)
    if not count:
        problems.add(ENV_SOURCE, path, f"valueFrom is empty; set one of {', '.join(SOURCES)}")
    elif variable.get("value"):
        problems.add(ENV_SOURCE, path, "value is set as well; a variable has either value or valueFrom")
    elif count > 1:
        problems.add(ENV_SOURCE, path, "valueFrom has more than one source; keep one")


def _key_ref(ref: Tree, path: str, problems: Problems) -> None:
    name, key = ref.get("name", ""), ref.get("key", "")
    reason = formats.dns1123_subdomain(name)
    if reason:
        problems.add(ENV_KEY_REF, f"{path}.name", f"{name!r} {reason}")
    reason = formats.config_map_key(key) if key else "is empty; a key is required"
    if reason:
        problems.add(ENV_KEY_REF, f"{path}.key", f"{key!r} {reason}")


def _file_key_ref(ref: Tree, path: str, problems: Problems) -> None:
    key, volume, file = ref.get("key", ""), ref.get("volumeName", ""), ref.get("path", "")
    reason = formats.env_var_name(key)
    if reason:
        problems.add(ENV_FILE, f"{path}.key", f"{key!r} {reason}")
    reason = formats.dns1123_label(volume) if volume else "is empty; the name of a volume is required"
    if reason:
        problems.add(ENV_FILE, f"{path}.volumeName", f"{volume!r} {reason}")
    if file:
        no_backsteps(file, f"{path}.path", problems)
    else:
        problems.add(ENV_FILE, f"{path}.path", "path is required")


def validate_env_from(sources: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    """The objects from which a container takes all variables (ValidateEnvFrom, which reports at the list)."""
    for index, source in enumerate(sources):
        prefix = source.get("prefix", "")
        reason = _name_check(scope.minor, prefix) if prefix else ""
        if reason:
            problems.add(ENV_NAME, f"{path}[{index}].prefix", f"{prefix!r} {reason}")
        refs = [field for field in ("configMapRef", "secretRef") if field in source]
        for field in refs:
            name = source[field].get("name", "")
            reason = _generated_name(name)
            if reason:
                problems.add(ENV_FROM, f"{path}[{index}].{field}.name", f"{name!r} {reason}")
        if len(refs) != 1:
            problems.add(ENV_FROM, path, f"entry {index} must have exactly one of configMapRef and secretRef")


def _generated_name(name: str) -> str:
    # The name is checked as a prefix, so a trailing dash passes (maskTrailingDash).
    if len(name) > 1 and name[-1] == "-":
        name = f"{name[:-2]}a"
    return formats.dns1123_subdomain(name) if name else "is empty; a name is required"


def validate_env_files(path: str, problems: Problems, scope: PodScope) -> None:
    """Variables from files need an emptyDir volume; `path` is that of the spec (validateFileKeyRefVolumes)."""
    volumes = {volume.get("name", ""): volume for volume in scope.spec.get("volumes", ())}
    for below, container in scope.all_containers():
        for index, variable in enumerate(container.get("env", ())):
            ref = variable.get("valueFrom", {}).get("fileKeyRef")
            if ref is None:
                continue
            at, name = f"{path}{below}.env[{index}].valueFrom.fileKeyRef.volumeName", ref.get("volumeName", "")
            if name not in volumes:
                problems.add(ENV_FILE, at, f"the pod has no volume {name!r}")
            elif "emptyDir" not in volumes[name]:
                problems.add(ENV_FILE, at, f"the volume {name!r} must be an emptyDir")
