"""`k8sdsl upgrade`: what another version of Kubernetes refuses or warns about, and its replacement."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cli.colours import Painter
from k8sdsl.cli.fixing import agreed, difference_lines
from k8sdsl.cli.output import data_stream, tell, write_files, write_standard_output
from k8sdsl.cli.report import render_findings
from k8sdsl.emitters.reports.counted import counted
from k8sdsl.errors import K8sdslError, about, raise_all
from k8sdsl.gitops.targets import targets_of
from k8sdsl.kube.versions import parse_kube_version
from k8sdsl.manifest import ManifestSet
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.fresh_import import is_library
from k8sdsl.project.manifests import read_manifests
from k8sdsl.project.names import find_root
from k8sdsl.project.settings import kube_version_of
from k8sdsl.server.check import check_manifests
from k8sdsl.server.configuration import without_configuration
from k8sdsl.upgrade.companions import add_companions
from k8sdsl.upgrade.python_files import add_python
from k8sdsl.upgrade.rewriting import is_of_version, not_built, rewrite
from k8sdsl.upgrade.version_changes import describe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated

    from k8sdsl.cli.flags import typer
    from k8sdsl.finding import Finding
    from k8sdsl.identity import ObjectRef
    from k8sdsl.manifest import Manifest
    from k8sdsl.upgrade.rewriting import Rewriting

READS: tuple[str, ...] = ("overlays, or with `--file` YAML files", "`pyproject.toml`")
WRITES: tuple[str, ...] = ("standard output", "once you agree, or with `--yes`, the files that name older versions")
RUNS: tuple[str, ...] = ("Python code of the project: overlays, stacks and what they import",)


def upgrade(
    overlays: Annotated[
        list[str] | None,
        typer.Argument(metavar="[OVERLAY]...", help="Overlays or directories, or patterns; by default all overlays."),
    ] = None,
    *,
    to: Annotated[str, typer.Option("--to", metavar="1.NN", help="The version of Kubernetes to upgrade to.")],
    files: Annotated[
        list[str] | None, typer.Option("--file", "-f", metavar="FILE|DIR", help="Upgrade YAML files instead.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write the changes without asking.")] = False,
) -> int:
    """Show what a version of Kubernetes refuses or warns about, and change it to what replaces it."""
    root = find_root(Path.cwd())
    for line in describe(parse_kube_version(kube_version_of(Path.cwd())), parse_kube_version(to)):
        tell(line)
    targets, errors = ([], []) if files else targets_of(root, overlays or [])
    objects: dict[ObjectRef, list[Manifest]] = defaultdict(list)
    findings = _of_files(files, to, objects) if files else _of_targets(targets, to, objects, errors)
    made = rewrite(findings, objects, to, within=None if files else root)
    add_companions(made.fixes, made.replaced, [Path(target) for target in targets if Path(target).is_dir()])
    if not files:
        found = add_python(made.fixes, made.replaced, _python_files(root))
        made.fixes.fixed += [one for one in made.fixes.left if (one.ref.api_version, one.ref.kind) in found]
        made.fixes.left = [one for one in made.fixes.left if one not in made.fixes.fixed]
    write_standard_output(render_findings(findings, Painter.for_stream(data_stream())))
    written = _offer(made, targets, to, yes=yes)
    raise_all(errors)
    fixed = {finding.ref for finding in made.fixes.fixed} if written else set()
    return 1 if any(one.is_error and not (is_of_version(one) and one.ref in fixed) for one in findings) else 0


def _python_files(root: Path) -> list[Path]:
    """The Python of a project, without hidden directories and installed libraries."""
    files = (file.relative_to(root) for file in root.rglob("*.py"))
    own = (file for file in files if not is_library(str(file)) and not any(part.startswith(".") for part in file.parts))
    return sorted(root / file for file in own)


def _of_files(files: Sequence[str], to: str, objects: dict[ObjectRef, list[Manifest]]) -> list[Finding]:
    read = (read_manifests(Path(file), passing_over=True) for file in files)
    manifests = ManifestSet(one for found in read for one in without_configuration(found))
    for manifest in manifests:
        objects[manifest.ref].append(manifest)
    return check_manifests(manifests, kube_version=to, one_set=False).findings


def _of_targets(
    targets: Sequence[str], to: str, objects: dict[ObjectRef, list[Manifest]], errors: list[K8sdslError]
) -> list[Finding]:
    """The findings of all targets, each once; errors of targets that cannot be built are added to `errors`."""
    found: dict[Finding, None] = {}
    for target in targets:
        try:
            built = build_manifests(target, kube_version=to)
        except K8sdslError as error:
            errors.append(about(target, error))
            continue
        for manifest in built.manifests:
            objects[manifest.ref].append(manifest)
        found |= dict.fromkeys(built.findings)
    return list(found)


def _offer(made: Rewriting, targets: Sequence[str], to: str, *, yes: bool) -> bool:
    """Shows the changes, and writes them if the user agrees; whether they were written."""
    fixes = made.fixes
    for line in difference_lines(fixes):
        tell(line)
    for finding, reason in made.blocked:
        tell(f"not changed: {finding.ref}: {reason}")
    for finding in fixes.left:
        tell(f"not changed: {finding.ref}: its {finding.path} in the source differs from the built value")
    if not fixes.after:
        tell(f"no changes are needed for Kubernetes {to}")
        return False
    if not yes and (sys.stdin is None or not sys.stdin.isatty()):
        tell(f"{counted(len(fixes.after), 'file')} would change; `--yes` writes the changes")
        return False
    if not yes and not agreed(len(fixes.after)):
        return False
    write_files({file.resolve(): text for file, text in fixes.after.items()})
    failed = _failing(targets, to)
    if failed:
        write_files({file.resolve(): fixes.before[file] for file in fixes.after})
        raise not_built(failed)
    tell(f"{counted(len(fixes.after), 'file')} changed")
    return True


def _failing(targets: Sequence[str], to: str) -> dict[str, str]:
    """The targets that can no longer be built, with the reason; by new processes, which load the changed Python.

    They import nothing from the working directory, as this process does.
    """
    failing = {}
    code = f"import sys; sys.path[:] = {sys.path!r}; from k8sdsl.cli import main; main()"
    for target in targets:
        command = [sys.executable, "-P", "-c", code, "build", "--kube-version", to, "--", target]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603 - ourselves
        if done.returncode not in {0, 1}:
            failing[target] = done.stderr.strip()
    return failing
