"""The rows of the table of references: one field that names objects, one that selects them by labels."""

from __future__ import annotations

from typing import NamedTuple

ANYWHERE = "*"
"""Stands for a namespace that only the cluster knows."""


class ReferenceField(NamedTuple):
    """One field that names other objects, and what it needs of them.

    `path` is written as in `field_specs`. `kinds` are those that the field may name, the usual one first: built-in ones
    by kind (`Secret`), others with their group (`Gateway.networking.istio.io`). Paths below the field follow: `name`
    (empty if the field holds the name itself), `namespace` (empty for the referrer's own, `ANYWHERE` for one that only
    the cluster knows), `kind` and `group` (if the field says what it names; `group` may hold an `apiVersion`; without
    them any of the kinds is meant), `key`, `port`, `section` and `optional`. `form` says how a name is written: `name`,
    `host` (of a Service) or `namespaced` (`namespace/name`). `use` is a verb for reading the reference as a sentence.
    `makes` marks objects that a controller creates for the referrer. `kustomize` says whether kustomize renames here;
    `renames` is `name`, `map` (name and namespace), or empty if renaming does not change the field.
    """

    referrer: str
    referrer_group: str
    path: str
    kinds: tuple[str, ...]
    name: str = ""
    namespace: str = ""
    kind: str = ""
    group: str = ""
    key: str = ""
    port: str = ""
    section: str = ""
    optional: str = ""
    use: str = "names"
    form: str = "name"
    makes: bool = False
    kustomize: bool = False
    renames: str = "name"


class SelectorField(NamedTuple):
    """One field that selects objects by their labels.

    `selects` is `Pod` for the pods of all workloads, or another kind. `form` is `labels` (a map of equalities) or
    `selector` (`matchLabels` and `matchExpressions`); `namespaces` says where it looks: `own`, `all`, the name of a
    `namespaceSelector` beside it, or of a list of namespaces.
    """

    referrer: str
    referrer_group: str
    path: str
    selects: str = "Pod"
    form: str = "selector"
    namespaces: str = "own"
    use: str = "selects"


def refers(
    referrer: str,
    path: str,
    kinds: str,
    *,
    name: str = "",
    namespace: str = "",
    kind: str = "",
    group: str = "",
    key: str = "",
    port: str = "",
    section: str = "",
    optional: str = "",
    use: str = "names",
    form: str = "name",
    makes: bool = False,
    kustomize: bool = False,
    renames: str = "name",
) -> ReferenceField:
    """A row; `referrer` and `kinds` are written as `Kind` or `Kind.group`, several kinds with blanks between."""
    own, _, own_group = referrer.partition(".")
    fields = (namespace, kind, group, key, port, section, optional, use, form, makes, kustomize)
    renamed = renames if kustomize or (form == "name" and not makes) else ""
    return ReferenceField(own, own_group, path, tuple(kinds.split()), name, *fields, renamed)


def selects(
    referrer: str,
    path: str,
    selected: str = "Pod",
    *,
    form: str = "selector",
    namespaces: str = "own",
    use: str = "selects",
) -> SelectorField:
    """A row for a selector; `referrer` is written as `Kind` or `Kind.group`."""
    own, _, group = referrer.partition(".")
    return SelectorField(own, group, path, selected, form, namespaces, use)
