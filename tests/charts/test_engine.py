"""Helm renders charts; its errors are ours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.charts.engine import render
from k8sdsl.charts.values import merged_values
from k8sdsl.errors import LoadError
from k8sdsl.identity import ObjectRef
from tests.charts.demo import needs_helm, write_chart

if TYPE_CHECKING:
    from pathlib import Path


def rendered(chart: Path, **values: Any) -> dict[str, Any]:
    trees = render(chart, release="shop", namespace="default", values=values)
    return {str(ObjectRef.of(tree)): tree for tree in trees}


@needs_helm
def test_a_chart_is_rendered_with_values(tmp_path: Path) -> None:
    objects = rendered(write_chart(tmp_path), replicas=3, settings={"c": "d"})
    assert sorted(objects) == [
        *("ConfigMap/settings", "CustomResourceDefinition/foos.example.com", "Deployment/shop-demo"),
        *("Job/migrate", "Pod/test", "Service/shop-demo"),
    ]
    assert objects["Deployment/shop-demo"]["spec"]["replicas"] == 3
    assert objects["ConfigMap/settings"]["data"] == {"a": "b", "c": "d"}


@needs_helm
@pytest.mark.parametrize("template", ['{{ fail "no" }}', "{{ .Values.a.b.c }}", "a: [", "{{ nothing }}"])
def test_a_chart_that_cannot_be_rendered_is_an_error(tmp_path: Path, template: str) -> None:
    chart = write_chart(tmp_path)
    (chart / "templates" / "web.yaml").write_text(template)
    with pytest.raises(LoadError):
        rendered(chart)


@needs_helm
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of another process")
def test_a_template_that_fills_the_memory_is_an_error_without_stacks(tmp_path: Path) -> None:
    chart = write_chart(tmp_path)
    (chart / "templates" / "web.yaml").write_text('{{ $x := repeat 1000000000 "x" }}{{ len (print $x $x $x) }}')
    with pytest.raises(LoadError) as raised:
        rendered(chart)
    assert (raised.value.code, "goroutine" in raised.value.message) == ("chart/failed", False)


@needs_helm
def test_a_directory_without_a_chart_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LoadError):
        rendered(tmp_path)


def test_a_release_is_not_an_option(tmp_path: Path) -> None:
    with pytest.raises(LoadError):
        render(tmp_path, release="--post-renderer", namespace="default", values={})


def test_values_of_several_files_are_merged() -> None:
    one, other = {"a": {"b": 1, "c": [1]}, "d": 1}, {"a": {"c": [2], "e": None}, "d": {"f": 1}}
    assert merged_values([one, other]) == {"a": {"b": 1, "c": [2], "e": None}, "d": {"f": 1}}
    assert merged_values([]) == {}
