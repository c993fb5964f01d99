"""A small chart, and whether Helm is there to render it."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from k8sdsl.project.programs import find_program
from tests.projects import write_project

if TYPE_CHECKING:
    from pathlib import Path

HELM = find_program("helm") is not None or find_spec("helm_python") is not None
needs_helm = pytest.mark.skipif(not HELM and not os.environ.get("CI"), reason="Helm is not installed")

FILES = {
    "Chart.yaml": "apiVersion: v2\nname: demo\nversion: 0.1.0\nappVersion: '1.28'\n",
    "values.yaml": "replicas: 1\nimage: nginx\nsettings: {a: b}\n",
    "crds/foo.yaml": (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: foos.example.com}\n"
    ),
    "templates/NOTES.txt": "Thank you for {{ .Chart.Name }}.\n",
    "templates/_names.tpl": '{{ define "demo.name" }}{{ .Release.Name }}-demo{{ end }}',
    "templates/web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ include "demo.name" . }}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: demo}}
  template:
    metadata: {labels: {app: demo}}
    spec: {containers: [{name: demo, image: "{{ .Values.image }}:{{ .Chart.AppVersion }}"}]}
---
apiVersion: v1
kind: Service
metadata: {name: {{ include "demo.name" . }}}
spec: {selector: {app: demo}, ports: [{port: 80}]}
""",
    "templates/settings.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {{ toJson .Values.settings }}
""",
    "templates/test.yaml": """\
apiVersion: v1
kind: Pod
metadata: {name: test, annotations: {helm.sh/hook: test}}
spec: {containers: [{name: a, image: "b:1"}]}
""",
    "templates/migrate.yaml": """\
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "b:1"}]}}}
""",
}


def write_chart(folder: Path) -> Path:
    """The chart in a folder."""
    write_project(folder, FILES)
    return folder
