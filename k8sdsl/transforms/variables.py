"""Values of objects' fields in the place of `$(NAME)` in other objects' fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from k8sdsl.errors import OverlayError
from k8sdsl.identity import split_api_version
from k8sdsl.kube.field_specs import FieldSpec, FieldSpecs, visit
from k8sdsl.kube.references.pods import POD_SPECS
from k8sdsl.near_miss import Miss

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.near_miss import Misses

_KINDS = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "StatefulSet"]
_IN_PODS = (
    *[f"{where}/{field}" for where in ("containers", "initContainers") for field in ("args", "command", "env/value")],
    *[f"{where}/volumeMounts/mountPath" for where in ("containers", "initContainers")],
)

VAR_REFERENCES = FieldSpecs(
    [
        *[FieldSpec(f"{POD_SPECS[kind]}/{field}", kind) for kind in _KINDS for field in _IN_PODS],
        # The path for CronJob leads nowhere, and StatefulSet has none: so it is in kustomize.
        FieldSpec("spec/jobTemplate/spec/template/volumes/nfs/server", "CronJob"),
        *[FieldSpec(f"{POD_SPECS[kind]}/volumes/nfs/server", kind) for kind in _KINDS[1:-1]],
        *[FieldSpec(path, "Ingress") for path in ("spec/rules/host", "spec/tls/hosts", "spec/tls/secretName")],
        *[FieldSpec(path, "Service") for path in ("spec/ports/port", "spec/ports/targetPort")],
        FieldSpec("spec/volumeClaimTemplates/spec/nfs/server", "StatefulSet"),
        FieldSpec("spec/nfs/server", "PersistentVolume"),
        FieldSpec("spec/template/metadata/annotations", "Deployment"),
        FieldSpec("metadata/labels"),
        FieldSpec("metadata/annotations"),
    ]
)
"""Where variables are looked for; answers for kustomize's `varReference` defaults."""


@frozen
class Variables:
    """The values by name, and the fields in which `$(NAME)` stands for them."""

    values: dict[str, Any]
    field_specs: FieldSpecs = VAR_REFERENCES


def apply(manifests: ManifestSet, declaration: Variables, misses: Misses) -> None:
    """Expands the variables; those that no field asks for are reported.

    Raises OverlayError where a list holds something else than text. Answers for kustomize's refvar filter.
    """
    used: set[str] = set()

    def write(container: Any, key: Any) -> None:
        value = container[key]
        if type(value) is str:
            container[key] = expand(value, declaration.values, used)
        elif type(value) is dict:
            for name, item in value.items():
                if type(item) is str:
                    expanded = expand(item, declaration.values, used)
                    value[name] = _shown(expanded) if key in {"labels", "annotations"} else expanded
        elif type(value) is list:
            for index, item in enumerate(value):
                if type(item) is not str:
                    raise OverlayError(f"`{key}` should hold text, in which variables may stand, and holds {item!r}")
                value[index] = expand(item, declaration.values, used)

    for manifest in manifests:
        for plan in declaration.field_specs.plans(manifest.tree):
            visit(manifest.tree, plan, None, write)
    for name in declaration.values:
        if name not in used:
            misses.append(Miss(name, f"no field asks for the variable `$({name})`"))


def expand(text: str, values: dict[str, Any], used: set[str]) -> Any:
    """The text with its variables replaced; a text that is one variable becomes its value, of whatever type."""
    if "$" not in text:
        return text
    expanded = ""
    for part, name in _parts(text):
        expanded += part
        if name is None:
            continue
        if name in values:
            used.add(name)
            if text == f"$({name})":
                return values[name]
            expanded += _shown(values[name])
        else:
            expanded += f"$({name})"
    return expanded


def _parts(text: str) -> Iterator[tuple[str, str | None]]:
    """Pieces of plain text, each with the name of the variable behind it or None; `$$` is a dollar."""
    position = 0
    while True:
        dollar = text.find("$", position)
        if dollar < 0 or dollar + 1 == len(text):
            yield text[position:], None
            return
        plain, following = text[position:dollar], text[dollar + 1]
        end = text.find(")", dollar) if following == "(" else -1
        if end >= 0:
            yield plain, text[dollar + 2 : end]
            position = end + 1
        else:
            yield plain + ("$" if following == "$" else f"${following}"), None
            position = dollar + 2


def _shown(value: Any) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    return "<nil>" if value is None else str(value)


@frozen
class Variable:
    """A name for one field of one object; an empty namespace stands for any."""

    name: str
    api_version: str
    kind: str
    object_name: str
    namespace: str = ""
    field_path: str = "metadata.name"

    def meets(self, manifest: Manifest) -> bool:
        """Whether an object is, or was, the one that is meant."""
        from k8sdsl.kube.scope import effective_namespace, is_cluster_scoped

        if split_api_version(manifest.tree.get("apiVersion")) != split_api_version(self.api_version):
            return False
        anywhere = not self.namespace and not is_cluster_scoped(self.api_version, self.kind)
        place = effective_namespace(self.api_version, self.kind, self.namespace)
        return any(
            ref.kind == self.kind
            and ref.name == self.object_name
            and (anywhere or effective_namespace(self.api_version, ref.kind, ref.namespace) == place)
            for ref in (*manifest.former, manifest.ref)
        )
