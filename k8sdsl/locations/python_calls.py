"""Places in Python files: from a code object and an instruction offset to the call and its argument.

The position table of the code object identifies the call, and the syntax tree of its file the argument. Both are read
late, only when something must be reported.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.locations.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from k8sdsl.locations.caller import Site
    from k8sdsl.tree import FieldPath


def call_of(site: Site) -> Source:
    """The call at a site."""
    return place_of(site, lambda _: None)


def argument_of(site: Site, name: str, path: FieldPath = (), position: int | None = None) -> Source:
    """The argument `name` of the call at a site, and the literal inside it at `path`; otherwise the call.

    `position` is the position of the argument if it is not passed by name.
    """

    def argument(call: ast.Call) -> ast.AST | None:
        node = next((word.value for word in call.keywords if word.arg == name), None)
        if node is None and position is not None and position < len(call.args):
            node = call.args[position]
        return None if node is None else inside(node, path)

    return place_of(site, argument)


def place_of(site: Site, find: Callable[[ast.Call], ast.AST | None]) -> Source:
    """The node that `find` picks from a call, or else the call; only its line if the file cannot be parsed."""
    code, instruction = site
    call = _call_at(code, instruction)
    if call is None:
        return Source(_shown(code.co_filename), _line_of(code, instruction))
    return _source(code.co_filename, find(call) or call.func)


def as_string(source: Source) -> str:
    """The expression at a place, converted to a string: `str(port)`, or `"80"`; empty for other places."""
    try:
        line = _text(str(Path(source.file).absolute())).splitlines()[source.line - 1]
        expression = ast.parse(line[source.column - 1 : (source.end_column or 0) - 1], mode="eval").body
    except (OSError, SyntaxError, ValueError, IndexError):
        return ""
    if line[(source.end_column or 0) - 1 :].startswith("("):
        return ""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, (bool, int, float)):
        return f'"{str(expression.value).lower()}"'
    is_short = isinstance(expression, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp))
    return f"str({ast.unparse(expression)})" if is_short else ""


def definition(function: Any) -> Source | None:
    """The place of a function's definition."""
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    return Source(_shown(code.co_filename), code.co_firstlineno)


def assignment(function: Any, path: FieldPath) -> Source | None:
    """The last assignment in a function whose target ends in the last named step of `path`."""
    code = getattr(function, "__code__", None)
    names = [folded(step) for step in path if isinstance(step, str)]
    if code is None or not names:
        return None
    found = None
    for node in ast.walk(_function_node(code) or ast.Module([], [])):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            continue
        if any(folded(_last_name(target)) == names[-1] for target in targets):
            found = node
    return None if found is None else _source(code.co_filename, found)


def inside(node: ast.AST, rest: FieldPath) -> ast.AST:
    """The literal, or argument of a call, at a path; the closest enclosing one if there is none."""
    for step in rest:
        child: ast.AST | None = None
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            child = next((v for k, v in pairs if isinstance(k, ast.Constant) and str(k.value) == str(step)), None)
        elif isinstance(node, (ast.List, ast.Tuple)) and isinstance(step, int) and step < len(node.elts):
            starred = any(isinstance(element, ast.Starred) for element in node.elts[: step + 1])
            child = None if starred else node.elts[step]
        elif isinstance(node, ast.Call):
            child = next((word.value for word in node.keywords if word.arg == step), None)
            if child is None and step == "operations" and node.args:  # of a JsonPatch, by position
                child = node.args[0]
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


def _source(file: str, node: Any) -> Source:
    line = _text(file).splitlines()[node.lineno - 1].encode()
    column = len(line[: node.col_offset].decode(errors="replace")) + 1
    end = len(line[: node.end_col_offset].decode(errors="replace")) + 1 if node.end_lineno == node.lineno else None
    return Source(_shown(file), node.lineno, column, end)


def folded(name: str) -> str:
    """A name in a form that is the same for the spellings of Python and of the wire."""
    return name.replace("_", "").lower()


def _calls(file: str) -> dict[tuple[int | None, ...], ast.Call]:
    """The calls of a file by (line, end line, column, end column), as a code object's position table counts them."""
    return _calls_of(file, *_state(file))


@lru_cache(maxsize=256)
def _calls_of(file: str, written: int, size: int) -> dict[tuple[int | None, ...], ast.Call]:
    del written, size
    try:
        tree = ast.parse(_text(file))
    except (OSError, SyntaxError, ValueError):
        return {}
    return {
        (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset): node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }


def _text(file: str) -> str:
    return _text_of(file, *_state(file))


@lru_cache(maxsize=256)
def _text_of(file: str, written: int, size: int) -> str:
    del written, size
    return Path(file).read_text(encoding="utf-8")


def _state(file: str) -> tuple[int, int]:
    """The time of the last change of a file and its size: a file that is edited is read again."""
    try:
        state = Path(file).stat()
    except (OSError, ValueError):
        return 0, 0
    return state.st_mtime_ns, state.st_size


def _shown(file: str) -> str:
    """A path as the user would write it: relative to the working directory if it is below it."""
    path = Path(file)
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return file


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
