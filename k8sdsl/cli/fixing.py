"""Shows, and writes, the fixes of `k8sdsl check --fix`."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING

from k8sdsl.cli.output import tell, write_files
from k8sdsl.emitters.reports.counted import counted
from k8sdsl.errors import K8sdslError
from k8sdsl.locations.secrecy import may_hold_secret
from k8sdsl.locations.secret_values import HIDDEN
from k8sdsl.policies.fixes import fixes_of
from k8sdsl.policies.names import builtin_policies
from k8sdsl.project.paths import real_path, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from k8sdsl.finding import Finding
    from k8sdsl.identity import ObjectRef
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.fixes import Fixes
    from k8sdsl.policies.policy import Policy


def fix_findings(
    findings: list[Finding],
    manifests: Mapping[ObjectRef, Iterable[Manifest]],
    own: Iterable[Policy],
    *,
    within: Path | None,
    yes: bool,
) -> list[Finding]:
    """The findings that remain after their files were changed, if the user agrees or has said `yes`.

    Only files below `within` are changed. Raises K8sdslError if the user has to agree and cannot be asked.
    """
    policies = {**builtin_policies(), **{policy.rule.id: policy for policy in own}}
    fixes = fixes_of(findings, manifests, policies, within)
    for line in difference_lines(fixes):
        tell(line)
    for finding in fixes.left:
        tell(f"not fixed: {finding.rule} of {finding.ref}: the value in the source differs from the built value")
    if not fixes.after or not (yes or agreed(len(fixes.after))):
        return findings
    write_files({real_path(file): text for file, text in fixes.after.items()})
    sys.stderr.write(f"{counted(len(fixes.fixed), 'finding')} fixed in {counted(len(fixes.after), 'file')}\n")
    return [finding for finding in findings if finding not in fixes.fixed]


def difference_lines(fixes: Fixes) -> Iterable[str]:
    """The changed lines of every file; lines around them could show the values of secrets."""
    for file, text in fixes.after.items():
        old, new = fixes.before[file].splitlines(), text.splitlines()
        hidden = False
        for line in difflib.unified_diff(old, new, shown(file), shown(file), n=0, lineterm=""):
            if line.startswith("@@"):
                first, _, count = line.split()[1][1:].partition(",")
                hidden = may_hold_secret(str(file), int(first), int(first) + int(count or 1))
            is_text = line[:1] in "+-" and not line.startswith(("+++", "---"))
            yield f"{line[:1]}{HIDDEN}" if hidden and is_text else line


def agreed(count: int) -> bool:
    """Whether the user agrees to the changes. Raises K8sdslError if nobody can be asked."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise K8sdslError(
            "these changes must be confirmed, and standard input is not a terminal",
            remedy="add `--yes` to apply them",
            code="usage/confirmation",
        )
    sys.stderr.write(f"Change {counted(count, 'file')}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
