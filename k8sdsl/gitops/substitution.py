"""What Flux would replace in an object: `${NAME}`, also in a shell script inside a ConfigMap.

Flux runs a whole object through `envsubst` if its Kustomization has `postBuild`. It replaces an unknown variable by an
empty string, and rejects the whole Kustomization for an expression that it cannot parse.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Finding, Severity
from k8sdsl.gitops.envsubst import dropped, expressions
from k8sdsl.rule import Rule
from k8sdsl.tree import format_path, walk
from k8sdsl.yaml.resolver import PlainValues, ScalarError

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
REFUSED = Rule(
    "gitops/substitution-refused",
    "An expression `${...}` in an object that Flux substitutes must be one that `envsubst` can parse.",
    "envsubst parse.Parse",
    kind="ConfigMap",
    bad={"data": {"run.sh": "echo ${@}"}},
    good={"data": {"run.sh": "echo $${@}"}},
    remedy="escape it with a second dollar sign: `$${`",
)
CHANGED = Rule(
    "gitops/substitution-changes",
    "Strings that Flux substitutes should not contain `$$`, two backslashes or `\\/`, because Flux drops the first "
    "character.",
    "envsubst parse.scanEscaped",
    kind="ConfigMap",
    bad={"data": {"run.sh": "kill $$"}},
    good={"data": {"run.sh": "kill $$$$"}},
    severity=Severity.WARNING,
    remedy="double the characters, or annotate the object with `kustomize.toolkit.fluxcd.io/substitute: disabled`",
)
RETYPED = Rule(
    "gitops/substitution-type",
    "A string that consists of a single `${NAME}` should not become a number or boolean when Flux replaces it.",
    "sigs.k8s.io/yaml, after envsubst",
    kind="ConfigMap",
    severity=Severity.WARNING,
    remedy="add text around the variable, such as `port-${PORT}`, or write the value into the manifest",
)

_SWITCH = "kustomize.toolkit.fluxcd.io/substitute"
_STRINGS = frozenset(("data", "stringData", "labels", "annotations", "env", "args", "command"))
"""Fields of which every value inside must be a string."""


def guard(
    manifests: Iterable[Manifest], *, variables: Collection[str] = (), more_variables: bool = False
) -> Iterator[Finding]:
    """A finding for each value that Flux would change unintentionally, or reject.

    `variables` are the declared ones, with their values if it is a map; `more_variables` is set if others come from the
    cluster, so that an unknown one is only a warning.
    """
    unknown = Severity.WARNING if more_variables else Severity.ERROR
    for manifest in manifests:
        if not _is_switched_off(manifest):
            for path, value in walk(manifest.tree):
                for text in [value] if isinstance(value, str) else list(value) if isinstance(value, dict) else []:
                    if "$" in text or "\\" in text:
                        yield from _examine(manifest, path, text, variables, unknown)


def _examine(
    manifest: Manifest, path: tuple[str | int, ...], text: str, variables: Collection[str], unknown: Severity
) -> Iterator[Finding]:
    found = expressions(text)
    for one in found:
        shown = text[one.start : one.end]
        if one.refused:
            yield _finding(manifest, path, REFUSED, f"Flux cannot parse `{text[one.start : one.start + 20]}`")
        elif one.name not in variables:
            yield _finding(
                manifest,
                path,
                SUBSTITUTION,
                f"Flux would replace `{shown}` here",
                severity=unknown,
                remedy=f"write `${shown}`, declare the variable, or annotate the object with `{_SWITCH}: disabled`",
            )
    for pair in dict.fromkeys(dropped(text)):
        yield _finding(manifest, path, CHANGED, f"Flux would turn `{pair}` into `{pair[1]}` here")
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) and not _STRINGS.isdisjoint(path):
        value = variables.get(found[0].name) if isinstance(variables, Mapping) else None
        if value is not None and not _is_string(value):
            yield _finding(manifest, path, RETYPED, f"`{text}` becomes {value}, which YAML does not read as a string")


def _is_string(value: str) -> bool:
    """Whether a value without quotes in YAML is read as a string."""
    try:
        return isinstance(PlainValues()[value], str)
    except ScalarError:
        return False


def _finding(
    manifest: Manifest,
    path: tuple[str | int, ...],
    rule: Rule,
    message: str,
    *,
    severity: Severity | None = None,
    remedy: str | None = None,
) -> Finding:
    return Finding(
        rule=rule.id,
        severity=severity or rule.severity,
        message=message,
        path=format_path(path),
        ref=manifest.ref,
        source=manifest.origin.locate(path) if manifest.origin is not None else None,
        remedy=remedy or rule.remedy,
    )


def _is_switched_off(manifest: Manifest) -> bool:
    marks: list[Any] = [manifest.metadata.get("annotations"), manifest.metadata.get("labels")]
    return any(isinstance(mark, dict) and mark.get(_SWITCH) == "disabled" for mark in marks)
