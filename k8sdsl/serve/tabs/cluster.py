"""What a cluster makes of the objects: the use of quotas, the volumes of claims, the nodes of pods, and probes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.declaration import Cluster
from k8sdsl.cluster.forecast.report import forecast_of
from k8sdsl.kube.versions import parse_kube_version
from k8sdsl.project.paths import shown
from k8sdsl.server.rules import Context
from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.cluster.forecast.quotas import QuotaUse
    from k8sdsl.cluster.forecast.report import Forecast
    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.tab_request import TabRequest

TITLE = "Quota and placement"


def show(project: ServedProject, request: TabRequest) -> str:
    """The forecast of the target in its cluster."""
    forecast = project.once(("forecast", request.target), lambda: _forecast(project, request.target))
    cluster = project.cluster(request.target)
    known = (
        f"<p>In the cluster of <code>{escaped(shown(cluster))}</code>, from the least to the most replicas.</p>"
        if cluster is not None
        else "<p>No cluster is named: only what the objects say themselves is known. An overlay names its cluster with "
        "<code>cluster=</code>, a command with <code>--cluster</code>.</p>"
    )
    parts = [
        *_quotas(forecast.quotas),
        *_lines("Claims", forecast.claims),
        *_lines("Placement", forecast.placement),
        *_lines("Probes", forecast.probes),
        *_lines("Refused", forecast.refused),
    ]
    return known + ("".join(parts) or f"<p>{escaped(request.target)} has no quotas, claims, pods or probes.</p>")


def _forecast(project: ServedProject, target: str) -> Forecast:
    cluster = project.cluster(target)
    given = Cluster.of(cluster) if cluster is not None else None
    return forecast_of(project.built(target).manifests, given, Context(parse_kube_version(project.kube_version)))


def _quotas(uses: Sequence[QuotaUse]) -> Iterator[str]:
    """A table for each quota; the bar shows the most that is used."""
    for namespace, quota in dict.fromkeys(use[:2] for use in uses):
        rows = "".join(_row(use) for use in uses if use[:2] == (namespace, quota))
        head = "".join(f'<th scope="col">{word}</th>' for word in ("resource", "used", "limit", "share"))
        yield (
            f"<section><h3>Quota {escaped(quota)} of {escaped(namespace)}</h3>"
            f'<div class="wide"><table class="quota"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
            "</section>"
        )


def _row(use: QuotaUse) -> str:
    share = f'<meter value="{min(use.share, 1):.3f}" high="0.9"></meter> {use.share:.0%}'
    cells = [f"<td>{escaped(cell)}</td>" for cell in (use.used, use.limit)]
    return f'<tr><th scope="row">{escaped(use.resource)}</th>{"".join(cells)}<td>{share}</td></tr>'


def _lines(title: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines as a list; one that is indented belongs to the one before it."""
    if lines:
        items = "".join(
            f"<li{' class=more' if line.startswith(' ') else ''}>{escaped(line.strip())}</li>" for line in lines
        )
        yield f'<section><h3>{title}</h3><ul class="forecast">{items}</ul></section>'
