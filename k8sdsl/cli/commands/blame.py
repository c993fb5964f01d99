"""`k8sdsl blame`: the file and line that set each field."""

from __future__ import annotations

from k8sdsl.cli.output import write_standard_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import LoadRestrictor, typer


def blame(
    overlay: Annotated[str, typer.Argument(help="An overlay, or the path of a file or directory.")],
    subject: Annotated[
        str, typer.Argument(metavar="[KIND/NAME]", help="The object, such as Deployment/web; by default all of them.")
    ] = "",
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="The field, such as spec.replicas.")] = "",
    *,
    load_restrictor: LoadRestrictor = "root",
) -> int:
    """Show the file and line that set each field of an object, or every step that set one field."""
    from k8sdsl.gitops.secrets.values import placeholders
    from k8sdsl.pipeline import build_manifests
    from k8sdsl.views.blame import histories, render_fields, render_objects

    with placeholders():
        found = histories(build_manifests(overlay, check=False, load_restrictor=load_restrictor), subject)
    write_standard_output(render_fields(found, path) if path else render_objects(found))
    return 0
