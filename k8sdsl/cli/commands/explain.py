"""`k8sdsl explain`: a rule, the code of an error, or a field of a kind."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.output import write_standard_output
from k8sdsl.emitters.reports.visible import visible_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import typer


READS: tuple[str, ...] = ("`crds/`", "`policies/`")
WRITES: tuple[str, ...] = ("standard output",)
RUNS: tuple[str, ...] = ("for a rule that is not one of k8sdsl's own, Python in `policies/` and of installed packages",)


def explain(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT",
            help="A rule (core/port-name), an error code, a kind (Deployment, svc), or a field (Container.ports).",
        ),
    ],
    *,
    every: Annotated[bool, typer.Option("--all", help="Print one line per field below it, for grep.")] = False,
) -> int:
    """Explain a rule or error with its remedy and an example, or a field with its type, versions and merge behavior."""
    from k8sdsl.project.names import find_root
    from k8sdsl.views.explanation import explain as explained

    write_standard_output(visible_lines(explained(subject, find_root(Path.cwd()), every=every)))
    return 0
