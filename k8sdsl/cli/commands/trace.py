"""`k8sdsl trace`: the way of one request through the objects, step by step."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.output import write_file, write_standard_output
from k8sdsl.errors import K8sdslError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated, Literal

    from k8sdsl.cli.flags import ClusterFiles, OneOverlay, typer


READS: tuple[str, ...] = (
    "overlays, or files and directories with YAML",
    "`pyproject.toml`",
    "files of `--cluster`",
)
WRITES: tuple[str, ...] = ("standard output", "with `--output` a file")
RUNS: tuple[str, ...] = ("Python code of the project: overlays, stacks and what they import",)


def trace(
    overlay: OneOverlay,
    to: Annotated[str, typer.Argument(metavar="URL|HOST:PORT", help="http://app.example.com/, or mariadb:3307.")],
    *,
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="[NAMESPACE/]KIND/NAME",
            help="The workload that sends the request, instead of a client outside the cluster.",
        ),
    ] = "",
    cluster: ClusterFiles = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="Output format.")] = "text",
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Also write a picture of the path of the request: .svg, .html, .mermaid, .dot or .png.",
        ),
    ] = None,
    proxy: Annotated[
        Literal["nginx", "haproxy"] | None,
        typer.Option("--proxy", help="Also print the rules of the Ingress or route as a configuration for this proxy."),
    ] = None,
) -> int:
    """Trace a request to its pods, and show where it stops if it does not arrive. Exit status 1 if no pod answers."""
    if proxy and (source or form == "json"):
        raise K8sdslError(
            "`--proxy` prints text, and only for a request from outside the cluster",
            remedy="remove `--from` and `--format`",
            code="usage/options",
        )
    from k8sdsl.gitops.secrets.values import placeholders
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.pipeline import build_manifests
    from k8sdsl.project.manifests import read_manifests
    from k8sdsl.server.check import opened_lists
    from k8sdsl.views.pictures.forms.suffixes import form_of, render_picture
    from k8sdsl.views.pictures.way import picture_of_way
    from k8sdsl.views.trace import trace as follow
    from k8sdsl.views.trace.as_json import render_json
    from k8sdsl.views.trace.steps import render

    picture_form = form_of(output) if output is not None else ""
    with placeholders():
        built = build_manifests(overlay, check=False)
    there = cluster or built.cluster
    known = opened_lists(ManifestSet(read_manifests(Path(there)))) if there is not None else ManifestSet()
    manifests = opened_lists(built.manifests)
    steps = follow(manifests, to, source=source, there=known)
    if output is not None:
        title = f"{overlay}: {source} to {to}" if source else f"{overlay}: {to}"
        picture = picture_of_way(ManifestSet([*manifests, *known]), steps, title=title)
        write_file(Path(output), render_picture(picture, picture_form))
    write_standard_output(render_json(steps) if form == "json" else render(steps))
    if proxy:
        from k8sdsl.views.trace.proxies import proxy_text

        write_standard_output("\n" + proxy_text([*manifests, *known], to, proxy))
    return 1 if steps[-1].broken else 0
