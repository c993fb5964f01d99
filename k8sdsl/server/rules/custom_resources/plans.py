"""The CEL rules of a definition, compiled, in the shape of its schema (apiextensions `schema/cel/validation.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.server.rules.custom_resources.field_path import FieldPathError, find_field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cel.environment import Environment, Program
    from k8sdsl.cel.schemas import SizedType
    from k8sdsl.tree import Tree


class CompiledRule:
    """One compiled rule.

    `levels_up` says how many levels above the value the comparison with the old object starts: 0 except in `allOf`.
    """

    __slots__ = (
        "compares",
        "field_path",
        "levels_up",
        "message",
        "message_expression",
        "optional_old",
        "program",
        "text",
    )

    def __init__(self, rule: Tree, program: Program, schema: Tree, spoken: Program | None, levels_up: int) -> None:
        self.text = str(rule.get("rule", "")).strip()
        self.program = program
        self.compares = program.uses("oldSelf")
        self.message = str(rule.get("message") or "").strip()
        self.message_expression = spoken
        self.optional_old = bool(rule.get("optionalOldSelf"))
        self.field_path = _field_path(rule.get("fieldPath") or "", schema)
        self.levels_up = levels_up


class _SchemaSource(NamedTuple):
    """A schema whose rules apply to a value: the schema of the value (0 levels up) or a part of an `allOf`."""

    schema: Tree
    levels_up: int

    def below(self, schema: Any) -> _SchemaSource | None:
        """The schema of a part of the value."""
        return _SchemaSource(schema, self.levels_up and self.levels_up + 1) if isinstance(schema, dict) else None


class RulePlan:
    """The rules for a value and for what is in it; `uncompiled` are the texts of rules that do not compile."""

    __slots__ = ("additional", "declared", "items", "properties", "rules", "uncompiled")

    def __init__(self, schema: Tree, sources: list[_SchemaSource], minor: int, *, is_root: bool) -> None:
        from k8sdsl.cel.schemas import declared

        sources = list(_with_all_of(sources))
        has_rules = any(source.schema.get("x-kubernetes-validations") for source in sources)
        self.declared: SizedType | None = declared(schema, is_root=is_root) if has_rules else None
        self.rules: list[CompiledRule] = []
        self.uncompiled: list[str] = []
        if self.declared is not None:
            for source in sources:
                self._compile(source, schema, self.declared, minor)
        below = {
            key: _plan(
                field, [source.below((source.schema.get("properties") or {}).get(key)) for source in sources], minor
            )
            for key, field in (schema.get("properties") or {}).items()
        }
        self.properties = {key: plan for key, plan in below.items() if plan is not None}
        self.items, self.additional = (
            _plan(schema.get(key), [source.below(source.schema.get(key)) for source in sources], minor)
            for key in ("items", "additionalProperties")
        )

    def _compile(self, source: _SchemaSource, schema: Tree, root: SizedType, minor: int) -> None:
        """Compiles the rules of a source; because of one that does not compile, the server refuses the definition."""
        from k8sdsl.cel.environment import Environment
        from k8sdsl.cel.errors import CompileError
        from k8sdsl.cel.types import optional_of

        for rule in source.schema.get("x-kubernetes-validations") or ():
            if not rule.get("rule", "").strip():
                continue
            old = optional_of(root.type) if rule.get("optionalOldSelf") else root.type
            environment = Environment({"self": root.type, "oldSelf": old}, minor=minor)
            try:
                program = environment.compile(rule.get("rule", ""))
            except CompileError:
                self.uncompiled.append(str(rule.get("rule", "")).strip())
            else:
                message = _message(rule.get("messageExpression"), environment)
                self.rules.append(CompiledRule(rule, program, schema, message, source.levels_up))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to evaluate."""
        return not (self.rules or self.uncompiled or self.properties or self.items or self.additional)


def plan_of(schema: Any, minor: int, *, is_root: bool = False) -> RulePlan | None:
    """The rules in and below a schema."""
    return _plan(schema, [_SchemaSource(schema, 0)], minor, is_root=is_root) if isinstance(schema, dict) else None


def _plan(schema: Any, sources: list[_SchemaSource | None], minor: int, *, is_root: bool = False) -> RulePlan | None:
    if not isinstance(schema, dict):
        return None
    is_root = is_root or bool(schema.get("x-kubernetes-embedded-resource"))
    plan = RulePlan(schema, [source for source in sources if source is not None], minor, is_root=is_root)
    return None if plan.is_empty else plan


def _with_all_of(sources: list[_SchemaSource]) -> Iterator[_SchemaSource]:
    for source in sources:
        yield source
        parts = [part for part in source.schema.get("allOf") or () if isinstance(part, dict)]
        yield from _with_all_of([_SchemaSource(part, source.levels_up or 1) for part in parts])


def _message(expression: Any, environment: Environment) -> Program | None:
    """The expression for the message of a rule; None if there is none or it does not compile."""
    from k8sdsl.cel.errors import CompileError

    try:
        return environment.compile(expression) if expression else None
    except CompileError:
        return None


def _field_path(path: str, schema: Tree) -> str:
    try:
        return find_field(path, schema)[0] if path else ""
    except FieldPathError:
        return ""
