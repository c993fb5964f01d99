"""`python -m tests.fuzzing.branches ENTRY COUNT SEED [--missing]`: how many branches of its modules an entry reaches.

The modules are those that do the work of the entry point. Branches are counted by coverage.py, from the first import.
Code that only a type checker reads, code for platforms that this one is not, and the rows of `unreachable.py` do not
count.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coverage import Coverage

from tests.fuzzing.unreachable import PACKAGE, left_out

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = {
    "texts": ["yaml", "emitters/*.py"],
    "objects": ["server", "cel/schemas.py", "cel/objects.py", "cel/estimation"],
    "expressions": ["cel/*.py", "cel/checking", "cel/evaluation", "cel/libraries", "cel/syntax"],
    "sets": [
        *("system", "policies/builtin", "policies/judge.py", "policies/names.py", "policies/subjects.py"),
        *("policies/selection.py", "policies/log_rotation.py", "cluster/admission_policies", "cluster/pod_security"),
    ],
    "clusters": [
        *("cluster/*.py", "cluster/admission", "cluster/controllers", "cluster/forecast", "cluster/network"),
        *("cluster/pod_security", "cluster/quota", "cluster/scheduling", "cluster/volumes"),
    ],
    "directories": [
        *("kustomize", "layers", "tracing/tracer.py", "transforms/*.py", "transforms/names", "importers/kustomize"),
    ],
    "patches": ["transforms/patches", "semantics/strategic_merge.py", "semantics/merge_schema.py"],
    "differences": ["diff/*.py", "diff/forms"],
    "trees": ["gitops/tree", "gitops/shards.py"],
    "imports": ["importers/*.py", "importers/compose", "importers/manifests", "importers/cluster", "python_source"],
    "settings": ["project/settings.py", "project/suppressions.py", "project/externals.py", "project/policy_use.py"],
    "patterns": ["semantics/patterns"],
    "projects": ["cli/commands", "cli/imports", "cli/*.py"],
}
"""The modules of `k8sdsl` that do the work of each entry point."""

OF_PROCESSES = {"watches"}
"""The entries that start processes, whose branches are not counted."""

ELSEWHERE = {
    "server/catalog.py": "the pages and answers about rules",
    "cel/schemas.py": "objects",
    "cel/objects.py": "objects",
    "transforms/patches/function_patch.py": "functions of the user's own Python",
    "kustomize/helm.py": "the program helm",
    "cli/imports/chart.py": "the program helm",
    "cli/commands/serve.py": "a server that runs until it is stopped",
    "diff/drift.py": "a cluster",
    "cluster/pod_security/check.py": "sets",
}
"""Modules that only other input reaches."""

LEFT_OUT = ["if TYPE_CHECKING", "raise NotImplementedError", "sys.platform", "os.name"]


def sources(entry: str) -> Iterator[str]:
    """The files of the modules of an entry."""
    for name in MODULES[entry]:
        for file in (PACKAGE / name).rglob("*.py") if (PACKAGE / name).is_dir() else PACKAGE.glob(name):
            inside = file.relative_to(PACKAGE).as_posix()
            if name == inside or ELSEWHERE.get(inside, entry) == entry:
                yield str(file)


def measured(entry: str, count: int, seed: int) -> list[tuple[str, int, int, list[tuple[int, list[int]]]]]:
    """Runs inputs of an entry; each file with its branches, how many were reached, and those that were not."""
    measure = Coverage(data_file=None, branch=True, include=list(sources(entry)))
    for words in LEFT_OUT:
        measure.exclude(words)
    measure.start()
    tried = importlib.import_module("tests.fuzzing.entry").tried
    source = importlib.import_module("tests.fuzzing.entries").ENTRIES[entry]
    faults = [fault.text for fault in tried(entry, source, seed, range(count))]
    measure.stop()
    if faults:
        sys.stderr.write(f"{len(faults)} inputs of {count} failed: {faults[0]}\n")
    rows = []
    for file in sorted(sources(entry)):
        with contextlib.redirect_stderr(io.StringIO()):
            found = measure._analyze(file)
        name, total = Path(file).relative_to(PACKAGE).as_posix(), found.numbers.n_branches
        reached, missing = total - found.numbers.n_missing_branches, found.missing_branch_arcs()
        lines, wrong = left_out(name, {*missing})
        if wrong:
            sys.exit("\n".join(wrong))
        outside = sum(len(arcs) for line, arcs in missing.items() if line in lines)
        left = sorted((line, arcs) for line, arcs in missing.items() if line not in lines)
        rows.append((name, total - outside, reached, left))
    return rows


def main(entry: str, count: int, seed: int, *, missing: bool) -> None:
    """Prints the figures of an entry, and with `missing` each branch that no input reached."""
    rows = measured(entry, count, seed)
    for name, branches, reached, left in sorted(rows, key=lambda row: row[2] - row[1]):
        if missing and branches > reached:
            where = ", ".join(f"{line}->{','.join(map(str, to))}" for line, to in left)
            sys.stdout.write(f"{name}: {reached} of {branches}; not {where}\n")
    total, held = sum(row[1] for row in rows), sum(row[2] for row in rows)
    sys.stdout.write(f"{entry}: {held} of {total} branches, {held / total:.1%}, {count} inputs, seed {seed}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), missing="--missing" in sys.argv)
