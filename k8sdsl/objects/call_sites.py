"""From the two words that a typed object remembers to file, line and the very argument.

An object knows the code object and the instruction that made it. The position table of the code object gives the
call, and the syntax tree of its file the argument. All of it is read late, when something must be reported.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.locations.source import Source
from k8sdsl.objects.typed import Part, key_of, schema_of, site_of

if TYPE_CHECKING:
    from types import CodeType

    from k8sdsl.tree import FieldPath


def locate(root: Part, path: FieldPath) -> Source | None:
    """The argument that said the field at `path` of a typed object, or the call that might have said it."""
    part, rest = _nearest_part(root, path)
    site = site_of(part)
    if site is None:
        return None
    call = _call_at(*site)
    if call is None:
        return Source(_shown(site[0].co_filename), _line_of(*site))
    return _source(site[0].co_filename, _argument(call, part, rest) or call.func)


def argument_of(site: tuple[CodeType, int], name: str, path: FieldPath = (), position: int | None = None) -> Source:
    """The argument `name` of the call at a site, and the literal inside it that `path` leads to; else the call.

    `position` is where the argument stands if it is given without its name.
    """
    call = _call_at(*site)
    if call is None:
        return Source(_shown(site[0].co_filename), _line_of(*site))
    node = next((word.value for word in call.keywords if word.arg == name), None)
    if node is None and position is not None and position < len(call.args):
        node = call.args[position]
    return _source(site[0].co_filename, call.func if node is None else _inside(node, path))


def _nearest_part(root: Part, path: FieldPath) -> tuple[Part, FieldPath]:
    """The innermost object on the way along `path` that knows its place, and the rest of the path from there."""
    found, rest = root, path
    value: Any = root
    for done, step in enumerate(path):
        if isinstance(value, Part):
            field = schema_of(type(value)).fields.get(str(step))
            value = value.__dict__.get(field.name if field is not None else str(step))
        else:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                break
        if isinstance(value, Part) and site_of(value) is not None:
            found, rest = value, path[done + 1 :]
        elif value is None:
            break
    return found, rest


def _argument(call: ast.Call, part: Part, rest: FieldPath) -> ast.AST | None:
    """The argument for the first step of `rest`, and inside it the literal that the further steps lead to.

    The arguments of a block have names of their own: there it is the one literal that is the value itself.
    """
    if not rest:
        return None
    if _is_function(call.func):
        said = _literals(call, _value_at(part, rest))
        if len(said) == 1:
            return said[0]
    field = schema_of(type(part)).fields.get(str(rest[0]))
    name = field.name if field is not None else str(rest[0])
    node: ast.AST | None = next((word.value for word in call.keywords if word.arg == name), None)
    if node is None and field is None:
        node = next((word.value for word in call.keywords if word.arg and _folded(word.arg) == _folded(name)), None)
    if node is None and call.args and name in {"name", key_of(type(part))}:
        node = call.args[0]
    return None if node is None else _inside(node, rest[1:])


def _is_function(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return bool(name[:1].islower())


def _value_at(part: Part, rest: FieldPath) -> Any:
    value: Any = part
    for step in rest:
        if isinstance(value, Part):
            field = schema_of(type(value)).fields.get(str(step))
            value = value.__dict__.get(field.name if field is not None else str(step))
        else:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
    return value


def _literals(call: ast.Call, value: Any) -> list[ast.AST]:
    """The literals among the arguments of a call, those of calls inside it left out, that are a value."""
    found: list[ast.AST] = []
    pending: list[ast.AST] = [*call.args, *(word.value for word in call.keywords)]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Constant, ast.UnaryOp)):
            try:
                literal = ast.literal_eval(node)
            except (ValueError, TypeError):
                continue
            if type(literal) is type(value) and literal == value:
                found.append(node)
        elif not isinstance(node, ast.Call):
            pending += ast.iter_child_nodes(node)
    return found


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


def _inside(node: ast.AST, rest: FieldPath) -> ast.AST:
    for step in rest:
        child: ast.AST | None = None
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            child = next((v for k, v in pairs if isinstance(k, ast.Constant) and str(k.value) == str(step)), None)
        elif isinstance(node, (ast.List, ast.Tuple)) and isinstance(step, int) and step < len(node.elts):
            child = node.elts[step]
        elif isinstance(node, ast.Call):
            child = next((word.value for word in node.keywords if word.arg == step), None)
        if child is None:
            break
        node = child
    return node


def _call_at(code: CodeType, instruction: int) -> ast.Call | None:
    position = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    return _calls(code.co_filename).get(position)


def _line_of(code: CodeType, instruction: int) -> int:
    line = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)[0]
    return int(line or code.co_firstlineno)


@lru_cache(maxsize=256)
def _calls(file: str) -> dict[tuple[int | None, ...], ast.Call]:
    """The calls of a file by (line, end line, column, end column), as a code object's position table counts them."""
    try:
        tree = ast.parse(_text(file))
    except (OSError, SyntaxError, ValueError):
        return {}
    return {
        (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset): node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }


@lru_cache(maxsize=256)
def _text(file: str) -> str:
    return Path(file).read_text(encoding="utf-8")


def _source(file: str, node: Any) -> Source:
    line = _text(file).splitlines()[node.lineno - 1].encode()
    column = len(line[: node.col_offset].decode(errors="replace")) + 1
    end = len(line[: node.end_col_offset].decode(errors="replace")) + 1 if node.end_lineno == node.lineno else None
    return Source(_shown(file), node.lineno, column, end)


def _shown(file: str) -> str:
    """A path as the user would write it: relative to the working folder where it is below it."""
    path = Path(file)
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return file


def definition(function: Any) -> Source | None:
    """Where a function is defined."""
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    return Source(_shown(code.co_filename), code.co_firstlineno)


def assignment(function: Any, path: FieldPath) -> Source | None:
    """The last assignment in a function whose target ends in the last named step of `path`."""
    code = getattr(function, "__code__", None)
    names = [_folded(step) for step in path if isinstance(step, str)]
    if code is None or not names:
        return None
    found = None
    for node in ast.walk(_function_node(code) or ast.Module([], [])):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            continue
        if any(_folded(_last_name(target)) == names[-1] for target in targets):
            found = node
    return None if found is None else _source(code.co_filename, found)


def _function_node(code: CodeType) -> ast.AST | None:
    try:
        tree = ast.parse(_text(code.co_filename))
    except (OSError, SyntaxError, ValueError):
        return None
    functions = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.Lambda)))
    return next((node for node in functions if _first_line(node) == code.co_firstlineno), None)


def _first_line(node: ast.FunctionDef | ast.Lambda) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([int(node.lineno), *(int(decorator.lineno) for decorator in decorators)])


def _last_name(target: Any) -> str:
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return ""
