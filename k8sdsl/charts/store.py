"""Charts that overlays have as their base: pinned in `charts.lock`, and rendered once for each set of values.

What was fetched and rendered is in `.k8sdsl/charts` of the project, by digest, and Git ignores it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from k8sdsl.charts.declaration import REGISTRY
from k8sdsl.charts.engine import fetch, render
from k8sdsl.charts.hooks import without_tests
from k8sdsl.charts.permission import is_allowed
from k8sdsl.charts.values import merged_values, read_values
from k8sdsl.errors import LoadError
from k8sdsl.locations.address import without_credentials
from k8sdsl.locations.content import read_content
from k8sdsl.locations.part_files import remove_abandoned, replace_whole
from k8sdsl.project.paths import resolve, shown

if TYPE_CHECKING:
    from k8sdsl.charts.declaration import Chart
    from k8sdsl.tree import Tree

LOCK = "charts.lock"
_REMEDY = "run `k8sdsl build` once with `--enable-helm`; the result is kept for other builds"


class ChartStore:
    """The charts of the project at `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / ".k8sdsl" / "charts"

    def objects(self, chart: Chart, declared_in: str) -> list[Tree]:
        """The objects of a chart that a file declares.

        Raises LoadError if it has to be rendered and that is not allowed, if what a registry has is not what the lock
        pins, and for all reasons for which Helm fails.
        """
        values = merged_values(
            [*(read_values(resolve(file, declared_in)) for file in chart.values_files), dict(chart.values)]
        )
        local = None if chart.source.startswith(REGISTRY) else resolve(chart.source, declared_in)
        digest = self._pinned(chart) if local is None else digest_of(local)
        held = self._held(digest, chart, values) if digest else None
        if held is not None:
            return held
        if not is_allowed():
            raise LoadError(
                f"the chart {chart.source} has not been rendered yet, and this build does not run programs",
                remedy=_REMEDY,
                code="chart/not-rendered",
            )
        package = self._package(chart, digest) if local is None else local
        trees, _ = without_tests(render(package, release=chart.release, namespace=chart.namespace, values=values))
        self._keep(self._place(digest_of(package), chart, values), json.dumps(trees).encode())
        return trees

    def _place(self, digest: str, chart: Chart, values: Tree) -> Path:
        """The file of what a chart renders to with these values."""
        key = json.dumps([digest, chart.release, chart.namespace, values], sort_keys=True)
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}.json"

    def _held(self, digest: str, chart: Chart, values: Tree) -> list[Tree] | None:
        try:
            held = json.loads(read_content(self._place(digest, chart, values)))
        except (OSError, ValueError, RecursionError):  # not there, or not whole
            return None
        return held if isinstance(held, list) and all(isinstance(tree, dict) for tree in held) else None

    def _package(self, chart: Chart, pinned: str) -> Path:
        """The package of a chart in a registry, which has the digest that is pinned, or is pinned now."""
        held = self._folder / f"{pinned.partition(':')[2]}.tgz"
        if pinned and held.is_file() and digest_of(held) == pinned:
            return held
        with TemporaryDirectory() as folder:
            content = read_content(fetch(chart.source, chart.version, Path(folder)))
        digest = _digest(content)
        if pinned and digest != pinned:
            raise LoadError(
                f"{chart.source} {chart.version} is not what {LOCK} pins: {digest} instead of {pinned}",
                remedy=f"if the change is right, remove the entry from {LOCK}",
                code="chart/changed",
            )
        place = self._folder / f"{digest.partition(':')[2]}.tgz"
        self._keep(place, content)
        if not pinned:
            locked = {**self._locked(), _name(chart): digest}
            _write(self._root / LOCK, f"{json.dumps(locked, indent=2, sort_keys=True)}\n".encode())
        return place

    def _pinned(self, chart: Chart) -> str:
        return str(self._locked().get(_name(chart), ""))

    def _locked(self) -> dict[str, Any]:
        file = self._root / LOCK
        try:
            locked = json.loads(read_content(file)) if file.is_file() else {}
        except (OSError, ValueError, RecursionError):
            locked = None
        if not isinstance(locked, dict):
            raise LoadError(
                f"{shown(file)} must be a map of charts and digests", remedy="restore it from Git", code="chart/changed"
            )
        return locked

    def _keep(self, place: Path, content: bytes) -> None:
        for path in (self._folder.parent, self._folder):
            if path.is_symlink():
                raise LoadError(f"{shown(path)} is a symbolic link", remedy="remove the link", code="file/outside")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder.parent / ".gitignore", b"*\n")
            _write(place, content)
        except OSError as error:
            raise LoadError(f"{shown(place)} cannot be written: {error.strerror}", code="file/not-written") from None


def digest_of(chart: Path) -> str:
    """The digest of a package, or of all files of a directory; LoadError if there is none."""
    if chart.is_file():
        return _digest(read_content(chart))
    if not (chart / "Chart.yaml").is_file():
        raise LoadError(
            f"there is no chart {shown(chart)}",
            remedy="a chart is a directory with a `Chart.yaml`",
            code="chart/not-found",
        )
    files = sorted(file for file in chart.rglob("*") if file.is_file())
    parts = [(file.relative_to(chart).as_posix(), _digest(read_content(file))) for file in files]
    return _digest(json.dumps(parts).encode())


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _name(chart: Chart) -> str:
    return f"{without_credentials(chart.source)} {chart.version}"


def _write(place: Path, content: bytes) -> None:
    remove_abandoned([place])
    replace_whole(place, content)
