"""Objects as the API server holds them: decoded into their type, even if they are not valid otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.identity import GroupVersionKind
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.semantics.decoding import Decoder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from k8sdsl.kube.kinds import KindInfo
    from k8sdsl.rule import Problem
    from k8sdsl.tree import Tree


class Decoded(NamedTuple):
    """An object of a built-in kind: a private copy of its tree in which every value has the type of its field.

    `problems` are what a strict server refuses about the spelling: the copy is then without these fields.
    """

    gvk: GroupVersionKind
    info: KindInfo
    tree: Tree
    problems: list[Problem]


def decode(tree: Mapping[str, Any], minor: int) -> Decoded | None:
    """The object that a tree spells; None for kinds that Kubernetes 1.`minor` does not serve itself."""
    gvk = GroupVersionKind.of(dict(tree))
    info = kind_info(gvk.api_version, gvk.kind)
    if info is None or not info.served_in(minor):
        return None
    decoder = Decoder(minor)
    decoded = decoder.decode(dict(tree), type_schema(info.type))
    return Decoded(gvk, info, decoded, [*decoder.wrong, *decoder.unknown])
