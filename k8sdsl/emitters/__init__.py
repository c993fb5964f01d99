"""Output formats for manifests, one file per format, each a function from plain trees to text.

None of them writes a file; the commands do.
"""

from __future__ import annotations

from k8sdsl.yaml.scalar import number

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

MAX_DEPTH = 300
"""Levels of nesting that an emitter follows. Real manifests stay below 60."""


class UnemittableError(ValueError):
    """Raised by an emitter for a value that it cannot write; never leaves `rendered`."""


def rendered(tree: Any, render: Callable[[Any], str], *, finite: bool = False) -> str:
    """The output of `render` for the tree, or an EmitError with the place that it cannot write.

    Instances of subclasses (an OrderedDict, a StrEnum) are converted into plain ones. `finite` is set if the format has
    no NaN and no infinities.
    """
    try:
        return render(tree)
    except (ValueError, RecursionError):
        from k8sdsl.emitters.plainness import rendered_exactly

        return rendered_exactly(tree, render, finite=finite)


def scalar(value: Any) -> str:
    """How YAML and KYAML write a value that is neither a string nor a container with content."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    kind = type(value)
    if kind is int or kind is float:
        return number(value)
    if kind is dict or kind is list:
        return "{}" if kind is dict else "[]"
    raise UnemittableError
