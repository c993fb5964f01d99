"""Classes of what users declare in an overlay, written as with attrs, which takes longer to load than a small build.

Type checkers see attrs itself. `attrs.evolve`, `attrs.fields` and `attrs.asdict` work on these classes.
"""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from attrs import Attribute, define, field, frozen
else:
    _NOTHING = object()

    class DeclaredField:
        """One field: its default, or the factory of it, and its validator, called with object, field and value."""

        __slots__ = ("default", "factory", "init", "kw_only", "name", "repr", "validator")

        def __init__(
            self,
            *,
            default: Any = _NOTHING,
            factory: Callable[[], Any] | None = None,
            validator: Callable[..., None] | None = None,
            init: bool = True,
            repr: bool = True,  # noqa: A002 - the name in attrs
            kw_only: bool = False,
        ) -> None:
            self.name = ""
            self.default = default
            self.factory = factory
            self.validator = validator
            self.init = init
            self.repr = repr
            self.kw_only = kw_only

    Attribute = field = DeclaredField

    def define(cls: type | None = None, *, kw_only: bool = False, eq: bool = True, frozen: bool = False) -> Any:
        """Writes the methods of a class with the annotated fields of its body."""
        if cls is None:
            return lambda cls: define(cls, kw_only=kw_only, eq=eq, frozen=frozen)
        body = dict(vars(cls))
        fields = []
        for name in body.get("__annotations__", {}):
            given = body.pop(name, _NOTHING)
            one = given if isinstance(given, DeclaredField) else DeclaredField(default=given)
            one.name, one.kw_only = name, one.kw_only or kw_only
            fields.append(one)
        for name in ("__dict__", "__weakref__"):
            body.pop(name, None)
        body |= {"__slots__": (*(one.name for one in fields), "__weakref__"), "__attrs_attrs__": _AttrsOf(fields)}
        body |= _methods(fields, frozen=frozen, eq=eq)
        body.setdefault("__init__", _init(cls.__qualname__, fields))
        return type(cls)(cls.__name__, cls.__bases__, body)

    def frozen(cls: type | None = None, *, kw_only: bool = False) -> Any:
        """As `define`, for values that never change."""
        return define(cls, kw_only=kw_only, frozen=True)

    def _init(name: str, fields: list[DeclaredField]) -> Any:
        """An `__init__` with the fields as parameters, so that Python refuses wrong arguments as usual."""
        scope = {"NOTHING": _NOTHING, "put": object.__setattr__}
        positional, keywords, body = [], [], []
        for one in fields:
            scope |= {f"_{one.name}_default": one.default, f"_{one.name}_field": one}
            if not one.init:
                continue
            has_default = one.default is not _NOTHING or one.factory is not None
            (keywords if one.kw_only else positional).append(
                f"{one.name}=_{one.name}_default" if has_default else one.name
            )
            made = one.name
            if one.factory is not None:
                made = f"_{one.name}_field.factory() if {one.name} is NOTHING else {one.name}"
            body.append(f"    put(self, {one.name!r}, {made})")
        body += [
            f"    _{one.name}_field.validator(self, _{one.name}_field, self.{one.name})"
            for one in fields
            if one.validator is not None
        ]
        parameters = ", ".join(["self", *positional, *(["*", *keywords] if keywords else [])])
        before = "    if hasattr(self, '__attrs_pre_init__'): self.__attrs_pre_init__()"
        exec("\n".join([f"def __init__({parameters}):", before, *body]), scope)  # noqa: S102 - names of fields only
        made = scope["__init__"]
        made.__qualname__ = f"{name}.__init__"
        return made

    def _methods(fields: list[DeclaredField], *, frozen: bool, eq: bool) -> dict[str, Any]:
        """What a class has besides `__init__`."""
        names = [one.name for one in fields]
        by_name = {one.name: one for one in fields}

        def parts(self: Any) -> tuple[Any, ...]:
            return tuple([getattr(self, name) for name in names])

        def equal(self: Any, other: object) -> Any:
            return parts(self) == parts(other) if type(other) is type(self) else NotImplemented

        def show(self: Any) -> str:
            shown = ", ".join([f"{one.name}={getattr(self, one.name)!r}" for one in fields if one.repr])
            return f"{type(self).__qualname__}({shown})"

        def change(self: Any, name: str, value: Any) -> None:
            if frozen and name in by_name:
                from attrs.exceptions import FrozenInstanceError

                raise FrozenInstanceError
            if name in by_name and by_name[name].validator is not None:
                by_name[name].validator(self, by_name[name], value)
            object.__setattr__(self, name, value)

        def restore(self: Any, state: tuple[Any, ...]) -> None:
            for name, value in zip(names, state, strict=True):
                object.__setattr__(self, name, value)

        methods: dict[str, Any] = {"__repr__": show, "__setattr__": change}
        methods |= {"__getstate__": parts, "__setstate__": restore}
        if eq:
            methods |= {"__eq__": equal, "__hash__": (lambda self: hash(parts(self))) if frozen else None}
        return methods

    class _AttrsOf:
        """The fields as attrs describes them, for its own functions."""

        def __init__(self, fields: list[DeclaredField]) -> None:
            self._fields = fields

        def __get__(self, _: object, cls: type) -> Any:
            import attrs

            described = {
                one.name: attrs.field(default=None, init=one.init, kw_only=one.kw_only, repr=one.repr)
                for one in self._fields
            }
            return attrs.fields(attrs.make_class(cls.__name__, described))


__all__ = ["Attribute", "define", "field", "frozen"]
