"""Events of the core group and of events.k8s.io (core/validation `ValidateEventCreate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.generic_meta import validate_generic_meta
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

NAMESPACE = Rule(
    "events/namespace",
    "An event must be in the namespace of its `involvedObject` (`regarding`), or in `default` for a cluster-scoped "
    "object.",
    "legacyValidateEvent",
    "Event",
    bad={"metadata.namespace": "team-a", "involvedObject": {"kind": "Pod", "namespace": "team-b", "name": "web"}},
    good={"metadata.namespace": "team-a", "involvedObject": {"kind": "Pod", "namespace": "team-a", "name": "web"}},
    remedy="set `metadata.namespace` to the namespace of the object",
)
REPORTER = Rule(
    "events/reporter",
    (
        "An event with `eventTime` must have a reporting controller, `reportingInstance`, `action` and `reason`, each "
        "within its length limit."
    ),
    "legacyValidateEvent",
    "Event",
    bad={"eventTime": "2024-01-31T08:00:00.000000Z"},
    good={
        "eventTime": "2024-01-31T08:00:00.000000Z",
        "reportingComponent": "example.com/scheduler",
        "reportingInstance": "scheduler-0",
        "action": "Binding",
        "reason": "Scheduled",
    },
    remedy=(
        "for example, write `{reportingComponent: example.com/scheduler, reportingInstance: scheduler-0, action: "
        "Binding, reason: Scheduled}`"
    ),
)
TYPE = Rule(
    "events/type",
    "`type` of an event must be Normal or Warning.",
    "ValidateEventCreate",
    remedy="write the value as listed, such as `type: Warning`",
)
OLD_FIELDS = Rule(
    "events/deprecated-fields",
    "An event of events.k8s.io/v1 must have `eventTime`, and no `deprecated` fields.",
    "ValidateEventCreate",
    remedy=(
        "set `eventTime: 2024-01-31T08:00:00.000000Z`, and remove `deprecatedSource`, `deprecatedCount` and the "
        "deprecated timestamps"
    ),
)
SERIES = Rule(
    "events/series",
    "`series` of an event must have a `count` of at least 2 and a `lastObservedTime`.",
    "validateV1EventSeries",
    remedy="for example, write `series: {count: 2, lastObservedTime: 2024-01-31T08:00:00.000000Z}`",
)

_LENGTHS = {"reportingInstance": 128, "action": 128, "reason": 128}
_OLD_NAMES = {
    "deprecatedFirstTimestamp": "firstTimestamp",
    "deprecatedLastTimestamp": "lastTimestamp",
    "deprecatedCount": "count",
}


def validate_event(obj: Tree, problems: Problems, _context: Context) -> None:
    """An Event of either group on create; paths are those of the core group, as the server has them."""
    new = obj.get("apiVersion") == "events.k8s.io/v1"
    namespace = obj.get("metadata", {}).get("namespace") or "default"
    involved = (obj.get("regarding" if new else "involvedObject") or {}).get("namespace", "")
    if obj.get("eventTime"):
        if not involved and namespace not in {"default", "kube-system"}:
            problems.add(NAMESPACE, "involvedObject.namespace", "differs from the namespace of the event")
        _validate_reporter(obj, problems, new=new)
    elif (involved or "default") != namespace:
        problems.add(NAMESPACE, "involvedObject.namespace", f"{involved!r} differs from the namespace of the event")
    reason = formats.dns1123_subdomain(namespace)
    if reason:
        problems.add(NAMESPACE, "namespace", f"{namespace!r} {reason}")
    if new:
        validate_object_meta(obj, problems, namespaced=True)
        _validate_new(obj, problems)
    elif not problems.found:
        validate_generic_meta(obj, problems, namespaced=True, name=formats.path_segment)


def _validate_reporter(obj: Tree, problems: Problems, *, new: bool) -> None:
    field = "reportingController" if new else "reportingComponent"
    reason = formats.qualified_name(obj.get(field, ""))
    if reason:
        problems.add(REPORTER, field, f"{obj.get(field, '')!r} {reason}")
    for name, longest in _LENGTHS.items():
        value = obj.get(name, "")
        if not value:
            problems.add(REPORTER, name, f"{name} is required")
        elif len(value.encode("utf-8", "surrogatepass")) > longest:
            problems.add(REPORTER, name, f"{name} must be at most {longest} characters long")
    message = obj.get("note" if new else "message", "")
    if len(message.encode("utf-8", "surrogatepass")) > 1024:
        problems.add(REPORTER, "message", "the message must be at most 1024 characters long")


def _validate_new(obj: Tree, problems: Problems) -> None:
    series = obj.get("series")
    if series is not None:
        if series.get("count", 0) < 2:
            problems.add(SERIES, "series.count", f"{series.get('count', 0)} must be at least 2")
        if not series.get("lastObservedTime"):
            problems.add(SERIES, "series.lastObservedTime", "lastObservedTime is required")
    if not obj.get("eventTime"):
        problems.add(OLD_FIELDS, "eventTime", "eventTime is required")
    kind = obj.get("type", "")
    if kind not in {"Normal", "Warning"}:
        refuse_choice(TYPE, kind, ("Normal", "Warning"), "type", problems)
    for field, path in _OLD_NAMES.items():
        if obj.get(field):
            problems.add(OLD_FIELDS, path, f"{field} must not be set")
    source = obj.get("deprecatedSource") or {}
    if source.get("component") or source.get("host"):
        problems.add(OLD_FIELDS, "source", "deprecatedSource must not be set")
