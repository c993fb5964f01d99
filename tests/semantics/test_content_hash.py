"""The hash of generated objects is that of kustomize."""

from __future__ import annotations

import pytest

from k8sdsl.semantics.content_hash import content_hash


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("a\fb\n", "bt2m99df9m"),
        ("a\bb\n", "gggg7hdmt4"),
        ("\\f\f", "455h5864f8"),
        ("\u2028", "fgd6564t79"),
        ("<&>", "5g8497b8h7"),
        ("\x01", "6ffthkt9bh"),
    ],
)
def test_special_characters_are_hashed_as_go_writes_them(text: str, digest: str) -> None:
    tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"f": text}}
    assert content_hash(tree) == digest
