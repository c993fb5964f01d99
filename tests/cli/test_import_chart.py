"""`k8sdsl import chart` writes what Helm renders, and proves it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.charts.demo import needs_helm, write_chart
from tests.cli.running import run
from tests.projects import write_project

if TYPE_CHECKING:
    from pathlib import Path


@needs_helm
def test_a_chart_becomes_typed_python(tmp_path: Path) -> None:
    write_chart(tmp_path / "demo")
    (tmp_path / "prod.yaml").write_text("replicas: 3\nsettings: {level: info}\n")
    (tmp_path / "more.yaml").write_text("settings: {level: debug}\n")
    words = ("--values", "prod.yaml", "--values", "more.yaml", "--name", "shop", "--to", "python")
    ended = run(tmp_path, "import", "chart", "demo", *words)
    assert ended.returncode == 0, ended.stderr
    assert "skipped Pod/test: it is a test of the chart" in ended.stderr
    assert "Job/migrate is a hook (pre-install, pre-upgrade)" in ended.stderr
    text = (tmp_path / "python/stacks/shop.py").read_text()
    assert 'shop_demo = k8s.Deployment(\n        "shop-demo",' in text
    assert "expose(shop_demo, 80)" in text
    assert '"level": "debug"' in text
    assert (tmp_path / "python/manifests/shop/customresourcedefinition-foos.example.com.yaml").is_file()


@needs_helm
def test_fields_that_a_chart_leaves_empty_are_dropped(tmp_path: Path) -> None:
    empty = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: empty\n  annotations:\n  labels:\ndata:\n  a:\n"
        "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\nspec:\n  ports: [{port: 80}]\n"
    )
    write_project(tmp_path, {"bare/Chart.yaml": "apiVersion: v2\nname: bare\nversion: 0.1.0\n"})
    write_project(tmp_path, {"bare/templates/all.yaml": empty})
    ended = run(tmp_path, "import", "chart", "bare", "--to", "python")
    assert ended.returncode == 0, ended.stderr
    text = (tmp_path / "python/stacks/bare.py").read_text()
    assert text.count("NULL") == 2  # the import, and the entry of the ConfigMap, which is an empty string to the server
    assert 'data={"a": NULL}' in text


@needs_helm
def test_a_large_chart_is_a_stack_for_each_kind(tmp_path: Path) -> None:
    each = "apiVersion: v1\nkind: {{ $kind }}\nmetadata: {name: a-{{ . }}}\n---\n"
    kinds = '{{- range $kind := list "ConfigMap" "ServiceAccount" }}{{- range until 30 }}\n'
    chart = {"Chart.yaml": "apiVersion: v2\nname: large\nversion: 0.1.0\n"}
    chart["templates/all.yaml"] = kinds + each + "{{- end }}{{- end }}\n"
    write_project(tmp_path, {f"large/{name}": text for name, text in chart.items()})
    ended = run(tmp_path, "import", "chart", "large", "--to", "python")
    assert ended.returncode == 0, ended.stderr
    stacks = sorted(file.name for file in (tmp_path / "python/stacks").glob("large*.py"))
    assert stacks == ["large_config_map.py", "large_service_account.py"]


@needs_helm
@pytest.mark.parametrize(
    "words", [["gone"], ["demo", "--values", "gone.yaml"], ["demo", "--values", "list.yaml"], ["demo", "--name=-x"]]
)
def test_what_cannot_be_rendered_is_an_error(tmp_path: Path, words: list[str]) -> None:
    write_chart(tmp_path / "demo")
    (tmp_path / "list.yaml").write_text("[1]")
    ended = run(tmp_path, "import", "chart", *words, "--to", "python")
    assert (ended.returncode, ended.stderr.startswith("error[")) == (2, True)
    assert not (tmp_path / "python").exists()


def test_a_pipe_is_not_a_chart(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "demo.tgz")
    ended = run(tmp_path, "import", "chart", "demo.tgz", "--to", "python")
    assert (ended.returncode, ended.stderr.partition(":")[0]) == (2, "error[chart/not-found]")


@needs_helm
@pytest.mark.parametrize(
    "text", ["apiVersion: v1\nkind: {a: b}\n", "kind: ConfigMap\n", "apiVersion: [v1]\nkind: Pod\n"]
)
def test_a_template_that_renders_to_no_object_is_an_error(text: str, tmp_path: Path) -> None:
    write_project(tmp_path, {"odd/Chart.yaml": "apiVersion: v2\nname: odd\nversion: 0.1.0\n"})
    write_project(tmp_path, {"odd/templates/all.yaml": f"{text}metadata: {{name: a}}\n"})
    ended = run(tmp_path, "import", "chart", "odd", "--to", "python")
    assert ended.returncode == 2
    assert "error[manifest/not-an-object]" in ended.stderr
    assert "  help: " in ended.stderr
    assert not (tmp_path / "python").exists()


@needs_helm
def test_a_long_message_of_helm_is_shortened(tmp_path: Path) -> None:
    template = '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'
    write_project(tmp_path, {"odd/Chart.yaml": "apiVersion: v2\nname: odd\nversion: 0.1.0\n"})
    write_project(tmp_path, {"odd/templates/all.yaml": template})
    ended = run(tmp_path, "import", "chart", "odd", "--to", "python")
    assert ended.returncode == 2
    assert "error[chart/failed]" in ended.stderr
    assert len(ended.stderr) < 2000
