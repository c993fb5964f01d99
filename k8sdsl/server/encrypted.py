"""Objects that SOPS has encrypted, as the cluster gets them (`DecryptResource` of Flux's kustomize-controller)."""

from __future__ import annotations

from typing import Any

from k8sdsl.tree import Tree

_TEXT = "{}"
"""Stands for an encrypted string: valid as text and as JSON, which some types of Secrets must hold."""
_IN_BASE64 = "e30="
_STAND_INS: dict[str, Any] = {"int": 1, "float": 0.5, "bool": True}


def decrypted(tree: Tree) -> Tree:
    """The object without the metadata of SOPS, with stand-ins for encrypted values; others are returned as they are."""
    bare = without_metadata(tree)
    return (
        tree
        if bare is tree
        else {
            key: _plain(value, _IN_BASE64 if key == "data" and tree.get("kind") == "Secret" else _TEXT)
            for key, value in bare.items()
        }
    )


def without_metadata(tree: Tree) -> Tree:
    """The object without the metadata of SOPS, which no cluster gets."""
    metadata = tree.get("sops") if type(tree) is dict else None
    if type(metadata) is not dict or type(metadata.get("mac")) is not str:
        return tree
    return {key: value for key, value in tree.items() if key != "sops"}


def _plain(value: Any, text: str) -> Any:
    if type(value) is dict:
        return {key: _plain(item, text) for key, item in value.items()}
    if type(value) is list:
        return [_plain(item, text) for item in value]
    if type(value) is not str or not (value.startswith("ENC[") and value.endswith("]")):
        return value
    return _STAND_INS.get(value[:-1].rpartition("type:")[2], text)
