"""Folded text of resources is what kustomize makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.yaml.folded_text import written_and_read
from tests.kustomize.trees import built

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two\n", "one two\n"),
        ("one\ntwo\n", "one\ntwo\n"),
        ('{\n    "x": 1\n}\n', '{\n\n    "x": 1\n}\n'),
        ("one\n  two\n  three\nfour", "one\n\n  two\n  three\nfour"),
        ("one\n\n  two\n", "one\n\n\n  two\n"),
        ("\n{\n a\n", "\n{\n\n a\n"),
        ("one\n\n", "one\n\n\n"),
        ("  one\ntwo\nthree\n", "  one\ntwo three\n"),
        ("  one\n\n", "  one\n\n"),
        ("one \n  two\n", "one \n  two\n"),
        ("\n\n", "\n\n"),
        ("", ""),
    ],
)
def test_a_line_end_before_an_indented_line_is_doubled(text: str, expected: str) -> None:
    assert written_and_read(text) == expected


def test_only_folded_text_is_changed(tmp_path: Path) -> None:
    text = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  annotations:
    folded: >
      {
          "x": 1
      }
data:
  folded: >
    {
        "x": 1
    }
  literal: |
    {
        "x": 1
    }
"""
    ((tree,), _) = built(tmp_path, {"kustomization.yaml": "resources: [a.yaml]", "a.yaml": text})
    assert tree["metadata"]["annotations"] == {"folded": '{\n    "x": 1\n}\n'}  # kustomize writes these as strings
    assert tree["data"] == {"folded": '{\n\n    "x": 1\n}\n', "literal": '{\n    "x": 1\n}\n'}
