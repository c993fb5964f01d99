"""The KYAML emitter, held to what `kubectl get -o kyaml` prints."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.emitters.kyaml import emit
from k8sdsl.errors import EmitError

TREE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"labels": {"app.kubernetes.io/name": "web", "no": "1", "12": "x", "1.5": "y"}, "annotations": {}},
    "spec": {
        "containers": [{"name": "web", "args": ["a", "b"]}, {"ports": [], "tty": True}],
        "lists": [["a"], [1, None]],
        "mixed": ["a", {"b": 1.5}],
    },
}

TEXT = """\
---
{
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    labels: {
      app.kubernetes.io/name: "web",
      "no": "1",
      "12": "x",
      "1.5": "y",
    },
    annotations: {},
  },
  spec: {
    containers: [{
      name: "web",
      args: [
        "a",
        "b",
      ],
    }, {
      ports: [],
      tty: true,
    }],
    lists: [[
      "a",
    ], [
      1,
      null,
    ]],
    mixed: [
      "a",
      {
        b: 1.5,
      },
    ],
  },
}
"""


def test_the_layout_is_that_of_kubectl() -> None:
    assert emit([TREE]) == TEXT


def test_every_document_has_its_marker() -> None:
    assert emit([{"a": 1}, {}]) == "---\n{\n  a: 1,\n}\n---\n{}\n"
    assert emit([]) == ""


def test_text_of_several_lines_keeps_its_lines() -> None:
    tree = {"data": {"conf": "[server]\n  port = 80\n\nend\n", "open": "a\nb"}}
    assert emit([tree]) == (
        "---\n"
        "{\n"
        "  data: {\n"
        '    conf: "\\\n'
        "       [server]\\n\\\n"
        "      \\  port = 80\\n\\\n"
        "       \\n\\\n"
        "       end\\n\\\n"
        '      ",\n'
        '    open: "\\\n'
        "       a\\n\\\n"
        "       b\\\n"
        '      ",\n'
        "  },\n"
        "}\n"
    )


@pytest.mark.parametrize("key", ["a", "a_b", "a-b", "a.b/c", "_a", "é", "a1", "1a"])
def test_plain_keys_have_no_quotes(key: str) -> None:
    assert emit([{key: 1}]) == f"---\n{{\n  {key}: 1,\n}}\n"


@pytest.mark.parametrize(
    "key", ["", "y", "No", "t", "null", "1", "0x1F", "1e3", "nan", "-a", "a-", ".a", "a b", "a:b", "=", "<<", "12:30"]
)
def test_keys_that_a_reader_could_mistake_are_quoted(key: str) -> None:
    assert emit([{key: 1}]) == f'---\n{{\n  "{key}": 1,\n}}\n'


@pytest.mark.parametrize("value", ["\ud800", {1: 2}, object()])
def test_what_no_yaml_can_hold_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(EmitError) as caught:
        emit([{"spec": {"a": [value]}}])
    assert "spec.a[0]" in caught.value.message
