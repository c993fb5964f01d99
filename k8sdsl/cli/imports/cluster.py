"""`k8sdsl import cluster`: the objects of a cluster as typed Python, without what the server wrote into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cli.imports.reading import SourceReader
from k8sdsl.cli.imports.writing import write_proven
from k8sdsl.cli.output import tell
from k8sdsl.errors import LoadError
from k8sdsl.importers.cluster import UserObjects
from k8sdsl.importers.manifests import import_overlays
from k8sdsl.kube.versions import DEFAULT, parse_kube_version

if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import Force, KubeVersion, ProjectDirectory, typer


READS: tuple[str, ...] = ("YAML files or standard input",)
WRITES: tuple[str, ...] = (
    "stacks and overlays below `--to`",
    "values of Secrets as files in `secrets/`",
)
RUNS: tuple[str, ...] = ("the Python code that it wrote, in a separate process",)


def cluster(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|DIR|-...", help="The output of `kubectl get KINDS -A -o yaml`; - reads standard input."
        ),
    ],
    *,
    to: ProjectDirectory,
    kube_version: KubeVersion = None,
    force: Force = False,
) -> int:
    """Write a stack and an overlay for each namespace of a cluster, without what the cluster itself wrote."""
    reader = SourceReader()
    minor = parse_kube_version(kube_version or DEFAULT)
    found = UserObjects([source.tree for source in reader.read(sources)], minor)
    for note in reader.notes:
        tell(f"note: {note}")
    for creator, count in sorted(found.left_out.items()):
        tell(f"note: skipped {count} {'object' if count == 1 else 'objects'} of {creator}")
    if not found.objects:
        raise LoadError(
            "all of these objects were created by the cluster itself",
            remedy="run `kubectl get deployments,services,configmaps -A -o yaml | k8sdsl import cluster - --to DIR`",
            code="import/nothing",
        )
    return write_proven(to, import_overlays(found.by_namespace()), force=force)
