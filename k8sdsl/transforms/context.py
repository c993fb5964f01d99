"""The context of a transform: tables of fields, schemas of lists, and the misses that it reports."""

from __future__ import annotations

from k8sdsl.near_miss import Miss

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from k8sdsl.locations.source import Source
    from k8sdsl.semantics.merge_schema import MergeSchema
    from k8sdsl.transforms.field_routes import FieldSpecs


MOST_SUGGESTIONS = 50
"""How many misses of a build have suggestions: each of those compares a name with those of all objects."""


class TransformContext:
    """The context of one layer. `tables` are the field tables with the rows of configurations, by kustomize's names.

    `schemas` returns for `apiVersion` and `kind` how lists merge; None means the built-in kinds. `as_kustomize` also
    reproduces kustomize's accidents: what it loses and what it writes twice. `missed_before` is the number of misses of
    the same build.
    """

    __slots__ = ("_missed_before", "as_kustomize", "misses", "schemas", "tables")

    def __init__(
        self,
        tables: Mapping[str, FieldSpecs] | None = None,
        schemas: Callable[[str, str], MergeSchema | None] | None = None,
        *,
        as_kustomize: bool = False,
        missed_before: int = 0,
    ) -> None:
        self.tables = tables or {}
        self.schemas = schemas
        self.as_kustomize = as_kustomize
        self.misses: list[Miss] = []
        self._missed_before = missed_before

    def table(self, name: str, default: FieldSpecs, declared: FieldSpecs | None = None) -> FieldSpecs:
        """The fields that a transform writes: the declared ones, or its own table with the rows of configurations."""
        return self.tables.get(name, default) if declared is None else declared

    @property
    def suggests(self) -> bool:
        """Whether the next miss gets a suggestion."""
        return self._missed_before + len(self.misses) < MOST_SUGGESTIONS

    def missed(
        self, entry: object, message: str, remedy: str = "", *, fails: bool = False, source: Source | None = None
    ) -> None:
        """Reports an entry that matches nothing; the dialect of the layer decides whether that is an error."""
        self.misses.append(Miss(entry, message, remedy or None, fails=fails, source=source))
