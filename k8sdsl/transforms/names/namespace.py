"""The namespace of every namespaced object, and of fields that refer to a namespace by name."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.identity import ObjectRef
from k8sdsl.kube.field_specs import FieldSpec, specs_at
from k8sdsl.kube.kinds import effective_namespace, is_cluster_scoped, kind_info
from k8sdsl.transforms.field_routes import FieldSpecs, visit
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any, Literal

    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import Tree

NAMESPACE = FieldSpecs(
    [
        FieldSpec("metadata/name", "Namespace", version="v1", create=True),
        *specs_at("spec/service/namespace", "APIService", group="apiregistration.k8s.io", create=True),
        *specs_at(
            "spec/conversion/webhook/clientConfig/service/namespace",
            "CustomResourceDefinition",
            group="apiextensions.k8s.io",
        ),
    ]
)

_NEWEST_IN_KUSTOMIZE = 21
_BINDINGS = frozenset(("RoleBinding", "ClusterRoleBinding"))


class Namespace(Value):
    """The namespace for all objects. `skip_existing` does not change objects that have one.

    `subjects` selects the subjects of role bindings that get it directly: the service account `default`, all service
    accounts, or none; service accounts of the build are updated as references.
    """

    __slots__ = ("field_specs", "name", "skip_existing", "subjects")

    def __init__(
        self,
        name: str,
        skip_existing: bool = False,  # noqa: FBT001, FBT002 - as users know it
        subjects: Literal["defaultOnly", "allServiceAccounts", "none"] = "defaultOnly",
        field_specs: FieldSpecs | None = None,
    ) -> None:
        self.name = name
        self.skip_existing = skip_existing
        self.subjects = subjects
        self.field_specs = field_specs

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Sets the namespace; raises OverlayError if two objects would become one.

        Answers for kustomize's NamespaceTransformer.
        """
        if not self.name:
            return
        table = context.table("namespace", NAMESPACE, self.field_specs)

        def write(container: Any, key: Any) -> None:
            value = container[key]
            if type(value) in {dict, list}:
                from k8sdsl.locations.secret_values import described

                raise OverlayError(
                    f"the namespace cannot be written to `{key}`, which is {described(value)}, not a string",
                    code="overlay/field",
                )
            if not (self.skip_existing and value):
                container[key] = self.name

        is_clustered = _is_cluster_scoped_in_kustomize if context.as_kustomize else is_cluster_scoped
        places = None
        if not context.as_kustomize and any(manifest.kind in _BINDINGS for manifest in manifests):
            places = {manifest.original.namespace or "default" for manifest in manifests}
        for manifest in manifests:
            tree = manifest.tree
            manifest.remember()
            api_version, kind, _, _ = manifest.former[-1]
            if not is_clustered(api_version, kind):
                metadata = tree.get("metadata")
                if type(metadata) is not dict:
                    metadata = tree["metadata"] = {}
                if not (self.skip_existing and metadata.get("namespace")):
                    metadata["namespace"] = self.name
            if kind in _BINDINGS:
                _set_subjects(tree, self, places)
            for route in table.routes(tree):
                # Both have their own rules, above.
                steps = [step.name for step in route]
                if steps == ["metadata", "name"] and api_version != "v1" and kind == "Namespace":
                    continue  # a kind with that name in another group
                if steps != ["metadata", "namespace"] and (kind not in _BINDINGS or steps != ["subjects", "namespace"]):
                    visit(tree, route, str, write)
        manifests.names_changed()
        _refuse_conflicts(manifests)


def _is_cluster_scoped_in_kustomize(api_version: str, kind: str) -> bool:
    """The same according to kustomize, for which a kind without a row is namespaced."""
    return is_cluster_scoped(api_version, kind) and has_scope_in_kustomize(api_version, kind)


def has_scope_in_kustomize(api_version: str, kind: str) -> bool:
    """Whether kustomize has a row for the scope of a kind: those of Kubernetes 1.21, and two later ones."""
    info = kind_info(api_version, kind)
    if info is None:
        return is_cluster_scoped(api_version, kind)  # a removed kind
    if info.introduced is None or info.introduced <= _NEWEST_IN_KUSTOMIZE:
        return True
    return api_version == "admissionregistration.k8s.io/v1" and kind.startswith("ValidatingAdmissionPolicy")


def _set_subjects(tree: Tree, declaration: Namespace, places: set[str] | None) -> None:
    """Sets the namespace of subjects; the account `default` of a namespace that is not in `places` is another one."""
    subjects = tree.get("subjects")
    if type(subjects) is not list or declaration.subjects == "none":
        return
    field, value = ("kind", "ServiceAccount") if declaration.subjects == "allServiceAccounts" else ("name", "default")
    for subject in subjects:
        fits = type(subject) is dict and subject.get(field) == value
        if fits and field == "name" and places is not None and subject.get("namespace", "default") not in places:
            continue
        if fits and not (declaration.skip_existing and subject.get("namespace")):
            subject["namespace"] = declaration.name


def _refuse_conflicts(manifests: ManifestSet) -> None:
    first: dict[tuple[str, str, str, str], Manifest] = {}
    for manifest in manifests:
        api_version, kind, namespace, name = ObjectRef.of(manifest.tree)
        place = effective_namespace(api_version, kind, namespace)
        held = first.setdefault((api_version, kind, place, name), manifest)
        if (
            held is not manifest
            and held.original != manifest.original
            and (name or not manifest.metadata.get("generateName"))
        ):
            raise OverlayError(
                f"with the namespace, {held.original} and {manifest.original} become the same object: {manifest.ref}",
                remedy="rename or remove one of them",
                code="overlay/duplicate-object",
            )
