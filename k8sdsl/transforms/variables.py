"""Replaces `$(NAME)` in fields by values of other objects' fields."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.identity import split_api_version
from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.kube.references.pods import POD_SPECS
from k8sdsl.locations.secret_values import described
from k8sdsl.near_miss import did_you_mean
from k8sdsl.transforms.field_routes import FieldSpecs, visit
from k8sdsl.transforms.shared_entries import settle
from k8sdsl.transforms.validators import must_be
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext

_KINDS = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "StatefulSet"]
_IN_PODS = (
    *[f"{where}/{field}" for where in ("containers", "initContainers") for field in ("args", "command", "env/value")],
    *[f"{where}/volumeMounts/mountPath" for where in ("containers", "initContainers")],
)

VAR_REFERENCES = FieldSpecs(
    [
        *[FieldSpec(f"{POD_SPECS[kind]}/{field}", kind) for kind in _KINDS for field in _IN_PODS],
        # As in kustomize, the path for CronJob matches nothing, and there is none for StatefulSet.
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
"""The fields in which variables are expanded; answers for kustomize's `varReference` defaults."""


class Variables(Value):
    """The values by name, and the fields with `$(NAME)` if they are not the usual ones."""

    __slots__ = ("field_specs", "values")

    def __init__(self, values: dict[str, Any], field_specs: FieldSpecs | None = None) -> None:
        self.values = values
        self.field_specs = field_specs

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Expands the variables, and reports those that no field uses.

        Raises OverlayError if a list contains anything but strings. Answers for kustomize's refvar filter.
        """
        used: set[str] = set()

        def write(container: Any, key: Any) -> None:
            value = container[key]
            if type(value) is str:
                container[key] = expand(value, self.values, used)
            elif type(value) is dict:
                for name, item in value.items():
                    if type(item) is str:
                        expanded = expand(item, self.values, used)
                        value[name] = _shown(expanded) if key in {"labels", "annotations"} else expanded
            elif type(value) is list:
                for index, item in enumerate(value):
                    if type(item) is not str:
                        raise OverlayError(
                            f"`{key}` can have variables only in strings, but contains {described(item)}",
                            code="overlay/variable",
                        )
                    value[index] = expand(item, self.values, used)

        table = context.table("varReference", VAR_REFERENCES, self.field_specs)
        for manifest in manifests:
            for route in table.routes(manifest.tree):
                visit(manifest.tree, route, None, write)
                if manifest.shared and context.as_kustomize:
                    settle(manifest)
        for name in self.values:
            if name not in used:
                context.missed(name, f"no field uses the variable `$({name})`")


def expand(text: str, values: dict[str, Any], used: set[str]) -> Any:
    """The text with its variables replaced; a text that consists of one variable becomes its value, of any type."""
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
    """Parts of plain text, each with the name of the variable after it or None; `$$` is a dollar sign."""
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


class Variable(Value):
    """A name for one field of one object; an empty namespace matches any.

    Examples:
        >>> from k8sdsl import Overlay, Variable, build, k8s
        >>> container = k8s.Container("web", image="nginx:1.29", args=["$(HOST)"])
        >>> pod = k8s.Pod("web", spec=k8s.PodSpec(containers=[container]))
        >>> base = [k8s.ConfigMap("site", data={"host": "example.com"}), pod]
        >>> host = Variable("HOST", "v1", "ConfigMap", "site", field_path="data.host")
        >>> "- example.com" in build(Overlay(base=base, vars=[host]))
        True
    """

    __slots__ = ("api_version", "field_path", "kind", "name", "namespace", "object_name")

    def __init__(
        self,
        name: str,
        api_version: str,
        kind: str,
        object_name: str,
        namespace: str = "",
        field_path: str = "metadata.name",
    ) -> None:
        self.name = must_be(self, "name", name, str)
        self.api_version = must_be(self, "api_version", api_version, str)
        self.kind = must_be(self, "kind", kind, str)
        self.object_name = must_be(self, "object_name", object_name, str)
        self.namespace = must_be(self, "namespace", namespace, str)
        self.field_path = must_be(self, "field_path", field_path, str)

    def is_of(self, manifest: Manifest) -> bool:
        """Whether an object is or was the one that the variable refers to."""
        from k8sdsl.kube.kinds import effective_namespace, is_cluster_scoped

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

    def object_in(self, manifests: ManifestSet) -> Manifest | None:
        """The object that the variable refers to, if it is among these; OverlayError if it can be one of several."""
        found = [manifest for manifest in manifests.named(self.object_name) if self.is_of(manifest)]
        if len(found) > 1:
            raise OverlayError(
                f"the var `{self.name}` matches {' and '.join(str(manifest.ref) for manifest in found)}",
                remedy="set the namespace of the object in `objref`",
                code="overlay/variable",
            )
        return found[0] if found else None

    def value(self, manifest: Manifest | None, manifests: ManifestSet) -> Any:
        """The value in the object, which is among the others if it is None; OverlayError if there is none."""
        from k8sdsl.semantics.field_paths import look_up, split_dotted

        found = manifest or next(filter(self.is_of, manifests), None)
        if found is None:
            names = {manifest.original.name for manifest in manifests if manifest.kind == self.kind}
            raise OverlayError(
                f"the var `{self.name}` refers to {self.kind}/{self.object_name}, which does not exist",
                remedy=did_you_mean(self.object_name, names) or None,
                code="overlay/variable",
            )
        value = look_up(found.tree, [*_with_positions(split_dotted(self.field_path))])
        if value is None:
            raise OverlayError(
                f"the var `{self.name}` refers to `{self.field_path}` of {found.ref}, which has no value",
                code="overlay/variable",
            )
        return f"$({self.name})" if isinstance(value, (dict, list)) else value


def _with_positions(steps: Iterable[str]) -> Iterator[str]:
    """The steps of a path, with a position such as `containers[0]` as a step. Answers for `convertSliceIndex`."""
    for step in steps:
        field, _, position = step.removesuffix("]").rpartition("[")
        if step.endswith("]") and position.isdigit():
            yield from (field, position) if field else (position,)
        else:
            yield step
