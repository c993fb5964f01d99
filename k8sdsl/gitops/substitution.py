"""What Flux would replace in an object: `${NAME}`, also in a shell script inside a ConfigMap.

Flux runs a whole object through `envsubst` where its Kustomization has `postBuild`, and puts nothing in the place of a
variable that it does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Finding, Severity
from k8sdsl.rule import Rule
from k8sdsl.tree import format_path, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from k8sdsl.manifest import Manifest

SUBSTITUTION = Rule(
    "gitops/substitution",
    "A `${NAME}` in an object that Flux substitutes must be escaped as `$${NAME}` or name a declared variable.",
    "envsubst, as the Flux kustomize-controller calls it",
    kind="ConfigMap",
    bad={"data": {"run.sh": "echo ${HOME}"}},
    good={"data": {"run.sh": "echo $${HOME}"}},
    remedy="escape it with a second dollar sign, or add the variable to `postBuild.substitute`",
)

_SWITCH = "kustomize.toolkit.fluxcd.io/substitute"


def guard(
    manifests: Iterable[Manifest], *, variables: Collection[str] = (), more_variables: bool = False
) -> Iterator[Finding]:
    """A finding for each value that Flux would change without being meant to.

    `variables` are those that are declared; `more_variables` says that others come from the cluster, so that an
    unknown one is no more than a warning.
    """
    for manifest in manifests:
        if "${" not in str(manifest.tree) or _is_switched_off(manifest):
            continue
        for path, value in walk(manifest.tree):
            texts = [value] if isinstance(value, str) else list(value) if isinstance(value, dict) else []
            for name in [name for text in texts for name in variables_in(text) if name not in variables]:
                yield _finding(manifest, path, name, Severity.WARNING if more_variables else Severity.ERROR)


def _finding(manifest: Manifest, path: tuple[str | int, ...], name: str, severity: Severity) -> Finding:
    return Finding(
        rule=SUBSTITUTION.id,
        severity=severity,
        message=f"Flux would replace `${{{name}}}` here",
        path=format_path(path),
        ref=manifest.ref,
        source=manifest.origin.locate(path) if manifest.origin is not None else None,
        remedy=f"write `$${{{name}}}`, declare the variable, or annotate the object with `{_SWITCH}: disabled`",
    )


def variables_in(text: str) -> Iterator[str]:
    """The names of the variables that `envsubst` would replace in a text."""
    position = text.find("${")
    while position >= 0:
        if text[position - 1 : position] == "$":  # `$${` is how a literal `${` is written
            position = text.find("${", position + 2)
            continue
        end = position + 2
        while end < len(text) and (text[end].isalnum() or text[end] == "_") and text[end].isascii():
            end += 1
        name = text[position + 2 : end]
        if name and not name[0].isdigit() and end < len(text):
            yield name
        position = text.find("${", position + 2)


def _is_switched_off(manifest: Manifest) -> bool:
    marks: list[Any] = [manifest.metadata.get("annotations"), manifest.metadata.get("labels")]
    return any(isinstance(mark, dict) and mark.get(_SWITCH) == "disabled" for mark in marks)
