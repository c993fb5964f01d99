"""A kind, a type or a field as a page, or as a line per field."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.kube.kinds import KindInfo
    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.views.explanation.subject import Subject

WIDTH = 100


def field_page(subject: Subject) -> str:
    """What it is for, its type and versions, how a merge treats it, and the fields below it."""
    field, schema, words = subject.field, subject.schema, subject.words
    lines = [f"{subject.api_version} {subject.path}".strip()]
    about = words.of_type(subject.owner) if field is None else words.of_field(subject.owner, field)
    lines += ["", *(f"  {line}" for line in wrap(about, WIDTH))] if about else []
    facts = _kind_facts(subject.info) if field is None else _field_facts(subject, field)
    lines += ["", *facts] if facts else []
    if schema is not None:
        lines += ["", "  fields:", *(f"    {f.wire}: {f.type}{' (required)' if f.required else ''}" for f in schema)]
        lines += ["    any other field"] if schema.open else []
        lines += ["", f"  {words.place(schema)}"]
    return "\n".join(lines) + "\n"


def field_lines(subject: Subject) -> str:
    """A line for the field, and for each below it: path, type and documentation."""
    lines = [] if subject.field is None else [_line(subject, subject.path, subject.owner, subject.field)]
    if subject.schema is not None:
        lines += _lines_below(subject, subject.path, subject.schema, ())
    return "\n".join(lines) + "\n"


def _lines_below(subject: Subject, path: str, schema: TypeSchema, above: tuple[str, ...]) -> Iterator[str]:
    """A recursive type, such as a JSON schema, is not followed again."""
    for field in schema:
        below = f"{path}.{field.wire}"
        yield _line(subject, below, schema, field)
        target = field.target
        if target is not None and target.name not in {*above, schema.name}:
            yield from _lines_below(subject, below, target, (*above, schema.name))


def _line(subject: Subject, path: str, owner: TypeSchema, field: FieldSchema) -> str:
    values = field.table.choices.get(field.choice)
    said = [
        f"{path}: {field.type}{' (required)' if field.required else ''}.",
        *([f"One of {', '.join(map(str, values))}."] if values else []),
        subject.words.of_field(owner, field),
        *subject.words.facts(owner, field),
    ]
    return " ".join(filter(None, said))


def _kind_facts(info: KindInfo | None) -> list[str]:
    if info is None:
        return []
    lines = [f"  resource: {info.plural}, {'namespaced' if info.namespaced else 'cluster-scoped'}"]
    if info.short_names:
        lines.append(f"  short names: {', '.join(info.short_names)}")
    for word, minor in (("introduced", info.introduced), ("deprecated", info.deprecated), ("removed", info.removed)):
        if minor is not None:
            lines.append(f"  {word}: 1.{minor}")
    return lines


def _field_facts(subject: Subject, field: FieldSchema) -> list[str]:
    lines = [f"  type: {field.type}", f"  in Python: {field.name}"]
    values = field.table.choices.get(field.choice)
    if values:
        lines.append(f"  values: {', '.join(map(str, values))}")
    lines.append(f"  required: {'yes' if field.required else 'no'}")
    for fact in subject.words.facts(subject.owner, field):
        word, mark, rest = fact.removesuffix(".").partition(": ")
        lines.append(f"  {word.lower()}: {rest}" if mark else f"  {fact.removesuffix('.').lower()}")
    return lines + _merging(field)


def _merging(field: FieldSchema) -> list[str]:
    lines = []
    if field.shape[:1] == "[":
        by = f" by {field.merge_key}" if field.merge_key else " as a set"
        how = f"entries are merged{by}" if field.merges else "the list is replaced"
        lines.append(f"  strategic merge: {how}")
    if field.list_type:
        keys = f" with keys {', '.join(field.list_keys)}" if field.list_keys else ""
        lines.append(f"  list type: {field.list_type}{keys}")
    if field.retain_keys:
        lines.append("  strategic merge: with `$retainKeys`, only the keys of the patch are kept")
    return lines
