"""FlowSchema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.flowcontrol.mandatory import EXEMPT, FLOW_SCHEMAS, stated
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

PRECEDENCE = Rule(
    "flowcontrol/matching-precedence",
    "`matchingPrecedence` must be from 2 to 10000; 1 is reserved for the schema `exempt`.",
    "ValidateFlowSchemaSpec",
    "FlowSchema",
    bad={"spec.matchingPrecedence": 1},
    good={"spec.matchingPrecedence": 1000},
    remedy="for example, set `matchingPrecedence: 1000`",
)
DISTINGUISHER = Rule(
    "flowcontrol/distinguisher-method",
    "`distinguisherMethod.type` must be ByUser or ByNamespace.",
    "ValidateFlowSchemaSpec",
    "FlowSchema",
    bad={"spec.distinguisherMethod": {"type": "ByGroup"}},
    good={"spec.distinguisherMethod": {"type": "ByUser"}},
    remedy="for example, write `distinguisherMethod: {type: ByUser}`",
)
LEVEL = Rule(
    "flowcontrol/priority-level-reference",
    "`priorityLevelConfiguration.name` of a FlowSchema must be a valid name.",
    "ValidateFlowSchemaSpec",
    "FlowSchema",
    bad={"spec.priorityLevelConfiguration": {"name": ""}},
    good={"spec.priorityLevelConfiguration": {"name": "workload-low"}},
    remedy="for example, write `priorityLevelConfiguration: {name: workload-low}`",
)
SUBJECT = Rule(
    "flowcontrol/subject",
    (
        "A rule must have `subjects`, each with a `kind` of User, Group or ServiceAccount and only the details of "
        "that kind."
    ),
    "ValidateFlowSchemaSubject",
    "FlowSchema",
    bad={"spec.rules[0].subjects": [{"kind": "User", "group": {"name": "developers"}}]},
    good={"spec.rules[0].subjects": [{"kind": "Group", "group": {"name": "developers"}}]},
    remedy=(
        "for example, write `{kind: Group, group: {name: developers}}` or `{kind: ServiceAccount, serviceAccount: "
        '{name: "*", namespace: build}}`'
    ),
)
RULES = Rule(
    "flowcontrol/rules",
    "A rule must have `resourceRules`, `nonResourceRules` or both.",
    "ValidateFlowSchemaPolicyRulesWithSubjects",
    "FlowSchema",
    bad={"spec.rules[0].nonResourceRules": []},
    good={"spec.rules[0].nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}]},
    remedy="for example, write `nonResourceRules: [{verbs: [get], nonResourceURLs: [/healthz]}]`",
)
VERBS = Rule(
    "flowcontrol/verbs",
    "`verbs` must be request verbs, or only '*'.",
    "ValidateFlowSchemaResourcePolicyRule",
    "FlowSchema",
    bad={"spec.rules[0].nonResourceRules": [{"verbs": ["post"], "nonResourceURLs": ["/healthz"]}]},
    good={"spec.rules[0].nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/healthz"]}]},
    remedy='for example, write `verbs: [get, list, watch]` or `verbs: ["*"]`',
)
RESOURCE_RULE = Rule(
    "flowcontrol/resource-rule",
    (
        "A resource rule must have `apiGroups` and `resources`, and `namespaces` or `clusterScope`; '*' must be the "
        "only entry of a list."
    ),
    "ValidateFlowSchemaResourcePolicyRule",
    "FlowSchema",
    bad={"spec.rules[0].resourceRules": [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}]},
    good={
        "spec.rules[0].resourceRules": [
            {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"], "namespaces": ["*"]}
        ]
    },
    remedy='for example, write `{verbs: [get], apiGroups: [""], resources: [pods], namespaces: ["*"]}`',
)
URLS = Rule(
    "flowcontrol/non-resource-urls",
    "A path in `nonResourceURLs` must start with '/', contain no spaces or '//', and '*' only as its last segment.",
    "ValidateNonResourceURLPath",
    "FlowSchema",
    bad={"spec.rules[0].nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/a*"]}]},
    good={"spec.rules[0].nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/a/*"]}]},
    remedy='for example, write `nonResourceURLs: [/healthz, "/metrics/*"]`',
)
MANDATORY = Rule(
    "flowcontrol/mandatory-schema",
    "The FlowSchemas `exempt` and `catch-all` must keep the `spec` that the server gives them.",
    "ValidateFlowSchema",
    "FlowSchema",
    bad={"metadata.name": "catch-all"},
    good={"metadata.name": "my-schema"},
    remedy="define your own under another name, such as `metadata: {name: build-agents}`",
)

MAX_PRECEDENCE = 10000
_VERBS = frozenset(("get", "list", "create", "update", "delete", "deletecollection", "patch", "watch", "proxy"))
_SUBJECT_FIELDS = {"ServiceAccount": "serviceAccount", "User": "user", "Group": "group"}


def validate_flow_schema(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a FlowSchema as ValidateFlowSchema does; the server drops its status first."""
    validate_object_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    name = (obj.get("metadata") or {}).get("name", "")
    spec["matchingPrecedence"] = spec.get("matchingPrecedence") or 1000  # SetDefaults_FlowSchemaSpec
    _precedence(spec["matchingPrecedence"], name, problems)
    method = spec.get("distinguisherMethod")
    if method is not None and method.get("type") not in {"ByUser", "ByNamespace"}:
        choices = ("ByUser", "ByNamespace")
        refuse_choice(DISTINGUISHER, method.get("type", ""), choices, "spec.distinguisherMethod.type", problems)
    level = (spec.get("priorityLevelConfiguration") or {}).get("name", "")
    reason = formats.dns1123_subdomain(level) if level else "is empty; the name of a priority level is required"
    if reason:
        problems.add(LEVEL, "spec.priorityLevelConfiguration.name", f"{level!r} {reason}")
    for index, rule in enumerate(spec.get("rules") or ()):
        _rule(rule, f"spec.rules[{index}]", problems)
    fixed = FLOW_SCHEMAS.get(name)
    if fixed is not None and stated(spec) != stated(fixed):
        problems.add(MANDATORY, "spec", f"the spec of {name!r} differs from the one that the server maintains")


