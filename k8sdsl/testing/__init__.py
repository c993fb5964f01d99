"""What tests of a project import; pytest loads the fixtures by itself once k8sdsl is installed.

    from k8sdsl import k8s
    from k8sdsl.testing import RenderedOverlay, every_overlay

    @every_overlay
    def test_an_overlay_builds_to_its_snapshot(overlay: RenderedOverlay, yaml_snapshot):
        assert overlay.text == yaml_snapshot(name=overlay.name)

    @every_overlay
    def test_nothing_is_found(overlay: RenderedOverlay):
        assert overlay.findings == []

    def test_production_runs_three_web_servers(overlay_named):
        assert overlay_named("prod").objects.one(k8s.Deployment, "web").spec.replicas == 3

The fixtures are `overlay` (with `every_overlay`), `overlay_named` and `yaml_snapshot`. `assert_reproducible` builds an
overlay twice under different circumstances, and `assert_policy_holds` tries the examples of a policy. `FakeCluster` is
an API server on loopback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.lazy import lazy_imports

if TYPE_CHECKING:
    from k8sdsl.testing.fake_cluster.fake_cluster import FakeCluster as FakeCluster
    from k8sdsl.testing.policies import assert_policy_holds as assert_policy_holds
    from k8sdsl.testing.rendered import RenderedOverlay as RenderedOverlay
    from k8sdsl.testing.rendered import render as render
    from k8sdsl.testing.rendered_objects import RenderedObjects as RenderedObjects
    from k8sdsl.testing.reproducible import assert_reproducible as assert_reproducible
    from k8sdsl.testing.selection import every_overlay as every_overlay

_HOMES: dict[str, tuple[str, ...]] = {
    "k8sdsl.testing.fake_cluster.fake_cluster": ("FakeCluster",),
    "k8sdsl.testing.policies": ("assert_policy_holds",),
    "k8sdsl.testing.rendered": ("RenderedOverlay", "render"),
    "k8sdsl.testing.rendered_objects": ("RenderedObjects",),
    "k8sdsl.testing.reproducible": ("assert_reproducible",),
    "k8sdsl.testing.selection": ("every_overlay",),
}

__all__ = lazy_imports(globals(), _HOMES)  # noqa: PLE0605 # pyright: ignore[reportUnsupportedDunderAll]
