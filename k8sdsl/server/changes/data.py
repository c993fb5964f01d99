"""Changes of ConfigMaps and Secrets (core `ValidateConfigMapUpdate`, `ValidateSecretUpdate`)."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.changes.fixed import IMMUTABLE, comparable_pair

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

FROZEN = Rule(
    "change/immutable-data",
    "`data` of a ConfigMap or Secret with `immutable: true` cannot change.",
    "ValidateConfigMapUpdate",
    "ConfigMap",
    bad={"old": {"immutable": True, "data": {"a": "1"}}, "immutable": True, "data": {"a": "2"}},
    good={"old": {"data": {"a": "1"}}, "data": {"a": "2"}},
    remedy="create a new object with another name and refer to it; a `configMapGenerator` adds a hash to the name",
)


def change_config_map(new: Tree, old: Tree, problems: Problems, _context: Context) -> None:
    """Neither the data nor `immutable` can change once it is true."""
    _frozen(new, old, ("data", "binaryData"), problems)


def change_secret(new: Tree, old: Tree, problems: Problems, _context: Context) -> None:
    """The type of a Secret cannot change, nor its data if it is immutable."""
    if new.get("type") != old.get("type"):
        problems.add(IMMUTABLE, "type", "`type` of a Secret cannot change")
    _frozen(new, old, ("data",), problems)


def _frozen(new: Tree, old: Tree, fields: tuple[str, ...], problems: Problems) -> None:
    if not old.get("immutable"):
        return
    if not new.get("immutable"):
        problems.add(FROZEN, "immutable", "immutable: true cannot be removed")
    before, after = comparable_pair(new, old)
    for field in fields:
        if before.get(field) != after.get(field):
            problems.add(FROZEN, field, f"`{field}` cannot change because immutable is true")


def prepare_secret(secret: Tree, _old: Tree | None, _context: Context) -> None:
    """`stringData` joins the data, encoded (Convert_v1_Secret_To_core_Secret)."""
    texts = secret.pop("stringData", None)
    if texts:
        data = secret.setdefault("data", {})
        for key, text in texts.items():
            data[key] = b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