def _precedence(precedence: int, name: str, problems: Problems) -> None:
    if not 1 <= precedence <= MAX_PRECEDENCE:
        problems.add(PRECEDENCE, "spec.matchingPrecedence", f"{precedence} is not between 1 and {MAX_PRECEDENCE}")
    elif precedence == 1 and name != EXEMPT:
        problems.add(PRECEDENCE, "spec.matchingPrecedence", f"1 is reserved for the schema {EXEMPT!r}")


def _rule(rule: Tree, path: str, problems: Problems) -> None:
    subjects = rule.get("subjects") or ()
    if not subjects:
        problems.add(SUBJECT, f"{path}.subjects", "subjects is empty; at least one subject is required")
    for index, subject in enumerate(subjects):
        _subject(subject, f"{path}.subjects[{index}]", problems)
    resources, others = rule.get("resourceRules") or (), rule.get("nonResourceRules") or ()
    if not resources and not others:
        problems.add(RULES, path, "set resourceRules, nonResourceRules or both")
    for index, item in enumerate(resources):
        _resource_rule(item, f"{path}.resourceRules[{index}]", problems)
    for index, item in enumerate(others):
        at = f"{path}.nonResourceRules[{index}]"
        _verbs(item.get("verbs") or (), at, problems)
        _urls(item.get("nonResourceURLs") or (), f"{at}.nonResourceURLs", problems)


