"""Tables of field specs, resolved once for each kind, and the walk to the fields that they name."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.identity import split_api_version
from k8sdsl.tree import split_path
from k8sdsl.value import NamedTuple

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from k8sdsl.kube.field_specs import FieldSpec
    from k8sdsl.tree import Tree


class PathStep(NamedTuple):
    """One step of a path; `create`: whether it is added if it is missing; `is_list`: whether it must be a list."""

    name: str
    create: bool
    is_list: bool


Route = tuple[PathStep, ...]
"""A parsed path."""


class FieldSpecs:
    """A table of field specs, resolved once for each kind."""

    __slots__ = ("_routes", "specs")

    def __init__(self, specs: Iterable[FieldSpec]) -> None:
        self.specs = tuple(specs)
        self._routes: dict[tuple[Any, Any], tuple[Route, ...]] = {}

    def __iter__(self) -> Iterator[FieldSpec]:
        return iter(self.specs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FieldSpecs) and self.specs == other.specs

    def __hash__(self) -> int:
        return hash(self.specs)

    def __repr__(self) -> str:
        return f"FieldSpecs({list(self.specs)})"

    def routes(self, tree: Tree) -> tuple[Route, ...]:
        """The paths for objects of this kind."""
        key = (tree.get("apiVersion"), tree.get("kind"))
        try:
            return self._routes[key]
        except (KeyError, TypeError):
            return self._work_out(*key)

    def merged(self, others: Iterable[FieldSpec]) -> FieldSpecs:
        """This table with more rows; raises OverlayError if two rows differ only in `create`.

        A row is omitted if it covers one with its path: rows for one kind restrict a row for all kinds that is merged
        into them. Answers for kustomize's `FsSlice.MergeAll`.
        """
        rows = list(self.specs)
        by_path: dict[str, list[FieldSpec]] = {}
        for spec in rows:
            by_path.setdefault(spec.path, []).append(spec)
        for spec in others:
            held = next((row for row in by_path.get(spec.path, ()) if spec.covers(row)), None)
            if held is None:
                rows.append(spec)
                by_path.setdefault(spec.path, []).append(spec)
            elif held.create != spec.create:
                what = f"two field specs for `{spec.path}` of {spec.kind or 'every kind'}"
                remedy = "use the same value in both, or remove one"
                raise OverlayError(f"{what} have different values of `create`", remedy=remedy, code="overlay/field")
        return FieldSpecs(rows)

    def _work_out(self, api_version: Any, kind: Any) -> tuple[Route, ...]:
        group, version = split_api_version(api_version)
        kind = kind if isinstance(kind, str) else ""
        routes = tuple(route_of(spec) for spec in self.specs if spec.fits(group, version, kind))
        if isinstance(api_version, str):
            self._routes[api_version, kind] = routes
        return routes


def route_of(spec: FieldSpec) -> Route:
    """The steps of a spec's path."""
    return tuple(
        PathStep(name.removesuffix("[]"), spec.create and not name.endswith("[]"), name.endswith("[]"))
        for name in split_field_path(spec.path)
    )


def split_field_path(path: str) -> list[str]:
    """The steps of a path, which can begin with a slash; a slash after a backslash is part of the step."""
    return split_path(path.removeprefix("/"), "/")


def visit(node: Any, route: Route, make: Any, action: Callable[[Any, Any], None], position: int = 0) -> None:
    """Calls `action(container, key)` for every field at the end of a route.

    `make` builds the value of a field that is missing at the end if the spec creates it; None creates nothing. Raises
    OverlayError if a step leads into a value without fields. Answers for kustomize's fieldspec filter.
    """
    last = len(route) - 1
    while True:
        if type(node) is list:
            for item in node:
                visit(item, route, make, action, position)
            return
        if node is None:
            return
        if type(node) is not dict:
            from k8sdsl.locations.secret_values import described

            path = "/".join([step.name for step in route])
            raise OverlayError(f"`{path}` leads into {described(node)}, which has no fields", code="overlay/field")
        name, create, is_list = route[position]
        value = node.get(name)
        if value is None:
            if not name:
                path = "/".join([step.name for step in route])
                raise OverlayError(f"the path `{path}` of a field spec has an empty step", code="overlay/field")
            if is_list and name in node:
                node[name] = []
            if not create or make is None:
                return
            value = node[name] = {} if position < last else make()
        if position == last:
            action(node, name)
            return
        node = value
        position += 1
