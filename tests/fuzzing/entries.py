"""The table of entry points."""

from __future__ import annotations

from tests.fuzzing import (
    clusters,
    differences,
    directories,
    expressions,
    imports,
    objects,
    patches,
    patterns,
    projects,
    sets,
    settings,
    texts,
    trees,
    watches,
)

ENTRIES = {
    module.__name__.rpartition(".")[2]: module.ENTRY
    for module in (
        *(texts, objects, expressions, sets, clusters, directories, patches, differences, trees, imports, settings),
        *(patterns, projects, watches),
    )
}
