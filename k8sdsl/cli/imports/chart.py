"""`k8sdsl import chart`: a Helm chart, rendered with values, as typed Python."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from k8sdsl.charts.engine import fetch, render
from k8sdsl.charts.hooks import without_tests
from k8sdsl.charts.values import merged_values, read_values
from k8sdsl.cli.imports.reading import fault_of
from k8sdsl.cli.imports.writing import write_proven
from k8sdsl.cli.output import tell
from k8sdsl.errors import LoadError, StructureError
from k8sdsl.importers.manifests import SourceObject, import_objects
from k8sdsl.objects.typed import from_dict
from k8sdsl.project.paths import real_path, shown
from k8sdsl.python_source.modules import snake_case
from k8sdsl.tree import walk

if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import Force, ProjectDirectory, typer
    from k8sdsl.tree import Tree

_RELEASE = "release-name"


READS: tuple[str, ...] = (
    "a Helm chart, its directory or package, or a registry",
    "values files",
)
WRITES: tuple[str, ...] = ("stacks and overlays below `--to`",)
RUNS: tuple[str, ...] = (
    "the program `helm`",
    "the Python code that it wrote, in a separate process",
)


def chart(
    source: Annotated[
        str, typer.Argument(metavar="CHART", help="The directory or package of a chart, or oci://REGISTRY/NAME.")
    ],
    *,
    to: ProjectDirectory,
    values: Annotated[
        list[Path] | None, typer.Option("--values", "-f", metavar="FILE", help="Values for the chart. Can be repeated.")
    ] = None,
    version: Annotated[str, typer.Option("--version", help="The version of the chart, if it is from a registry.")] = "",
    name: Annotated[str, typer.Option("--name", help="The name of the release.")] = _RELEASE,
    namespace: Annotated[str, typer.Option("--namespace", help="The namespace of the release.")] = "default",
    force: Force = False,
) -> int:
    """Write a stack and an overlay for what a Helm chart renders to; Helm must be installed, or its Python package."""
    given = merged_values(read_values(file) for file in values or ())
    with TemporaryDirectory() as folder:
        package = fetch(source, version, Path(folder)) if source.startswith("oci://") else Path(source)
        if not (package.is_dir() or package.is_file()):  # Helm would wait for the writer of a pipe
            raise LoadError(
                f"there is no chart {shown(package)}",
                remedy="pass a directory, a .tgz file or oci://...",
                code="chart/not-found",
            )
        objects, notes = without_tests(render(package, release=name, namespace=namespace, values=given))
    fault = next(filter(None, map(fault_of, objects)), "")
    if fault:
        raise LoadError(
            f"the chart {source} renders something that is not a Kubernetes object: it {fault}",
            remedy="correct the template or the values; `helm template` shows the output",
            code="manifest/not-an-object",
        )
    if not objects:
        raise LoadError(f"the chart {source} renders no objects with these values", code="import/nothing")
    for note in notes:
        tell(f"note: {note}")
    stack = _stack(source, name)
    # The file divides the objects of a large chart by kind; the templates that they are from are not known.
    sources = [SourceObject(_without_nulls(tree), f"{stack}_{snake_case(tree['kind'])}.yaml") for tree in objects]
    return write_proven(to, import_objects(stack, sources), force=force)


def _without_nulls(tree: Tree) -> Tree:
    """An object without fields that are null, which templates render for empty blocks: an installation is the same.

    Entries of maps stay: in `data` of a ConfigMap, null is an empty string to the server.
    """
    if all(value is not None for _, value in walk(tree)):
        return tree
    try:
        return from_dict(tree).to_dict()
    except StructureError:
        return tree


def _stack(source: str, release: str) -> str:
    """The name of the stack: that of the release, or of the chart without its version."""
    if release != _RELEASE:
        return release
    name = source.rstrip("/").rpartition("/")[2].removesuffix(".tgz") or real_path(Path(source)).name
    parts = name.split("-")
    return "-".join(part for index, part in enumerate(parts) if not index or not part[:1].isdigit()) or name
