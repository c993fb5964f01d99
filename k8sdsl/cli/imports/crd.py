"""`k8sdsl import crd`: typed classes for custom kinds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cli.imports.writing import write_modules
from k8sdsl.cli.output import tell, write_standard_output
from k8sdsl.emitters.reports.visible import visible
from k8sdsl.errors import K8sdslError
from k8sdsl.importers.crd import behind, import_definitions, refuse_losses
from k8sdsl.importers.offered_references import offered_references
from k8sdsl.project.manifests import manifests_in, read_manifests, read_standard_input

if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import typer
    from k8sdsl.tree import Tree


READS: tuple[str, ...] = ("definitions of custom resources: files, directories or standard input",)
WRITES: tuple[str, ...] = ("typed modules below `--to`",)
RUNS: tuple[str, ...] = ()


def crd(
    source: Annotated[
        str, typer.Argument(metavar="FILE|DIR|-", help="CustomResourceDefinitions; - reads standard input.")
    ],
    *,
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="The directory to write to.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with status 1 if a module is out of date.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite existing files, and remove kinds without a definition.")
    ] = False,
    references: Annotated[
        bool,
        typer.Option("--references", help="Print settings for pyproject.toml: fields that look like references."),
    ] = False,
) -> int:
    """Write typed classes for custom kinds: one module per group and version, with a stub for editors and checkers."""
    definitions = _read(source)
    if references:
        write_standard_output(offered_references(definitions))
        return 0
    if to is None:
        raise K8sdslError(
            "`import crd` requires a directory to write to", remedy="add `--to apis/`", code="usage/options"
        )
    files = import_definitions(definitions)
    if not files:
        raise K8sdslError(
            f"{source} contains no CustomResourceDefinition",
            remedy="run `kubectl get crd -o yaml | k8sdsl import crd - --to apis/` for the definitions in a cluster",
            code="import/nothing",
        )
    different = behind(files, to)
    if check:
        write_standard_output("".join(f"{visible(str(to / name))} is outdated\n" for name in different))
        return 1 if different else 0
    if not force:
        refuse_losses(files, to)
    write_modules(to, {name: files[name] for name in different}, force=True)
    tell(f"{len(files) - len(different)} of {len(files)} files in {to} were up to date")
    offered = offered_references(definitions).count("[[")
    if offered:
        fields = "1 field looks like a reference" if offered == 1 else f"{offered} fields look like references"
        tell(f"{fields} to other objects; `--references` prints the settings for them")
    return 0


def _read(source: str) -> list[Tree]:
    """The objects of a file, a directory or standard input."""
    if source == "-":
        found = manifests_in(read_standard_input(), Path("-"), passing_over=True)
    else:
        found = read_manifests(Path(source), passing_over=True)
    return [manifest.tree for manifest in found]
