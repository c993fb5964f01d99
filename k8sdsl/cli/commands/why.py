"""`k8sdsl why`: everything that refers to an object."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.output import write_standard_output
from k8sdsl.emitters.reports.visible import visible_lines
from k8sdsl.errors import K8sdslError, raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Annotated

    from k8sdsl.cli.flags import typer
    from k8sdsl.manifest import ManifestSet


READS: tuple[str, ...] = (
    "overlays, or with `--file` YAML files",
    "`pyproject.toml`",
)
WRITES: tuple[str, ...] = ("standard output",)
RUNS: tuple[str, ...] = ("Python code of the project: overlays, stacks and what they import; with `--file` none",)


def why(
    subject: Annotated[str, typer.Argument(metavar="KIND/NAME", help="The object, such as Secret/db or svc/web.")],
    overlay: Annotated[
        str | None,
        typer.Argument(
            metavar="[OVERLAY]",
            help="An overlay, or the path of a Python file or kustomization directory; by default all overlays.",
        ),
    ] = None,
    *,
    files: Annotated[
        list[str] | None,
        typer.Option("--file", "-f", metavar="FILE|DIR", help="Search YAML files instead."),
    ] = None,
) -> int:
    """Show everything that refers to an object, with file and line."""
    from k8sdsl.gitops.secrets.values import placeholders
    from k8sdsl.project.names import find_root
    from k8sdsl.project.settings import read_config
    from k8sdsl.system.graph import graph_of_manifests
    from k8sdsl.views.uses import render_uses

    rows = read_config(find_root(Path.cwd())).references
    errors: list[K8sdslError] = []
    with placeholders():
        sets = dict(_of_files(files) if files else _of_overlays(overlay, errors))
    if sets or not errors:
        uses = render_uses(subject, {name: graph_of_manifests(one, rows) for name, one in sets.items()})
        write_standard_output(visible_lines(uses))
    raise_all(errors)
    return 0


def _of_overlays(overlay: str | None, errors: list[K8sdslError]) -> Iterator[tuple[str, ManifestSet]]:
    """The objects of every overlay; one that cannot be built adds its error, and hides no other."""
    from k8sdsl.pipeline import build_manifests
    from k8sdsl.project.names import find_root, overlay_names
    from k8sdsl.server.check import opened_lists

    for name in [overlay] if overlay is not None else overlay_names(find_root(Path.cwd())):
        try:
            yield name, opened_lists(build_manifests(name, check=False).manifests)
        except K8sdslError as error:
            errors.append(error)


def _of_files(files: list[str]) -> Iterator[tuple[str, ManifestSet]]:
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.project.manifests import read_manifests
    from k8sdsl.server.configuration import without_configuration

    read = (read_manifests(Path(file), passing_over=True) for file in files)
    yield "", ManifestSet(one for found in read for one in without_configuration(found))
