"""`k8sdsl init`: a new project that builds, checks, tests and type-checks."""

from __future__ import annotations

import sys
from contextlib import chdir
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from shlex import quote

from k8sdsl.cli.imports.writing import SECRETS, write_modules
from k8sdsl.cli.output import tell
from k8sdsl.emitters.reports.visible import visible_lines
from k8sdsl.errors import K8sdslError
from k8sdsl.locations.secret_values import has_secrets
from k8sdsl.project.names import SNAPSHOTS, overlay_names, snapshot_name
from k8sdsl.scaffold import project_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import Force, typer

SOURCES = ("kustomize", "yaml", "compose")
"""What a project can begin from: the importers that write stacks and overlays."""


READS: tuple[str, ...] = ("with `--from` the files to import",)
WRITES: tuple[str, ...] = ("the files of a new project",)
RUNS: tuple[str, ...] = ("Python code of the new project, for its snapshots",)


def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="The directory to create.")] = Path(),
    *,
    source: Annotated[
        tuple[str, Path] | None,
        typer.Option(
            "--from", metavar="KIND PATH", help="Start from existing files: kustomize, yaml or compose, and their path."
        ),
    ] = None,
    force: Force = False,
) -> int:
    """Write a new project: stacks, overlays, tests, settings, and workflows for CI."""
    files = project_files(directory.absolute().name, version("k8sdsl"), example=source is None)
    held = [name for name in files if (directory / name).exists()]
    if held and not force:
        raise K8sdslError(
            f"{directory} already contains {', '.join(held)}",
            remedy="choose another directory, or overwrite with `--force`",
            code="file/exists",
        )
    if source is not None:
        _import(*source, directory, force=force)
    write_modules(directory, files, force=force)
    try:
        write_modules(directory, _snapshots(directory), force=True)
    except (K8sdslError, KeyboardInterrupt):
        tell(
            f"note: {directory} is written without {SNAPSHOTS}/; once `k8sdsl check` passes there, run `pytest "
            "--snapshot-update` to create it"
        )
        raise
    sys.stderr.write(visible_lines(_next_steps(directory)))
    return 0


def _import(kind: str, path: Path, directory: Path, *, force: bool) -> None:
    """Runs an importer; nothing else has been written if it fails."""
    if kind not in SOURCES:
        raise K8sdslError(f"a project cannot start from {kind!r}", remedy=f"write {_spelled()}", code="usage/value")
    run = getattr(import_module(f"k8sdsl.cli.imports.{kind}"), kind)
    status = run({"compose": path, "kustomize": [path], "yaml": [str(path)]}[kind], to=directory, force=force)
    if status:
        raise K8sdslError(
            f"the overlays imported from {path} do not build the same objects",
            remedy=f"see the differences above; the imported files are in {directory}",
            code="import/not-equal",
        )


def _spelled() -> str:
    *others, last = (f"`--from {kind} PATH`" for kind in SOURCES)
    return f"{', '.join(others)} or {last}"


def _snapshots(directory: Path) -> dict[str, str]:
    """What each overlay builds to now, for its snapshot."""
    from k8sdsl.errors import CheckError
    from k8sdsl.gitops.environment import environment_names
    from k8sdsl.gitops.secrets.values import placeholders
    from k8sdsl.pipeline import build_manifests

    files = {}
    with chdir(directory), placeholders():
        for name in environment_names(Path.cwd()):
            built = build_manifests(name)
            if built.failed:
                raise CheckError.of(built.findings)
            file = f"{SNAPSHOTS}/{snapshot_name(name)}.yaml"
            files[file] = built.emit()
            if Path(SECRETS).is_dir() and any(has_secrets(manifest.tree) for manifest in built.manifests):
                tell(f"warning: {file} contains the values of Secrets; seal them, or keep the file out of Git")
    return files


def _next_steps(directory: Path) -> str:
    first = overlay_names(directory)[-1:] or ["NAME"]
    place = str(directory)
    enter = "" if directory == Path() else f"cd {quote(f'./{place}' if place.startswith('-') else place)}\n  "
    tools = "pip install --group dev"
    return f"next:\n  {enter}{tools}\n  k8sdsl build {first[0]}\n  k8sdsl check\n  pytest\n"
