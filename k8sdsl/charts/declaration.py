"""A Helm chart as the base of an overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from k8sdsl.errors import OverlayError
from k8sdsl.locations.caller import calling_site
from k8sdsl.locations.python_calls import argument_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from attrs import Attribute

    from k8sdsl.locations.caller import Site

REGISTRY = "oci://"


def _refuse_any_version(chart: Chart, attribute: Attribute[Any], version: str) -> None:
    if chart.source.startswith(REGISTRY) and not version:
        remedy = "write the version: Chart('oci://...', version='1.2.3')"
        source = argument_of(chart.site, "source", position=0)
        raise OverlayError(
            f"the chart {chart.source} has no `{attribute.name}`",
            source=source,
            remedy=remedy,
            code="chart/declaration",
        )


@frozen
class Chart:
    """A chart: `source` is a directory or package next to the overlay, or `oci://REGISTRY/NAME` with a `version`.

    `values` override `values_files`, which override the chart's own values. Helm renders a chart only in a build with
    `--enable-helm`; the result is kept in `.k8sdsl/` for other builds. The digest of a downloaded chart is pinned in
    `charts.lock`. Test hooks of the chart are skipped. Raises OverlayError for a chart of a registry without a version.

    Examples:
        >>> from k8sdsl import Chart, Overlay
        >>> overlay = Overlay(base=[Chart("charts/shop", values={"replicas": 3}, release="shop", namespace="shop")])
    """

    source: str
    version: str = field(default="", kw_only=True, validator=_refuse_any_version)
    values: Mapping[str, Any] = field(factory=dict, kw_only=True)
    values_files: Sequence[str | PathLike[str]] = field(default=(), kw_only=True)
    release: str = field(default="release-name", kw_only=True)
    namespace: str = field(default="default", kw_only=True)
    site: Site = field(factory=calling_site, init=False, repr=False, eq=False)
