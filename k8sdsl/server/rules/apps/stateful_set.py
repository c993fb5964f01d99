"""StatefulSets (apps/validation `ValidateStatefulSet`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.apps.new_meta import validate_new_meta
from k8sdsl.server.rules.apps.numbers import amount, not_negative, validate_int_or_percent
from k8sdsl.server.rules.apps.selection import validate_match, validate_workload_selector
from k8sdsl.server.rules.apps.template import validate_endless
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_annotations, validate_labels
from k8sdsl.server.rules.pods.templates import validate_pod_template_spec
from k8sdsl.server.rules.pods.volumes_claims import validate_claim_spec, warn_of_claim_spec

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

POD_MANAGEMENT = Rule(
    "apps/pod-management",
    "`podManagementPolicy` of a StatefulSet must be OrderedReady or Parallel.",
    "ValidateStatefulSetSpec",
    "StatefulSet",
    bad={"spec.podManagementPolicy": "parallel"},
    good={"spec.podManagementPolicy": "Parallel"},
    remedy="write the value as listed, such as `podManagementPolicy: Parallel`",
)
STRATEGY = Rule(
    "apps/stateful-set-strategy",
    (
        "`updateStrategy.type` of a StatefulSet must be RollingUpdate or OnDelete, and `rollingUpdate` requires "
        "RollingUpdate."
    ),
    "ValidateStatefulSetSpec",
    "StatefulSet",
    bad={"spec.updateStrategy": {"type": "OnDelete", "rollingUpdate": {"partition": 1}}},
    good={"spec.updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}},
    remedy="for example, write `updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}`",
)
MAX_UNAVAILABLE = Rule(
    "apps/stateful-set-unavailable",
    "`maxUnavailable` of a StatefulSet's rolling update must be greater than 0.",
    "validateRollingUpdateStatefulSet",
    "StatefulSet",
    remedy="set `maxUnavailable: 1`, or remove it",
)
RETENTION = Rule(
    "apps/claim-retention",
    "`whenDeleted` and `whenScaled` of `persistentVolumeClaimRetentionPolicy` must be Retain or Delete.",
    "ValidatePersistentVolumeClaimRetentionPolicyType",
    "StatefulSet",
    bad={"spec.persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Recycle"}},
    good={"spec.persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"}},
    remedy="for example, write `persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}`",
)
SERVICE_NAME = Rule(
    "apps/service-name",
    "`serviceName` of a StatefulSet must be a DNS label.",
    "ValidateStatefulSetSpec",
    "StatefulSet",
    bad={"spec.serviceName": "web_headless"},
    good={"spec.serviceName": "web-headless"},
    remedy="set the name of the headless Service, such as `serviceName: web-headless`",
)

_TEMPLATES_VALIDATED = 34  # kubernetes/kubernetes#131790 and #132212


def validate_stateful_set(obj: Tree, problems: Problems, context: Context) -> None:
    """A StatefulSet on create."""
    # Names of StatefulSets are part of the names of their pods, and labels since 1.27 (kubernetes/kubernetes#114172).
    name = formats.dns1123_label if context.minor >= 27 else formats.dns1123_subdomain
    validate_new_meta(obj, problems, name=name)
    spec = obj.get("spec") or {}
    _validate_policies(spec, problems)
    not_negative(spec, ("replicas", "minReadySeconds"), "spec", problems)
    not_negative(spec.get("ordinals") or {}, ("start",), "spec.ordinals", problems)
    if context.minor >= 33:  # kubernetes/kubernetes#130233
        _validate_service_name(spec.get("serviceName", ""), problems)
    if context.minor >= _TEMPLATES_VALIDATED:
        _validate_claims(spec.get("volumeClaimTemplates") or (), problems, context)
    template = spec.setdefault("template", {})
    if validate_workload_selector(spec, "spec", problems):
        validate_match(spec, "spec", problems)
        _validate_template(spec, template, problems, context)
    validate_endless(template.get("spec") or {}, "spec.template.spec", problems)


def _validate_policies(spec: Tree, problems: Problems) -> None:
    management = spec.get("podManagementPolicy") or "OrderedReady"
    if management not in {"OrderedReady", "Parallel"}:
        refuse_choice(POD_MANAGEMENT, management, ("OrderedReady", "Parallel"), "spec.podManagementPolicy", problems)
    _validate_strategy(spec.get("updateStrategy") or {}, "spec.updateStrategy", problems)
    retention = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    for when in ("whenDeleted", "whenScaled"):
        policy = retention.get(when) or "Retain"
        if policy not in {"Retain", "Delete"}:
            refuse_choice(
                RETENTION, policy, ("Retain", "Delete"), f"spec.persistentVolumeClaimRetentionPolicy.{when}", problems
            )


def _validate_strategy(strategy: Tree, path: str, problems: Problems) -> None:
    kind, rolling = strategy.get("type") or "RollingUpdate", strategy.get("rollingUpdate")
    if kind == "OnDelete":
        if rolling is not None:
            problems.add(STRATEGY, f"{path}.rollingUpdate", "can only be set for the type RollingUpdate")
    elif kind != "RollingUpdate":
        refuse_choice(STRATEGY, kind, ("RollingUpdate", "OnDelete"), path, problems)
    elif rolling is not None:
        not_negative(rolling, ("partition",), f"{path}.rollingUpdate", problems)
        unavailable = rolling.get("maxUnavailable")
        if unavailable is not None:
            at = f"{path}.rollingUpdate.maxUnavailable"
            validate_int_or_percent(unavailable, at, problems)
            if amount(unavailable) == 0:
                problems.add(MAX_UNAVAILABLE, at, "must be greater than 0")


def _validate_service_name(name: str, problems: Problems) -> None:
    reason = formats.dns1123_label(name) if name else ""
    if reason:
        problems.add(SERVICE_NAME, "spec.serviceName", f"{name!r} {reason}")


def _validate_claims(claims: list[Tree] | tuple[()], problems: Problems, context: Context) -> None:
    """Validates only the specs: upstream does not validate the metadata of claim templates."""
    for index, claim in enumerate(claims):
        path = f"spec.volumeClaimTemplates[{index}]"
        validate_claim_spec(claim.get("spec") or {}, f"{path}.spec", problems, context.minor)
        warn_of_claim_spec(claim.get("spec") or {}, path, problems)


def _validate_template(spec: Tree, template: Tree, problems: Problems, context: Context) -> None:
    if context.minor < _TEMPLATES_VALIDATED:
        meta = template.get("metadata") or {}
        validate_labels(meta.get("labels") or {}, "spec.template.labels", problems)
        validate_annotations(meta.get("annotations") or {}, "spec.template.annotations", problems)
        return
    pod = template.setdefault("spec", {})
    for field in ("hostname", "subdomain"):
        pod.pop(field, None)  # The controller sets them for each pod.
    if spec.get("volumeClaimTemplates"):
        pod["volumes"] = _volumes_with_claims(pod.get("volumes") or [], spec["volumeClaimTemplates"])
    validate_pod_template_spec(template, "spec.template", problems, context)


def _volumes_with_claims(volumes: list[Tree], claims: list[Tree]) -> list[Tree]:
    """The volumes that the pods will have: the claims, then the volumes that do not share a claim's name."""
    added: dict[str, Any] = {}
    for claim in claims:
        name = (claim.get("metadata") or {}).get("name", "")
        added[name] = {"name": name, "persistentVolumeClaim": {"claimName": name}}
    return [*added.values(), *(volume for volume in volumes if volume.get("name", "") not in added)]
