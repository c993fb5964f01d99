"""What evaluating an expression may cost at most (cel-go `checker/cost.go`, apiserver `pkg/cel/library/cost.go`).

The server refuses definitions whose rules could cost too much, so the estimate follows its arithmetic to the letter:
a cost is a pair of the least and the most, sizes come from the schema, and everything stops at 2**64 - 1.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cel.types import DYN, ObjectType, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.cel.checker import Checked
    from k8sdsl.cel.node import Node
    from k8sdsl.cel.schemas import Declared

MOST = 2**64 - 1
TEXT_FACTOR, PATTERN_FACTOR = 0.1, 0.25
_SCALARS = frozenset(("bool", "double", "duration", "int", "timestamp", "uint"))


class Range(NamedTuple):
    """The least and the most of a cost or a size."""

    least: int
    most: int

    def plus(self, other: Range) -> Range:
        """Both together."""
        return Range(min(self.least + other.least, MOST), min(self.most + other.most, MOST))

    def times(self, other: Range) -> Range:
        """One for each of the other."""
        return Range(min(self.least * other.least, MOST), min(self.most * other.most, MOST))

    def scaled(self, factor: float) -> Range:
        """So much for each."""
        return Range(_scaled(self.least, factor), _scaled(self.most, factor))

    def union(self, other: Range) -> Range:
        """Either of the two."""
        return Range(min(self.least, other.least), max(self.most, other.most))


ZERO, ONE, ANY = Range(0, 0), Range(1, 1), Range(0, MOST)


def _scaled(value: int, factor: float) -> int:
    return min(math.ceil(float(value) * factor), MOST)


def most_cost(checked: Checked, root: Declared | None) -> int:
    """The most that an expression costs; `root` declares what `self` is."""
    return _Estimate(checked, root).cost(checked.node).most


class _Estimate:
    def __init__(self, checked: Checked, root: Declared | None) -> None:
        self.checked = checked
        self.root = root
        self.paths: dict[int, list[str]] = {}
        self.sizes: dict[int, Range] = {}
        self.variables: dict[str, list[Node]] = {}

    def cost(self, node: Node) -> Range:
        method: Callable[[Node], Range] = getattr(self, f"_{node.kind}")
        return method(node)

    def _type(self, node: Node) -> Type:
        return self.checked.types.get(node.id, DYN)

    def _const(self, _: Node) -> Range:
        return ZERO

    def _ident(self, node: Node) -> Range:
        bound = self.variables.get(node.name)
        if bound:
            over = bound[-1]
            kind = self._type(over)
            is_map = isinstance(kind, tuple) and kind[0] == "map"
            self.paths[node.id] = self._step(over, "@keys" if is_map else "@items")
        else:
            self.paths[node.id] = [node.name]
        return ONE

    def _select(self, node: Node) -> Range:
        assert node.target is not None  # noqa: S101 the parser writes no selection of nothing
        total = self.cost(node.target)
        if node.test_only:
            return total
        kind = self._type(node.target)
        if isinstance(kind, ObjectType) or (isinstance(kind, tuple) and kind[0] == "map"):
            total = total.plus(ONE)
        self.paths[node.id] = self._step(node.target, node.name)
        return total

    def _step(self, node: Node, step: str) -> list[str]:
        """The path one step on; behind a value that stands nowhere it begins anew, and then means `self` upstream."""
        return [*self.paths.get(node.id, ()), step]

    def _list(self, node: Node) -> Range:
        total = Range(10, 10)
        for arg in node.args:
            total = total.plus(self.cost(arg))
        return total

    def _map(self, node: Node) -> Range:
        return self._entries(node, 30)

    def _struct(self, node: Node) -> Range:
        return self._entries(node, 40)

    def _entries(self, node: Node, base: int) -> Range:
        total = Range(base, base)
        for key, value, _ in node.entries:
            total = total.plus(self.cost(key) if node.kind == "map" else ZERO).plus(self.cost(value))
        return total

    def _comprehension(self, node: Node) -> Range:
        over, init, condition, step, result = node.args
        if node.iter == "#unused":
            return self._binding(node, init, result)
        total = self.cost(over).plus(self.cost(init))
        names = [name for name in (node.iter, node.name) if name]
        for name in names:
            self.variables.setdefault(name, []).append(over)
        loop = self.cost(condition).plus(self.cost(step))
        for name in names:
            self.variables[name].pop()
        total = total.plus(self.cost(result))
        count = self.size(over)
        if init.kind in {"list", "map"}:
            self.sizes[node.id] = count
        return total.plus(count.times(loop))

    def _binding(self, node: Node, value: Node, inner: Node) -> Range:
        total = self.cost(value)
        total = total.plus(self.cost(inner))
        if inner.id in self.sizes:
            self.sizes[node.id] = self.sizes[inner.id]
        return total

    def _call(self, node: Node) -> Range:
        costs = [self.cost(arg) for arg in node.args]
        total = ZERO
        is_member = node.target is not None and node.id in self.checked.calls and self.checked.calls[node.id].is_member
        if node.target is not None and is_member:
            total = self.cost(node.target)
        together = ZERO
        for cost in costs:
            together = together.plus(cost)
        name = self.checked.calls[node.id].name if node.id in self.checked.calls else node.name
        special = _SPECIAL.get(name)
        own = special(self, node, costs) if special is not None else self._function(name, node)
        if name not in {"_&&_", "_||_", "_?_:_"}:
            own = own.plus(together)
        if name == "_[_]" and node.args:
            kind = self._type(node.args[0])
            is_map = isinstance(kind, tuple) and kind[0] == "map"
            self.paths[node.id] = self._step(node.args[0], "@values" if is_map else "@items")
        return total.plus(own)

    def size(self, node: Node) -> Range:
        """How large the value of an expression may be, in elements or bytes."""
        known = self.sizes.get(node.id)
        if known is not None:
            return known
        if node.kind == "const":
            value = node.value
            if isinstance(value, (str, bytes)):
                length = len(value.encode("utf-8", "replace") if isinstance(value, str) else value)
                return Range(length, length)
            return ONE
        if node.kind == "list":
            return Range(len(node.args), len(node.args))
        if node.kind == "map":
            return Range(len(node.entries), len(node.entries))
        found = self._declared(node)
        if found is not None:
            return Range(0, found.most)
        return ONE if self._type(node) in _SCALARS else ANY

    def _declared(self, node: Node) -> Declared | None:
        path = self.paths.get(node.id)
        return self._at(path) if path else None

    def _at(self, path: list[str]) -> Declared | None:
        found = self.root
        for step in path[1:]:
            if found is None:
                return None
            if step in {"@items", "@values"}:
                found = found.item
            else:
                found = found.key if step == "@keys" else found.fields.get(step)
        return found

    def _item_size(self, node: Node) -> Range:
        """The size of an element of a list."""
        path = self.paths.get(node.id)
        found = self._at([*path, "@items"]) if path else None
        return ANY if found is None else Range(0, found.most)

    def _function(self, name: str, node: Node) -> Range:
        """A function of Kubernetes or of CEL, its arguments apart."""
        kind = _KINDS.get(name)
        target, args = node.target, node.args
        if kind == "aggregate" and target is not None:
            return self._aggregate(target)
        if kind == "traverse-target" and target is not None:
            self.sizes[node.id] = self.size(target)
            return self.size(target).scaled(TEXT_FACTOR)
        if kind == "traverse-argument" and args:
            if name == "url":
                self.sizes[node.id] = self.size(args[0])
            return self.size(args[0]).scaled(TEXT_FACTOR)
        if kind == "check":
            return Range(350000, 350000)
        if kind == "pattern" and args:
            text = target if target is not None else args[0]
            if name != "matches":
                self.sizes[node.id] = Range(0, self.size(text).most)
            return self.size(text).plus(ONE).scaled(TEXT_FACTOR).times(self.size(args[-1]).scaled(PATTERN_FACTOR))
        return ONE

    def _aggregate(self, target: Node) -> Range:
        kind = self._type(target)
        if not (isinstance(kind, tuple) and kind[0] == "list"):
            return self.size(target).scaled(TEXT_FACTOR)
        each = ONE
        if kind[1] in {"string", "bytes"}:
            each = each.plus(self._item_size(target).scaled(TEXT_FACTOR))
        return self.size(target).times(each)

    def equality(self, node: Node, _: list[Range]) -> Range:
        left, right = self.size(node.args[0]), self.size(node.args[1])
        if self._type(node.args[0]) in {"net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver"}:
            return ONE
        most = min(left.most, right.most)
        return Range(1 if most else 0, most).scaled(TEXT_FACTOR)

    def ordering(self, node: Node, costs: list[Range]) -> Range:
        if self._type(node.args[0]) in {"string", "bytes"}:
            return self.equality(node, costs)
        return ONE

    def logical(self, _: Node, costs: list[Range]) -> Range:
        return Range(costs[0].least, costs[0].plus(costs[1]).most)

    def conditional(self, node: Node, costs: list[Range]) -> Range:
        self.sizes[node.id] = self.size(node.args[1]).union(self.size(node.args[2]))
        return costs[0].plus(costs[1].union(costs[2]))

    def addition(self, node: Node, _: list[Range]) -> Range:
        kind = self._type(node.args[0])
        if kind not in {"string", "bytes"} and not (isinstance(kind, tuple) and kind[0] == "list"):
            return ONE
        size = self.size(node.args[0]).plus(self.size(node.args[1]))
        self.sizes[node.id] = size
        return size.scaled(TEXT_FACTOR) if kind in {"string", "bytes"} else ONE

    def containment(self, node: Node, _: list[Range]) -> Range:
        kind = self._type(node.args[1])
        is_list = not (isinstance(kind, tuple) and kind[0] == "map")
        return self.size(node.args[1]) if is_list else ONE

    def affix(self, node: Node, _: list[Range]) -> Range:
        return self.size(node.args[0]).scaled(TEXT_FACTOR) if node.args else ONE

    def contains(self, node: Node, _: list[Range]) -> Range:
        if node.target is None or not node.args:
            return ONE
        return self.size(node.target).scaled(TEXT_FACTOR).times(self.size(node.args[0]).scaled(TEXT_FACTOR))

    def format(self, node: Node, _: list[Range]) -> Range:
        return self.size(node.target).scaled(TEXT_FACTOR) if node.target is not None else ONE

    def to_text(self, node: Node, _: list[Range]) -> Range:
        if not node.args or self._type(node.args[0]) not in {"string", "bytes"}:
            return ONE
        size = self.size(node.args[0])
        if node.name == "bytes" and self._type(node.args[0]) == "string":
            self.sizes[node.id] = Range(size.least, min(size.most * 4, MOST))
            return size.scaled(TEXT_FACTOR)
        if node.name == "string" and self._type(node.args[0]) == "bytes":
            self.sizes[node.id] = Range(size.least // 4, size.most)
            return size.scaled(TEXT_FACTOR)
        return ONE

    def split(self, node: Node, _: list[Range]) -> Range:
        if node.target is None:
            return ONE
        size = self.size(node.target)
        limit = node.args[1].value if len(node.args) > 1 and type(node.args[1].value) is int else size.most
        self.sizes[node.id] = Range(0, limit if limit >= 0 else MOST)
        return size.scaled(2 * TEXT_FACTOR)

    def join(self, node: Node, _: list[Range]) -> Range:
        if node.target is None:
            return ONE
        count = self.size(node.target)
        size = count.times(self._item_size(node.target))
        if node.args:
            gaps = Range(max(count.least - 1, 0), max(count.most - 1, 0))
            size = size.plus(self.size(node.args[0]).times(gaps))
        self.sizes[node.id] = size
        return size.scaled(TEXT_FACTOR)

    def replace(self, node: Node, _: list[Range]) -> Range:
        if node.target is None or len(node.args) < 2:
            return ONE
        size, old, new = self.size(node.target), self.size(node.args[0]), self.size(node.args[1])
        kept_most = count_most = kept_least = count_least = 0
        if old.least == 0:
            count_most, kept_most = min(size.most + 1, MOST), size.most
        elif new.most <= old.least:
            kept_most = size.most
        else:
            count_most = math.ceil(float(size.most) / old.least)
        if old.most == 0:
            count_least, kept_least = min(size.least + 1, MOST), size.least
        elif old.most <= new.least:
            kept_least = size.least
        else:
            count_least = math.ceil(float(size.least) / old.most)
        self.sizes[node.id] = Range(count_least, count_most).times(new).plus(Range(kept_least, kept_most))
        return size.scaled(2 * TEXT_FACTOR)

    def contains_ip(self, node: Node, _: list[Range]) -> Range:
        size = Range(4, 16)
        cost = size.plus(size).scaled(TEXT_FACTOR)
        if node.name == "containsCIDR":
            cost = cost.plus(size.scaled(TEXT_FACTOR)).plus(ONE)
        if node.args and self._type(node.args[0]) == "string":
            cost = cost.plus(self.size(node.args[0]).scaled(TEXT_FACTOR))
        return cost

    def validate(self, node: Node, _: list[Range]) -> Range:
        return self.size(node.args[0]).scaled(TEXT_FACTOR).scaled(128 * PATTERN_FACTOR) if node.args else ONE


_KINDS = {
    **dict.fromkeys(("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"), "aggregate"),
    **dict.fromkeys(("lowerAscii", "upperAscii", "substring", "trim"), "traverse-target"),
    **dict.fromkeys(("url", "jsonpatch.escapeKey"), "traverse-argument"),
    **dict.fromkeys(("find", "findAll", "matches"), "pattern"),
    "check": "check",
}
_SPECIAL: dict[str, Callable[[_Estimate, Node, list[Range]], Range]] = {
    **dict.fromkeys(("_==_", "_!=_"), _Estimate.equality),
    **dict.fromkeys(("_<_", "_<=_", "_>_", "_>=_"), _Estimate.ordering),
    **dict.fromkeys(("_&&_", "_||_"), _Estimate.logical),
    **dict.fromkeys(("startsWith", "endsWith"), _Estimate.affix),
    **dict.fromkeys(("string", "bytes"), _Estimate.to_text),
    **dict.fromkeys(("containsIP", "containsCIDR"), _Estimate.contains_ip),
    "_?_:_": _Estimate.conditional,
    "_+_": _Estimate.addition,
    "@in": _Estimate.containment,
    "contains": _Estimate.contains,
    "format": _Estimate.format,
    "split": _Estimate.split,
    "join": _Estimate.join,
    "replace": _Estimate.replace,
    "validate": _Estimate.validate,
}
