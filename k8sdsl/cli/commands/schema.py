"""`k8sdsl schema`: the JSON Schema of a report, or of the settings."""

from __future__ import annotations

from k8sdsl.cli.output import write_standard_output
from k8sdsl.schemas import SCHEMAS, schema_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import typer

READS: tuple[str, ...] = ()
WRITES: tuple[str, ...] = ("standard output",)
RUNS: tuple[str, ...] = ()


def schema(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="blame, check, diff, gitops, help, settings or trace.")
    ] = None,
) -> int:
    """Print the JSON Schema of a report or of [tool.k8sdsl]. Without a name, list the schemas."""
    write_standard_output("".join(f"{one}\n" for one in SCHEMAS) if name is None else schema_text(name))
    return 0
