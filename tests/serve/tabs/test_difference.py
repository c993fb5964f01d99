"""Differences on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.serve.tabs import difference
from tests.serve.served import Served
from tests.serve.sets import SHOP, overlay
from tests.vendoring.servers import commit

if TYPE_CHECKING:
    from pathlib import Path

REPLICAS = '<span class="gone">- spec.replicas: 3</span>\n<span class="came">+ spec.replicas: 5</span>'


@pytest.fixture
def committed(served: Served) -> Served:
    """The shop in a repository with one commit."""
    commit(served.root, {})
    return served


def test_a_target_as_it_was_committed_has_no_difference(committed: Served) -> None:
    html = committed.tab("difference")
    assert 'value="HEAD"' in html
    assert "<table" not in html
    assert 'role="alert"' not in html


def test_a_change_is_shown_with_its_fields_and_in_the_picture(committed: Served) -> None:
    committed.write("overlays/prod.py", overlay("shop.example.com", 5, "shop"))
    for other in ("HEAD", "main"):
        html = committed.tab("difference", **{"with": other})
        assert REPLICAS in html
        assert '<g class="node workload changed"' in html


def test_a_revision_is_built_once_for_all_changes(committed: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    committed.tab("difference")

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(difference, "revision", never)
    committed.write("overlays/prod.py", overlay("shop.example.com", 5, "shop"))
    assert REPLICAS in committed.tab("difference")


def test_another_overlay_is_compared_without_its_namespace(served: Served) -> None:
    html = served.tab("difference", **{"with": "dev"})
    assert '<option value="dev">' in html
    assert "- spec.replicas: 1" in html
    assert "shop-dev" not in html


def test_a_new_overlay_is_added_altogether(committed: Served) -> None:
    committed.write("overlays/test.py", overlay("test.example.com", 1, "shop-test"))
    html = committed.tab("difference", "test")
    assert "4 added" in html


def test_a_directory_with_a_kustomization_is_compared_with_the_same_one_of_a_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {level: info}\n"
    files = {"deploy/base/kustomization.yaml": "resources: [a.yaml]\n", "deploy/base/a.yaml": manifest}
    served = Served(tmp_path, {**SHOP, **files}, targets=["base"])
    monkeypatch.chdir(tmp_path / "deploy")
    commit(tmp_path, {})
    served.write("deploy/base/a.yaml", manifest.replace("info", "debug"))
    assert "- data.level: info" in served.tab("difference", "base")


def test_what_cannot_be_compared_is_an_error_below_the_form(served: Served) -> None:
    for other in ("HEAD", "--output=/tmp/x", "/etc/passwd", "<script>"):  # there is no repository
        html = served.tab("difference", **{"with": other})
        assert 'role="alert"' in html
        assert 'id="with"' in html
        assert "<script>" not in html
        assert "root:" not in html


def test_the_value_of_a_secret_is_not_shown(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "planted-value")
    served.write("overlays/dev.py", "from k8sdsl import Overlay\n\noverlay = Overlay(base=[])\n")
    html = served.tab("difference", **{"with": "dev"})
    assert "Secret/web" in html
    assert "planted-value" not in html
