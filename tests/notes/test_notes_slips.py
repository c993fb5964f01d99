"""Slips of indentation in the YAML of the course: each is found, at its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import project, run

if TYPE_CHECKING:
    from pathlib import Path

PORTS = """\
apiVersion: v1
kind: Service
metadata: {name: mi-bbdd-wp}
spec:
    selector: {app: mariadb}
    ports:
        - protocol: TCP
        port: 3307
        targetPort: 3306
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: wordpress}
spec:
  containers: [{name: wordpress, image: "wordpress:6.8"}]
  affinity:
"""
PREFERENCE = (
    POD
    + """\
    nodeAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 1
          preference:
          matchExpressions: []
"""
)
TERM = (
    POD
    + """\
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 1
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
"""
)
KEY = (
    POD
    + """\
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 1
        podAffinityTerm:
          labelSelector:
            matchExpressions: [{key: app, operator: In, values: [wordpress]}]
            topologyKey: kubernetes.io/hostname
"""
)


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (PORTS, "yaml/syntax", 8),
        (PREFERENCE, "yaml/syntax", 10),
        (TERM, "schema/required-field", 9),
        (KEY, "decode/unknown-field", 13),
    ],
    ids=["ports", "preference", "term", "key"],
)
def test_a_slip_is_found_at_its_line(text: str, rule: str, line: int, tmp_path: Path) -> None:
    project(tmp_path, {"course.yaml": text})
    done = run(tmp_path, "check", "--file", "course.yaml", "--format", "json")
    found = [(one["rule"], one["source"]["line"]) for one in json.loads(done.stdout)]
    assert done.returncode == 1
    assert (rule, line) in found
