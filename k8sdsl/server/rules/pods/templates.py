"""The pod template of every workload, and the kind PodTemplate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.server.rules.meta import validate_annotations, validate_labels, validate_object_meta
from k8sdsl.server.rules.pods.annotations import validate_pod_annotations, validate_profiles_match
from k8sdsl.server.rules.pods.pod_spec import validate_pod_spec
from k8sdsl.server.rules.pods.pod_warnings import warn_of_pod
from k8sdsl.server.rules.pods.scope import PodScope

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree


def validate_pod_template_spec(template: Tree, path: str, problems: Problems, context: Context) -> None:
    """Judges the pod template at `path` (`spec.template`) as ValidatePodTemplateSpec does, after its defaults.

    The defaults are written into `template`, so the caller can read `restartPolicy` and the like afterwards. Further
    requirements of a workload (selector, restart policy) are up to the caller. If the template has no error, the
    server's warnings are added (GetWarningsForPodTemplate); a server warns only about objects that it accepts.
    """
    before = len(problems)
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
    if len(problems) == before:
        warn_of_pod(template, f"{path}.", problems, context.minor)


def default_pod_spec(spec: Tree) -> None:
    """Writes the defaults that other rules read into a pod's specification (SetDefaults_PodSpec)."""
    if not spec.get("restartPolicy"):
        spec["restartPolicy"] = "Always"
    spec.setdefault("terminationGracePeriodSeconds", 30)
    if spec.get("serviceAccount") and not spec.get("serviceAccountName"):
        spec["serviceAccountName"] = spec["serviceAccount"]
    for field in ("containers", "initContainers", "ephemeralContainers"):
        for container in spec.get(field, ()):
            if "stopSignal" in container.get("lifecycle", ()):
                _drop_stop_signal(container)


def _drop_stop_signal(container: Tree) -> None:
    """Drops a signal whose gate is off in all versions (ContainerStopSignals), and a lifecycle left empty."""
    del container["lifecycle"]["stopSignal"]
    if not container["lifecycle"]:
        del container["lifecycle"]


def validate_pod_template(obj: Tree, problems: Problems, context: Context) -> None:
    """The kind PodTemplate (ValidatePodTemplate); the server sets its generation to 1."""
    obj.get("metadata", {}).pop("generation", None)
    validate_object_meta(obj, problems, namespaced=True)
    validate_pod_template_spec(obj.setdefault("template", {}), "template", problems, context)