def _subject(subject: Tree, path: str, problems: Problems) -> None:
    kind = subject.get("kind", "")
    if kind not in _SUBJECT_FIELDS:
        refuse_choice(SUBJECT, kind, _SUBJECT_FIELDS, f"{path}.kind", problems)
        return
    for other, field in _SUBJECT_FIELDS.items():
        details = subject.get(field)
        if other != kind:
            if details is not None:
                problems.add(SUBJECT, f"{path}.{field}", f"{field} can only be set for the kind {other}")
        elif details is None:
            problems.add(SUBJECT, f"{path}.{field}", f"{field} is required for the kind {kind}")
        else:
            _details(details, f"{path}.{field}", problems, is_account=kind == "ServiceAccount")


def _details(details: Tree, path: str, problems: Problems, *, is_account: bool) -> None:
    name, namespace = details.get("name", ""), details.get("namespace", "")
    if not name:
        problems.add(SUBJECT, f"{path}.name", "name is required")
    if not is_account:
        return
    if name and name != "*" and (reason := formats.dns1123_subdomain(name)):
        problems.add(SUBJECT, f"{path}.name", f"{name!r} {reason}")
    reason = formats.dns1123_label(namespace) if namespace else "is empty; a namespace is required"
    if reason:
        problems.add(SUBJECT, f"{path}.namespace", f"{namespace!r} {reason}")


def _verbs(verbs: Sequence[str], path: str, problems: Problems) -> None:
    if not verbs:
        problems.add(VERBS, f"{path}.verbs", "verbs is empty; at least one verb is required")
    elif "*" in verbs:
        if len(verbs) > 1:
            problems.add(VERBS, f"{path}.verbs", "'*' cannot be combined with other entries")
    elif not _VERBS.issuperset(verbs):
        from k8sdsl.near_miss import did_you_mean

        unknown = [verb for verb in verbs if verb not in _VERBS]
        remedy = did_you_mean(unknown[0], _VERBS) or None
        problems.add(VERBS, f"{path}.verbs", f"{', '.join(map(repr, unknown))} is not a request verb", remedy=remedy)


def _resource_rule(rule: Tree, path: str, problems: Problems) -> None:
    _verbs(rule.get("verbs") or (), path, problems)
    for field in ("apiGroups", "resources"):
        values = rule.get(field) or ()
        if not values:
            problems.add(RESOURCE_RULE, f"{path}.{field}", f"{field} is empty; at least one entry is required")
        elif len(values) > 1 and "*" in values:
            problems.add(RESOURCE_RULE, f"{path}.{field}", "'*' cannot be combined with other entries")
    namespaces = rule.get("namespaces") or ()
    if not namespaces and not rule.get("clusterScope"):
        problems.add(
            RESOURCE_RULE,
            f"{path}.namespaces",
            "namespaces is empty; at least one is required unless clusterScope is true",
        )
    elif "*" in namespaces:
        if len(namespaces) > 1:
            problems.add(RESOURCE_RULE, f"{path}.namespaces", "'*' cannot be combined with other entries")
    else:
        for index, namespace in enumerate(namespaces):
            if reason := formats.dns1123_label(namespace):
                problems.add(RESOURCE_RULE, f"{path}.namespaces[{index}]", f"{namespace!r} {reason}")


def _urls(urls: Sequence[str], path: str, problems: Problems) -> None:
    if not urls:
        problems.add(URLS, path, "nonResourceURLs is empty; at least one path is required")
    elif "*" in urls:
        if len(urls) > 1:
            problems.add(URLS, path, "'*' cannot be combined with other entries")
    else:
        for index, url in enumerate(urls):
            if reason := _url_reason(url):
                problems.add(URLS, f"{path}[{index}]", f"{url!r} {reason}")


def _url_reason(url: str) -> str:
    if not url.startswith("/"):
        return "must start with '/'"
    if " " in url:
        return "must not contain spaces"
    if "//" in url:
        return "must not contain '//'"
    stars = url.count("*")
    return "can only contain '*' as its last segment" if stars > 1 or (stars and not url.endswith("/*")) else ""
