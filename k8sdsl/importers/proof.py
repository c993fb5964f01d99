"""Compares what imported modules build with what was imported."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import LoadError
from k8sdsl.identity import ObjectRef
from k8sdsl.locations.secret_values import shown
from k8sdsl.yaml.key_order import in_key_order

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from k8sdsl.tree import Tree


def differences(expected: Iterable[Tree], overlay: Path) -> list[str]:
    """Builds an overlay and returns the differences from the expected objects: missing ones and differing fields."""
    from k8sdsl.pipeline import build_manifests

    return compared(expected, [manifest.tree for manifest in build_manifests(overlay, check=False).manifests])


_PROGRAM = """
import json, sys
data, sys.stdout = sys.stdout, sys.stderr
from pathlib import Path
from k8sdsl.errors import K8sdslError
from k8sdsl.importers.proof import differences
from k8sdsl.project.modules import restricted_to
overlay, *files = sys.argv[1:]
try:
    with restricted_to(map(Path, files)):
        found = differences(json.load(sys.stdin), Path(overlay))
except K8sdslError as error:
    sys.exit(str(error))
data.write(json.dumps(found))
"""


def prove(expected: Iterable[Tree], overlay: str, files: Iterable[str], project: Path) -> list[str]:
    """As `differences` for modules that were written, in a process that loads those modules and nothing else there."""
    written = [str(project / name) for name in files if name.endswith(".py")]
    command = [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{_PROGRAM}"]
    done = subprocess.run(  # noqa: S603 - this interpreter, with a program of ours
        [*command, str(project / "overlays" / f"{overlay}.py"), *written],
        input=json.dumps(list(expected)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise LoadError(f"the Python that was written cannot be built:\n{done.stderr.strip()}", code="import/not-equal")
    found: list[str] = json.loads(done.stdout)
    return found


def compared(one: Iterable[Tree], other: Iterable[Tree]) -> list[str]:
    """The differences between two sets of objects, ignoring their order."""
    mine, theirs = _by_identity(one), _by_identity(other)
    found = [f"{ref} is missing" for ref in mine if ref not in theirs]
    found += [f"{ref} is new" for ref in theirs if ref not in mine]
    for ref, trees in mine.items():
        if ref in theirs and _sorted(trees) != _sorted(theirs[ref]):
            path, before, after = _first_difference(trees[0], theirs[ref][0])
            values = [shown(value, tree)[:60] for value, tree in ((before, trees[0]), (after, theirs[ref][0]))]
            found.append(f"{ref} differs at {path}: {' became '.join(values)}")
    return found


def _by_identity(trees: Iterable[Tree]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for tree in trees:
        ref = ObjectRef.of(tree)
        found.setdefault(f"{ref.api_version} {ref}", []).append(in_key_order(tree))
    return found


def _sorted(trees: list[Any]) -> list[str]:
    return sorted(map(repr, trees))


def _first_difference(one: Any, other: Any, path: str = "") -> tuple[str, Any, Any]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *other]:
            if one.get(key) != other.get(key) or (key in one) != (key in other):
                return _first_difference(one.get(key), other.get(key), f"{path}.{key}" if path else str(key))
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            if mine != theirs:
                return _first_difference(mine, theirs, f"{path}[{index}]")
    return path, one, other
