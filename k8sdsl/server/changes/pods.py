"""Changes of pods (core `ValidatePodUpdate`): images, deadlines and additional tolerations, and little else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.server.changes.gated_pods import adopt_gated_changes
from k8sdsl.server.equality import comparable
from k8sdsl.server.rules.pods.annotations import adopt_app_armor
from k8sdsl.server.rules.pods.pod import default_new_pod, validate_metadata_and_spec
from k8sdsl.server.rules.pods.scope import PodScope
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

POD_SPEC = Rule(
    "change/pod-spec",
    "`spec` of an existing pod cannot change, except for images, `activeDeadlineSeconds` and additional `tolerations`.",
    "ValidatePodUpdate",
    "Pod",
    bad={"spec.containers[0].args": ["--verbose"]},
    good={"spec.containers[0].image": "nginx:1.27"},
    remedy="delete the pod with `kubectl delete pod` and create it again, or let a Deployment replace its pods",
)
POD_CONTAINERS = Rule(
    "change/pod-containers",
    "`containers` and `initContainers` of an existing pod cannot be added or removed.",
    "ValidateContainerUpdates",
    "Pod",
    bad={"spec.initContainers": [{"name": "setup", "image": "busybox:1.36"}]},
    good={"spec.containers[0].image": "nginx:1.27"},
    remedy="delete the pod with `kubectl delete pod` and create it again, or let a Deployment replace its pods",
)
POD_DEADLINE = Rule(
    "change/pod-deadline",
    "`activeDeadlineSeconds` of an existing pod can be set or lowered, but not raised or removed.",
    "ValidatePodUpdate",
    "Pod",
    bad={"old": {"spec.activeDeadlineSeconds": 60}, "spec.activeDeadlineSeconds": 90},
    good={"old": {"spec.activeDeadlineSeconds": 60}, "spec.activeDeadlineSeconds": 30},
    remedy="keep the old value or set a smaller one, such as `activeDeadlineSeconds: 30`",
)
TOLERATIONS = Rule(
    "change/pod-tolerations",
    "`tolerations` of an existing pod can be added, but not changed or removed.",
    "validateOnlyAddedTolerations",
    "Pod",
    bad={"old": {"spec.tolerations": [{"key": "gpu", "operator": "Exists"}]}, "spec.tolerations": []},
    good={"spec.tolerations": [{"key": "gpu", "operator": "Exists"}]},
    remedy="keep the old entries and add new ones, such as `{key: gpu, operator: Exists}`, or create the pod again",
)
GATES = Rule(
    "change/pod-scheduling-gates",
    "`schedulingGates` of an existing pod can be removed, but not added.",
    "validateOnlyDeletedSchedulingGates",
    "Pod",
    bad={"spec.schedulingGates": [{"name": "example.com/quota"}]},
    good={"old": {"spec.schedulingGates": [{"name": "example.com/quota"}]}, "spec.schedulingGates": []},
    remedy="delete the pod with `kubectl delete pod`, and create it again with the gate",
)
POD_ANNOTATIONS = Rule(
    "change/pod-annotations",
    "The annotations for AppArmor and `kubernetes.io/config.mirror` of an existing pod cannot change.",
    "ValidatePodSpecificAnnotationUpdates",
    "Pod",
    bad={"metadata.annotations": {"kubernetes.io/config.mirror": "x"}},
    good={"metadata.annotations": {"example.com/owner": "web"}},
    remedy="delete the pod with `kubectl delete pod` and create it again, or set the field `appArmorProfile`",
)

_TYPE = "core_v1.PodSpec"
_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
_MIRROR = "kubernetes.io/config.mirror"
_CONTAINERS = ("containers", "initContainers")


def prepare_pod(pod: Tree, old: Tree | None, context: Context) -> None:
    """A new pod adopts its annotations and merges its labels into its selectors; a changed one does not."""
    if old is not None:
        return
    meta, spec = pod.setdefault("metadata", {}), pod.setdefault("spec", {})
    default_new_pod(spec, meta, context.minor)
    if "annotations" in meta and is_on("AppArmorFields", context.minor):
        adopt_app_armor(meta["annotations"], PodScope(spec, meta, context.minor))


def change_pod(new: Tree, old: Tree, problems: Problems, context: Context) -> None:
    """The pod, its annotations and then its specification, unless containers were added or removed."""
    judged = copy_tree(new)
    meta = judged.setdefault("metadata", {})
    validate_metadata_and_spec(judged, problems, PodScope(judged.setdefault("spec", {}), meta, context.minor))
    _validate_annotations(meta, old.get("metadata") or {}, problems)
    before, after = comparable(old.get("spec") or {}, _TYPE), comparable(new.get("spec") or {}, _TYPE)
    for field in _CONTAINERS:
        if len(before.get(field, ())) != len(after.get(field, ())):
            problems.add(POD_CONTAINERS, f"spec.{field}", "containers cannot be added or removed")
            return
    if not _validate_deadline(after, before, problems):
        return
    _validate_tolerations(after, before, problems)
    _validate_gates(after, before, problems)
    _validate_rest(after, before, problems)


def _validate_annotations(after: Tree, before: Tree, problems: Problems) -> None:
    old, new = before.get("annotations") or {}, after.get("annotations") or {}
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key) and (key == _MIRROR or key.startswith(_APP_ARMOR)):
            problems.add(POD_ANNOTATIONS, f"metadata.annotations[{key}]", "this annotation cannot change")


def _validate_deadline(after: Tree, before: Tree, problems: Problems) -> bool:
    """Returns whether the server validates further."""
    old, new = before.get("activeDeadlineSeconds"), after.get("activeDeadlineSeconds")
    path = "spec.activeDeadlineSeconds"
    if new is None:
        if old is not None:
            problems.add(POD_DEADLINE, path, "the deadline cannot be removed")
        return True
    if not 0 <= new <= 2**31 - 1:
        problems.add(POD_DEADLINE, path, f"{new} is not between 0 and {2**31 - 1}")
        return False
    if old is not None and old < new:
        problems.add(POD_DEADLINE, path, f"{new} exceeds the old value, {old}")
        return False
    return True


def _validate_tolerations(after: Tree, before: Tree, problems: Problems) -> None:
    kept = [_without_seconds(toleration) for toleration in after.get("tolerations", ())]
    if any(_without_seconds(toleration) not in kept for toleration in before.get("tolerations", ())):
        message = "only tolerationSeconds of an existing toleration can change"
        problems.add(TOLERATIONS, "spec.tolerations", message)


def _without_seconds(toleration: Tree) -> Tree:
    return {key: value for key, value in toleration.items() if key != "tolerationSeconds"}


def _validate_gates(after: Tree, before: Tree, problems: Problems) -> None:
    for index, gate in enumerate(after.get("schedulingGates", ())):
        if gate not in before.get("schedulingGates", ()):
            problems.add(
                GATES, f"spec.schedulingGates[{index}].name", f"{gate.get('name')!r} cannot be added to an existing pod"
            )


def _validate_rest(after: Tree, before: Tree, problems: Problems) -> None:
    munged: dict[str, Any] = {**after}
    for field in ("activeDeadlineSeconds", "schedulingGates", "tolerations"):
        munged.pop(field, None)
        if field in before:
            munged[field] = before[field]
    for field in _CONTAINERS:
        if field in after:
            pairs = zip(after[field], before[field], strict=True)
            munged[field] = [{**container, "image": old.get("image")} for container, old in pairs]
    grace = before.get("terminationGracePeriodSeconds", 0)
    if grace < 0 and after.get("terminationGracePeriodSeconds") == 1:
        munged["terminationGracePeriodSeconds"] = grace
    if before.get("schedulingGates"):
        adopt_gated_changes(munged, before, problems)
    wanted = {**before}
    for field in _CONTAINERS:
        if field in before:
            wanted[field] = [{**container, "image": container.get("image")} for container in before[field]]
    if munged != wanted:
        changed = sorted(key for key in {*munged, *wanted} if munged.get(key) != wanted.get(key))
        problems.add(POD_SPEC, "spec", f"{', '.join(f'`{key}`' for key in changed)} cannot change")
