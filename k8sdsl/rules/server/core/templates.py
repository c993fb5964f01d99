"""Pod templates, as every workload holds one; and the kind PodTemplate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rules.server.core.annotations import validate_pod_annotations, validate_profiles_match
from k8sdsl.rules.server.core.pod_spec import validate_pod_spec
from k8sdsl.rules.server.core.pod_warnings import warn_of_pod
from k8sdsl.rules.server.core.scope import PodScope
from k8sdsl.rules.server.meta import validate_annotations, validate_labels, validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.rules.server import Context
    from k8sdsl.tree import Tree


def validate_pod_template_spec(template: Tree, path: str, problems: Problems, context: Context) -> None:
    """Judges the pod template at `path` (`spec.template`) as ValidatePodTemplateSpec does, after its defaults.

    The defaults are written into `template`, so that the caller may read `restartPolicy` and the like afterwards.
    What a workload asks beyond this (selector, restart policy) is the caller's, and so are warnings: the server
    sends them (`warn_of_pod_template`) only where it found no error in the whole object.
    """
    spec, meta = template.setdefault("spec", {}), template.get("metadata", {})
    default_pod_spec(spec)
    scope = PodScope(spec, None, context.minor)
    if "labels" in meta:
        validate_labels(meta["labels"], f"{path}.labels", problems)
    if "annotations" in meta:
        validate_annotations(meta["annotations"], f"{path}.annotations", problems)
        validate_pod_annotations(meta["annotations"], f"{path}.annotations", problems, scope)
        validate_profiles_match(meta["annotations"], f"{path}.spec", problems, scope)
    validate_pod_spec(f"{path}.spec", problems, scope)


def default_pod_spec(spec: Tree) -> None:
    """Writes into a pod's specification the defaults that others read (SetDefaults_PodSpec)."""
    if not spec.get("restartPolicy"):
        spec["restartPolicy"] = "Always"
    spec.setdefault("terminationGracePeriodSeconds", 30)
    if spec.get("serviceAccount") and not spec.get("serviceAccountName"):
        spec["serviceAccountName"] = spec["serviceAccount"]


def warn_of_pod_template(template: Tree, path: str, problems: Problems, context: Context) -> None:
    """Adds what the server remarks of a pod template that it accepts (GetWarningsForPodTemplate)."""
    warn_of_pod(template, f"{path}.", problems, context.minor)


def validate_pod_template(obj: Tree, problems: Problems, context: Context) -> None:
    """The kind PodTemplate (ValidatePodTemplate)."""
    validate_object_meta(obj, problems, namespaced=True)
    template = obj.setdefault("template", {})
    validate_pod_template_spec(template, "template", problems, context)
    if not problems:
        warn_of_pod_template(template, "template", problems, context)
