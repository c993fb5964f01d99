"""What must hold for every environment. The fixtures come with k8sdsl: see `k8sdsl.testing`."""

from k8sdsl.testing import RenderedOverlay, assert_reproducible, every_overlay
from syrupy.assertion import SnapshotAssertion


@every_overlay
def test_an_overlay_builds_to_its_snapshot(overlay: RenderedOverlay, yaml_snapshot: SnapshotAssertion) -> None:
    assert overlay.text == yaml_snapshot(name=overlay.name)


@every_overlay
def test_nothing_is_wrong_in_an_overlay(overlay: RenderedOverlay) -> None:
    assert overlay.findings == []


@every_overlay
def test_an_overlay_builds_to_the_same_bytes_everywhere(overlay: RenderedOverlay) -> None:
    assert_reproducible(overlay.name, overlay.root)
