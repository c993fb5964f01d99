"""Volumes of files from ConfigMaps, Secrets, the downward API, projections and images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.pods.downward import FILE_FIELDS, validate_field_ref, validate_resource_field_ref
from k8sdsl.server.rules.pods.paths import unreserved_path

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

VOLUME_FIELD = Rule(
    "core/volume-field",
    "A volume must set the fields that its source requires, such as `claimName` of `persistentVolumeClaim`.",
    "validateVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "data", "persistentVolumeClaim": {}}]},
    good={"spec.volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]},
    remedy=(
        "set the field that the message names, such as `secret: {secretName: web-tls}` or `configMap: {name: settings}`"
    ),
)
FILE_MODE = Rule(
    "core/file-mode",
    "A file mode, such as `defaultMode` or `items[].mode`, must be from 0 to 0777 (octal), which is 511.",
    "validateKeyToPath",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "secret": {"secretName": "s", "defaultMode": 644}}]},
    good={"spec.volumes": [{"name": "v", "secret": {"secretName": "s", "defaultMode": 420}}]},
    remedy="write `0644` in YAML, or `420` in decimal",
)
DOWNWARD_FILE = Rule(
    "core/downward-file",
    "A file of the downward API must have a `path`, and either `fieldRef` or `resourceFieldRef`.",
    "validateDownwardAPIVolumeFile",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "downwardAPI": {"items": [{"path": "labels"}]}}]},
    good={
        "spec.volumes": [
            {
                "name": "v",
                "downwardAPI": {"items": [{"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]},
            }
        ]
    },
    remedy="for example, write `{path: labels, fieldRef: {fieldPath: metadata.labels}}`",
)
PROJECTION = Rule(
    "core/projected-sources",
    "Each entry of `projected.sources` must have exactly one kind of source, and no two may write the same file.",
    "validateProjectionSources",
    "Pod",
    bad={
        "spec.volumes": [
            {"name": "v", "projected": {"sources": [{"secret": {"name": "a"}, "configMap": {"name": "a"}}]}}
        ]
    },
    good={
        "spec.volumes": [
            {"name": "v", "projected": {"sources": [{"secret": {"name": "a"}}, {"configMap": {"name": "a"}}]}}
        ]
    },
    remedy="write one entry per source, such as `sources: [{secret: {name: tls}}, {configMap: {name: settings}}]`",
)
TOKEN_EXPIRATION = Rule(
    "core/token-expiration",
    "`serviceAccountToken.expirationSeconds` must be from 600 to 4294967296.",
    "validateProjectionSources",
    "Pod",
    bad={
        "spec.serviceAccountName": "web",
        "spec.volumes": [
            {
                "name": "v",
                "projected": {"sources": [{"serviceAccountToken": {"path": "token", "expirationSeconds": 60}}]},
            }
        ],
    },
    good={
        "spec.serviceAccountName": "web",
        "spec.volumes": [
            {
                "name": "v",
                "projected": {"sources": [{"serviceAccountToken": {"path": "token", "expirationSeconds": 600}}]},
            }
        ],
    },
    remedy="for example, set `expirationSeconds: 3600`",
)

PULL_POLICIES = frozenset(("Always", "IfNotPresent", "Never"))
LAST_MODE = 0o777


def require(source: Tree, fields: tuple[str, ...], path: str, problems: Problems) -> None:
    """Each of `fields` must be set and not empty."""
    for field in fields:
        if not source.get(field):
            problems.add(VOLUME_FIELD, f"{path}.{field}", f"{field} is required")


def file_mode(value: Any, path: str, problems: Problems) -> None:
    """Permissions of files, if any are given."""
    if value is not None and not 0 <= value <= LAST_MODE:
        problems.add(FILE_MODE, path, f"{value} is not between 0 and 511 (octal 0777)")


def secret(source: Tree, path: str, problems: Problems) -> None:
    """Files from a Secret (validateSecretVolumeSource)."""
    require(source, ("secretName",), path, problems)
    _map(source, path, problems)


def config_map(source: Tree, path: str, problems: Problems) -> None:
    """Files from a ConfigMap (validateConfigMapVolumeSource)."""
    require(source, ("name",), path, problems)
    _map(source, path, problems)


def _map(source: Tree, path: str, problems: Problems) -> None:
    file_mode(source.get("defaultMode"), f"{path}.defaultMode", problems)
    for index, item in enumerate(source.get("items", ())):
        _key_to_path(item, f"{path}.items[{index}]", problems)


def _key_to_path(item: Tree, path: str, problems: Problems) -> None:
    require(item, ("key", "path"), path, problems)
    unreserved_path(item.get("path", ""), f"{path}.path", problems)
    file_mode(item.get("mode"), f"{path}.mode", problems)


def downward_api(source: Tree, path: str, problems: Problems) -> None:
    """Files from fields of the pod; upstream omits the index of a file (validateDownwardAPIVolumeSource)."""
    file_mode(source.get("defaultMode"), f"{path}.defaultMode", problems)
    for file in source.get("items", ()):
        _downward_file(file, path, problems)


def _downward_file(file: Tree, path: str, problems: Problems) -> None:
    name = file.get("path", "")
    if not name:
        problems.add(DOWNWARD_FILE, f"{path}.path", "path is required")
    unreserved_path(name, f"{path}.path", problems)
    if "fieldRef" in file:
        validate_field_ref(file["fieldRef"], f"{path}.fieldRef", problems, FILE_FIELDS)
        if "resourceFieldRef" in file:
            problems.add(DOWNWARD_FILE, path, "fieldRef and resourceFieldRef cannot both be set")
    elif "resourceFieldRef" in file:
        validate_resource_field_ref(file["resourceFieldRef"], f"{path}.resourceFieldRef", problems, in_volume=True)
    else:
        problems.add(DOWNWARD_FILE, path, "must have either fieldRef or resourceFieldRef")
    file_mode(file.get("mode"), f"{path}.mode", problems)


def projected(source: Tree, path: str, problems: Problems) -> None:
    """Files from several sources in one directory (validateProjectedVolumeSource)."""
    file_mode(source.get("defaultMode"), f"{path}.defaultMode", problems)
    files: list[str] = []
    for index, projection in enumerate(source.get("sources", ())):
        at = f"{path}.sources[{index}]"
        for kind in ("secret", "configMap"):
            if kind in projection:
                _projected_map(projection[kind], f"{at}.{kind}", problems, files)
        for file in projection.get("downwardAPI", {}).get("items", ()):
            _downward_file(file, f"{at}.downwardAPI", problems)
            files.append(file.get("path", ""))
        if "serviceAccountToken" in projection:
            _token(projection["serviceAccountToken"], at, path, problems)
        if len(projection) > 1:
            problems.add(PROJECTION, at, f"{', '.join(projection)} cannot be in the same entry")
    files = [file for file in files if file]
    if len(set(files)) < len(files):
        twice = sorted({file for file in files if files.count(file) > 1})
        problems.add(PROJECTION, path, f"{', '.join(twice)} would be written by more than one source")


def _projected_map(source: Tree, path: str, problems: Problems, files: list[str]) -> None:
    require(source, ("name",), path, problems)
    for index, item in enumerate(source.get("items", ())):
        _key_to_path(item, f"{path}.items[{index}]", problems)
        files.append(item.get("path", ""))


def _token(token: Tree, at: str, path: str, problems: Problems) -> None:
    seconds = token.get("expirationSeconds", 3600)
    if not 600 <= seconds <= 2**32:
        field = f"{at}.serviceAccountToken.expirationSeconds"
        problems.add(TOKEN_EXPIRATION, field, f"{seconds} is not between 600 and 4294967296")
    # Upstream reports the token's path at the volume's.
    require(token, ("path",), path, problems)
    unreserved_path(token.get("path", ""), f"{path}.path", problems)


def image(source: Tree, path: str, problems: Problems, *, is_pod: bool) -> None:
    """The files of an OCI image; a template may omit its reference (validateImageVolumeSource)."""
    if is_pod:
        require(source, ("reference",), path, problems)
    policy = source.get("pullPolicy") or "Always"
    if policy not in PULL_POLICIES:
        refuse_choice(VOLUME_FIELD, policy, PULL_POLICIES, f"{path}.pullPolicy", problems)
