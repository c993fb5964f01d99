"""None in a stack is skipped where it is deliberate, and an error where a function forgot to return."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.errors import K8sdslError, OverlayError
from k8sdsl.pipeline import build_manifests
from tests.projects import HEAD, Place, Project, write_project

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = f"""{HEAD}
def forgets(*_):
    k8s.ConfigMap("lost")

kept = k8s.ConfigMap("kept")
wanted, extra = False, None
"""


@pytest.fixture(autouse=True)
def _in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def project(root: Path, items: str) -> Project:
    """A project whose one overlay is a stack with these items."""
    return write_project(root, {"overlays/prod.py": f'{DECLARED}overlay = Overlay(base=Stack("a", {items}))\n'})


@pytest.mark.parametrize(
    "items",
    [
        "[kept, kept if wanted else None]",
        "[kept, extra or None]",
        "[kept, extra and kept]",
        "[extra, kept]",
        "[None, kept]",
        "[*[extra], kept]",
        "[*([extra] if not wanted else []), kept]",
        "[x for x in (extra, kept)]",
        "[kept] + [forgets()]",  # an expression whose items have no known place
    ],
)
def test_a_deliberate_none_is_skipped(tmp_path: Path, items: str) -> None:
    project(tmp_path, items)
    assert [manifest.tree["metadata"]["name"] for manifest in build_manifests("prod").manifests] == ["kept"]


@pytest.mark.parametrize(
    "items",
    [
        "[kept, «forgets()»]",
        "(kept, «forgets()»)",
        "items=[«forgets()», kept]",
        "[*[kept, «forgets()»], kept]",
        "[*[k8s.ConfigMap(n) for n in 'ab'], «forgets()»]",
        "[kept, *[«forgets(n)» for n in 'ab']]",
        "[«forgets(n)» for n in 'ab']",
        "(«forgets(n)» for n in 'ab')",
    ],
)
def test_a_call_that_returns_none_is_an_error_at_the_call(tmp_path: Path, items: str) -> None:
    marked = project(tmp_path, items)
    with pytest.raises(K8sdslError) as caught:
        build_manifests("prod")
    assert {_place(error) for error in getattr(caught.value, "errors", [caught.value])} == set(marked.places)


def _place(error: K8sdslError) -> Place:
    assert isinstance(error, OverlayError)
    assert error.source is not None
    return error.source.file, error.source.line, error.source.column


@pytest.mark.parametrize("items", ["kept", "forgets()", "'more.yaml'", "5", "{'kind': 'Pod'}"])
def test_items_that_are_not_a_list_are_an_error(tmp_path: Path, items: str) -> None:
    project(tmp_path, items)
    with pytest.raises(OverlayError):
        build_manifests("prod")
