"""The pytest plugin. pytest imports it in every run where k8sdsl is installed, so it loads nothing until it is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from k8sdsl.testing.rendered import RenderedOverlay

MARK = "every_overlay"


def pytest_configure(config: pytest.Config) -> None:
    """Declares the mark."""
    config.addinivalue_line("markers", f"{MARK}(*patterns): run the test once for each overlay of the project")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test with `every_overlay` for each overlay."""
    mark = metafunc.definition.get_closest_marker(MARK)
    if mark is None:
        return
    if "overlay" not in metafunc.fixturenames:
        pytest.fail(f"{metafunc.definition.nodeid} has `@every_overlay` but does not take `overlay`", pytrace=False)
    metafunc.parametrize("overlay", _names(_root(metafunc.config), mark.args), indirect=True)


def _names(root: Path, patterns: tuple[str, ...]) -> list[str]:
    """The overlays that the patterns select; a fleet that cannot be loaded fails the collection with its error."""
    from k8sdsl.errors import K8sdslError
    from k8sdsl.gitops.environment import environment_names, select

    try:
        names = select(environment_names(root), patterns)
    except K8sdslError as error:
        pytest.fail(f"{error}", pytrace=False)
    if not names:
        pytest.fail(f"{root / 'overlays'} has no overlays", pytrace=False)
    return names


def _root(config: pytest.Config) -> Path:
    from k8sdsl.project.names import find_root

    return find_root(config.rootpath)


@pytest.fixture(scope="session")
def overlay_named(pytestconfig: pytest.Config) -> Callable[[str], RenderedOverlay]:
    """Gives a `RenderedOverlay` by its name; each overlay is built once in a run."""
    from k8sdsl.testing.rendered import render

    root, held = _root(pytestconfig), dict[str, "RenderedOverlay"]()

    def named(name: str) -> RenderedOverlay:
        if name not in held:
            held[name] = render(name, root)
        return held[name]

    return named


@pytest.fixture
def overlay(request: pytest.FixtureRequest, overlay_named: Callable[[str], RenderedOverlay]) -> RenderedOverlay:
    """The overlay that a test with `every_overlay` runs for."""
    name = getattr(request, "param", None)
    if name is None:
        pytest.fail("the fixture `overlay` requires `@every_overlay`; for a single overlay, use `overlay_named`")
    return overlay_named(name)


@pytest.fixture
def yaml_snapshot(request: pytest.FixtureRequest) -> SnapshotAssertion:
    """Keeps one YAML file for each overlay in the folder `snapshots` of the project.

    `assert overlay.text == yaml_snapshot(name=overlay.name)` compares; `pytest --snapshot-update` writes the files.
    """
    from k8sdsl.project.names import SNAPSHOTS
    from k8sdsl.testing.yaml_snapshots import yaml_files_in

    snapshot: SnapshotAssertion = request.getfixturevalue("snapshot")
    return snapshot.use_extension(yaml_files_in(_root(request.config) / SNAPSHOTS))


def pytest_assertrepr_compare(op: str, left: Any, right: Any) -> list[str] | None:
    """Shows findings as `k8sdsl check` does where a test compares them with `==`."""
    if op != "==" or not isinstance(left, list) or not isinstance(right, list):
        return None
    from k8sdsl.finding import Finding

    if not (left or right) or not all(isinstance(one, Finding) for one in [*left, *right]):
        return None
    from k8sdsl.testing.readable import difference

    return difference(left, right)
