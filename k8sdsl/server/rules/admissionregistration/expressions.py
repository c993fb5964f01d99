"""Expressions of webhooks and policies: what they may speak of, and what they must give (`admission/plugin/cel`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats

if TYPE_CHECKING:
    from k8sdsl.cel.environment import Environment
    from k8sdsl.cel.types import Type
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

EXPRESSION = Rule(
    "admission/expression",
    "An `expression` must compile with the variables that are available in its field, and return the type that the "
    "field requires.",
    "validateCELCondition",
    "ValidatingAdmissionPolicy",
    bad={"spec.validations": [{"expression": "object.spec.replicas + 1"}]},
    good={"spec.validations": [{"expression": "object.spec.replicas > 1"}]},
    remedy=(
        "check the names and types, such as `object.spec.replicas <= 5`; use `has(object.spec.replicas)` for optional "
        "fields"
    ),
)
EXPRESSION_REQUIRED = Rule(
    "admission/expression-required",
    "An `expression` of a policy, condition or variable must not be empty.",
    "validateMatchCondition",
    "ValidatingAdmissionPolicy",
    bad={"spec.validations": [{"expression": " "}]},
    good={"spec.validations": [{"expression": "true"}]},
    remedy='for example, write `expression: "object.spec.replicas <= 5"`, or remove the entry',
)
MATCH_CONDITION = Rule(
    "admission/match-condition",
    "`matchConditions` must have at most 64 entries, each with a qualified and unique `name`.",
    "validateMatchConditions",
    "ValidatingAdmissionPolicy",
    bad={"spec.matchConditions": [{"name": "not mine", "expression": "true"}]},
    good={"spec.matchConditions": [{"name": "mine", "expression": "true"}]},
    remedy="for example, write `{name: exclude-leases, expression: \"request.resource.resource != 'leases'\"}`",
)

MOST_CONDITIONS = 64


class ExpressionScope:
    """The names available to the expressions of one object: parameters, and the variables declared so far."""

    __slots__ = ("composed", "has_params", "minor", "variables")

    def __init__(self, minor: int, *, has_params: bool, composed: bool = False) -> None:
        self.minor = minor
        self.has_params = has_params
        self.composed = composed
        self.variables: dict[str, Type] = {}

    def environment(self, *, authorizer: bool = True, variables: bool = True, patches: bool = False) -> Environment:
        """The names available to an expression at this point."""
        from k8sdsl.cel.environment import Environment
        from k8sdsl.cel.libraries.kubernetes.json_patch import JSON_PATCH
        from k8sdsl.cel.types import ObjectType

        known: dict[str, Type] = {**_request_types()}
        if self.has_params:
            known["params"] = "dyn"
        if authorizer:
            known["authorizer"] = "kubernetes.authorization.Authorizer"
            known["authorizer.requestResource"] = "kubernetes.authorization.ResourceCheck"
        if self.composed and variables:
            known["variables"] = ObjectType("variables", self.variables)
        return Environment(
            known,
            _patch_types() if patches else {},
            minor=self.minor,
            new=True,
            libraries=(JSON_PATCH,) if patches else (),
        )

    def declare(self, name: str, kind: Type | None) -> None:
        """A variable, for the expressions that follow; the type of one that did not compile is unknown."""
        self.variables[name] = "dyn" if kind is None else _declarable(kind)


def _declarable(kind: Type) -> Type:
    if isinstance(kind, tuple) and kind[0] in {"list", "map"}:
        return (kind[0], *[_declarable(part) for part in kind[1:]])
    return kind if kind in {"bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"} else "dyn"


@cache
def _patch_types() -> dict[str, Any]:
    """The messages that a mutation may write: steps of a JSON patch, and `Object` and its parts with any fields."""
    from k8sdsl.cel.types import DYN, ObjectType

    class AnyFields(dict[str, Any]):
        def get(self, name: str, default: Any = None) -> Any:
            return DYN if name else default

    class PatchTypes(dict[str, Any]):
        def __contains__(self, name: object) -> bool:
            return super().__contains__(name) or (isinstance(name, str) and f"{name}.".startswith("Object."))

        def __missing__(self, name: str) -> ObjectType:
            made = self[name] = ObjectType(name, AnyFields({"": DYN}))
            return made

    return PatchTypes({"JSONPatch": json_patch_type()})


@cache
def json_patch_type() -> Any:
    """One step of a JSON patch, as a mutation builds it."""
    from k8sdsl.cel.types import ObjectType

    return ObjectType("JSONPatch", {"op": "string", "path": "string", "from": "string", "value": "dyn"})


@cache
def _request_types() -> dict[str, Any]:
    """The object, the old one, the request and the namespace (`BuildRequestType`, `BuildNamespaceType`)."""
    from k8sdsl.cel.types import ObjectType, list_of, map_of

    texts, labels = list_of("string"), map_of("string", "string")
    kind = ObjectType("kubernetes.GroupVersionKind", dict.fromkeys(("group", "version", "kind"), "string"))
    resource = ObjectType("kubernetes.GroupVersionResource", dict.fromkeys(("group", "version", "resource"), "string"))
    extra = map_of("string", list_of("string"))
    user = ObjectType("kubernetes.UserInfo", {"username": "string", "uid": "string", "groups": texts, "extra": extra})
    plain = ("subResource", "requestSubResource", "name", "namespace", "operation")
    request = ObjectType(
        "kubernetes.AdmissionRequest",
        {
            **dict.fromkeys(plain, "string"),
            "kind": kind,
            "resource": resource,
            "requestKind": kind,
            "requestResource": resource,
            "userInfo": user,
            "dryRun": "bool",
            "options": "dyn",
        },
    )
    meta = ObjectType(
        "kubernetes.NamespaceMetadata",
        {
            **dict.fromkeys(("name", "generateName", "namespace", "UID", "resourceVersion"), "string"),
            "labels": labels,
            "annotations": labels,
            "creationTimestamp": "timestamp",
            "deletionGracePeriodSeconds": "int",
            "deletionTimestamp": "timestamp",
            "generation": "int",
            "finalizers": texts,
        },
    )
    spec = ObjectType("kubernetes.NamespaceSpec", {"finalizers": texts})
    status = ObjectType("kubernetes.NamespaceStatus", {"phase": "string"})
    namespace = ObjectType("kubernetes.Namespace", {"metadata": meta, "spec": spec, "status": status})
    return {"object": "dyn", "oldObject": "dyn", "request": request, "namespaceObject": namespace}


def judge_expression(
    text: str,
    environment: Environment,
    path: str,
    problems: Problems,
    wanted: tuple[Type, ...] = (),
) -> Type | None:
    """Reports an expression that does not compile or returns another type than `wanted`; returns its type if known."""
    from k8sdsl.cel.errors import CompileError
    from k8sdsl.cel.types import format_type

    try:
        checked = environment.compile(text)
    except CompileError as error:
        problems.add(EXPRESSION, path, f"the expression does not compile: {error}")
        return None
    if wanted and not any(fits(checked.type, kind) for kind in wanted):
        words = " or ".join(format_type(kind) for kind in wanted)
        problems.add(EXPRESSION, path, f"the expression must return {words}, not {format_type(checked.type)}")
        return None
    return checked.type


def fits(given: Type, wanted: Type) -> bool:
    """Whether a type is exactly the wanted one."""
    if isinstance(given, tuple) and isinstance(wanted, tuple):
        return len(given) == len(wanted) and given[0] == wanted[0] and all(map(fits, given[1:], wanted[1:]))
    return given == wanted or (getattr(given, "name", given) == getattr(wanted, "name", wanted))


def validate_match_conditions(conditions: list[Tree], scope: ExpressionScope, path: str, problems: Problems) -> None:
    """The conditions for calling a webhook or evaluating a policy."""
    if len(conditions) > MOST_CONDITIONS:
        problems.add(
            MATCH_CONDITION, path, f"there are {len(conditions)} conditions; at most {MOST_CONDITIONS} are allowed"
        )
    seen: set[str] = set()
    for index, condition in enumerate(conditions):
        at = f"{path}[{index}]"
        text = condition.get("expression", "").strip()
        if not text:
            problems.add(EXPRESSION_REQUIRED, f"{at}.expression", "the expression is empty")
        else:
            judge_expression(text, scope.environment(variables=False), f"{at}.expression", problems, ("bool",))
        name = condition.get("name", "")
        reason = formats.qualified_name(name) if name else "is empty; a name is required"
        if reason:
            problems.add(MATCH_CONDITION, f"{at}.name", f"{name!r} {reason}")
        if name and name in seen:
            problems.add(MATCH_CONDITION, f"{at}.name", f"{name!r} is used more than once")
        seen.add(name)
