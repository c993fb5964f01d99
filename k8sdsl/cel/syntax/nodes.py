"""The tree of an expression: one class per kind of node.

The checker sets the `type` of each node, the overloads that a call can mean, and the resolved names.
`height` counts the nested operators, selections and calls of a node; the server accepts at most 250.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.cel.functions import Function, Overload
    from k8sdsl.cel.types import Type


class SyntaxNode:
    """One expression."""

    __slots__ = ("height", "type")

    def __init__(self) -> None:
        self.height = 0
        self.type: Type = "dyn"

    def children(self) -> Sequence[SyntaxNode]:
        """The expressions directly below this one."""
        return ()

    def walk(self) -> Iterator[SyntaxNode]:
        """This node and all below it, parents first."""
        stack: list[SyntaxNode] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children()))


class Literal(SyntaxNode):
    """A literal value."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Identifier(SyntaxNode):
    """A name; `is_type` if it names a type."""

    __slots__ = ("is_type", "name")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.is_type = False


class Select(SyntaxNode):
    """A field of an operand, or (for `has`) whether it exists; `resolved` is the dotted name, if it is one."""

    __slots__ = ("field", "operand", "resolved", "resolved_is_type", "test_only")

    def __init__(self, operand: SyntaxNode, field: str, *, test_only: bool = False) -> None:
        super().__init__()
        self.operand = operand
        self.field = field
        self.test_only = test_only
        self.resolved = ""
        self.resolved_is_type = False

    def children(self) -> Sequence[SyntaxNode]:
        """The expressions directly below this one."""
        return (self.operand,)


class Call(SyntaxNode):
    """A function, operator or method; `resolved` is the function, and `overloads` are those that the types allow.

    The checker drops the target of a function whose name has dots, as `ip.isCanonical`.
    """

    __slots__ = ("args", "function", "overloads", "resolved", "target")

    def __init__(self, function: str, args: list[SyntaxNode], target: SyntaxNode | None = None) -> None:
        super().__init__()
        self.function = function
        self.args = args
        self.target = target
        self.resolved: Function | None = None
        self.overloads: list[Overload] = []

    def operands(self) -> list[SyntaxNode]:
        """The target, if there is one, and the arguments."""
        return self.args if self.target is None else [self.target, *self.args]

    def children(self) -> Sequence[SyntaxNode]:
        """The expressions directly below this one."""
        return self.operands()


class ListNode(SyntaxNode):
    """A list; the elements at the positions in `optional` can be absent."""

    __slots__ = ("elements", "optional")

    def __init__(self, elements: list[SyntaxNode], optional: frozenset[int] = frozenset()) -> None:
        super().__init__()
        self.elements = elements
        self.optional = optional

    def children(self) -> Sequence[SyntaxNode]:
        """The expressions directly below this one."""
        return self.elements


class MapEntry:
    """One entry of a map or one field of a message, which can be absent if it is `optional`."""

    __slots__ = ("key", "optional", "value")

    def __init__(self, key: SyntaxNode, value: SyntaxNode, *, optional: bool = False) -> None:
        self.key = key
        self.value = value
        self.optional = optional


class MapNode(SyntaxNode):
    """A map."""

    __slots__ = ("entries",)

    def __init__(self, entries: list[MapEntry]) -> None:
        super().__init__()
        self.entries = entries

    def children(self) -> Sequence[SyntaxNode]:
        """The expressions directly below this one."""
        return [node for entry in self.entries for node in (entry.key, entry.value)]


class Message(SyntaxNode):
    """A message such as `google.protobuf.Int64Value{value: 1}`, whose keys are literals."""

    __slots__ = ("entries", "name")

    def __init__(self, name: str, entries: list[MapEntry]) -> None:
        super().__init__()
        self.name = name
        self.entries = entries

    def children(self) -> Sequence[SyntaxNode]:
        """The expressions directly below this one."""
        return [entry.value for entry in self.entries]


class Comprehension(SyntaxNode):
    """The loop to which a macro expands.

    `accumulator` starts as `initial`, becomes `step` after each iteration while `condition` is true, and the value is
    `result`. `second` is the second variable of loops that have two.
    """

    __slots__ = ("accumulator", "condition", "initial", "result", "second", "source", "step", "variable")

    def __init__(
        self,
        source: SyntaxNode,
        variables: tuple[str, str],
        accumulator: str,
        initial: SyntaxNode,
        *,
        condition: SyntaxNode,
        step: SyntaxNode,
        result: SyntaxNode,
    ) -> None:
        super().__init__()
        self.source = source
        self.variable, self.second = variables
        self.accumulator = accumulator
        self.initial = initial
        self.condition = condition
        self.step = step
        self.result = result

    def children(self) -> Sequence[SyntaxNode]:
        """The expressions directly below this one."""
        return (self.source, self.initial, self.condition, self.step, self.result)


def qualified_name(node: SyntaxNode) -> str:
    """A chain of names as one name with dots, or an empty string."""
    names: list[str] = []
    while isinstance(node, Select) and not node.test_only:
        names.append(node.field)
        node = node.operand
    if not isinstance(node, Identifier):
        return ""
    return ".".join((node.name, *reversed(names)))


def copy_of(node: SyntaxNode) -> SyntaxNode:
    """A copy of the expression, for macros that use an argument twice."""
    match node:
        case Literal():
            made: SyntaxNode = Literal(node.value)
        case Identifier():
            made = Identifier(node.name)
        case Select():
            made = Select(copy_of(node.operand), node.field, test_only=node.test_only)
        case Call():
            target = None if node.target is None else copy_of(node.target)
            made = Call(node.function, [copy_of(arg) for arg in node.args], target)
        case ListNode():
            made = ListNode([copy_of(element) for element in node.elements], node.optional)
        case MapNode():
            made = MapNode([_copied(entry) for entry in node.entries])
        case Message():
            made = Message(node.name, [_copied(entry) for entry in node.entries])
        case Comprehension():
            made = Comprehension(
                copy_of(node.source),
                (node.variable, node.second),
                node.accumulator,
                copy_of(node.initial),
                condition=copy_of(node.condition),
                step=copy_of(node.step),
                result=copy_of(node.result),
            )
        case _:
            raise TypeError(node)
    made.height = node.height
    return made


def _copied(entry: MapEntry) -> MapEntry:
    return MapEntry(copy_of(entry.key), copy_of(entry.value), optional=entry.optional)
