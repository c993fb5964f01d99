"""What the page shows: each target is built and checked once per change, and all tabs share the result."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from k8sdsl.errors import LoadError, as_finding
from k8sdsl.gitops.secrets.unset import unset_notes
from k8sdsl.gitops.secrets.values import placeholders
from k8sdsl.manifest import ManifestSet
from k8sdsl.pipeline import build_manifests, check_built
from k8sdsl.project.manifests import read_manifests
from k8sdsl.project.paths import real_path
from k8sdsl.project.settings import kube_version_of
from k8sdsl.project.user_errors import as_user_error
from k8sdsl.server.check import opened_lists
from k8sdsl.watching import forget, recorded, unrecorded

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from types import TracebackType

    from k8sdsl.finding import Finding
    from k8sdsl.pipeline import Built

T = TypeVar("T")


class ServedProject:
    """The targets of a page and everything that is made of them, until a file changes.

    `find_targets` names the targets; `cluster` is the path of the objects of the cluster, if one was named. Only the
    thread of the worker uses it.
    """

    def __init__(
        self,
        root: Path,
        find_targets: Callable[[], Sequence[str]],
        *,
        cluster: str | None = None,
        kube_version: str | None = None,
    ) -> None:
        self.root = root
        self._find_targets = find_targets
        self._cluster = cluster
        self._kube_version = kube_version
        self._made: dict[Hashable, tuple[Any, Exception | None, TracebackType | None]] = {}
        self._lasting: dict[Hashable, Any] = {}
        self._built: dict[str, None] = {}

    def prepare(self) -> None:
        """Builds the first target, which a page shows first, and those outside of the project, to know their files."""
        with suppress(Exception):  # an error is raised where the target is shown
            first, *others = self.targets()
            for target in [first, *(one for one in others if _is_outside(one, self.root))]:
                with suppress(Exception):
                    self.built(target)

    def change(self, files: frozenset[str]) -> None:
        """Drops what was made and the modules that changed files reach, and builds again what was shown.

        An error of that is raised where the target is shown.
        """
        forget(files)
        shown = list(self._built)
        self._made.clear()
        self._built.clear()
        for target in shown:
            with suppress(Exception):
                self.built(target)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made once until the next change; if it raises an error, so does every call."""
        if key not in self._made:
            try:
                with recorded(self.root):
                    self._made[key] = make(), None, None
            except Exception as error:  # noqa: BLE001 - it is raised again below
                self._made[key] = None, error, error.__traceback__
            except BaseException as error:  # noqa: BLE001 - no interrupt reaches this thread: the project raised it
                self._made[key] = None, as_user_error(error, self.root), None
        made, raised, trace = self._made[key]
        if raised is not None:
            raise raised.with_traceback(trace)  # without the frames of earlier calls
        return cast("T", made)

    def always(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made once: no change of a file reaches it, so that what it reads is not followed."""
        if key not in self._lasting:
            with unrecorded(self.root):
                self._lasting[key] = make()
        return cast("T", self._lasting[key])

    @property
    def kube_version(self) -> str:
        """The version of Kubernetes to check for."""
        return self._kube_version or kube_version_of(self.root)

    def targets(self) -> Sequence[str]:
        """The names of the targets."""
        return self.once("targets", self._find_targets)

    def require(self, target: str) -> None:
        """LoadError if there is no such target: a page names no path of its own."""
        names = self.targets()
        if target not in names:
            raise LoadError(
                f"there is no overlay {target!r}", remedy=f"choose one of {', '.join(names)}", code="project/no-overlay"
            )

    def built(self, target: str) -> Built:
        """A target with everything that is wrong between its objects; placeholders are used for secrets."""
        return self._build_once(target)[0]

    def _build_once(self, target: str) -> tuple[Built, list[str]]:
        self._built[target] = None
        return self.once(("built", target), lambda: self._build(target))

    def _build(self, target: str) -> tuple[Built, list[str]]:
        with placeholders(target) as unset:
            built = build_manifests(target, kube_version=self.kube_version, whole=True, blame=False)
        return built, unset

    def objects(self, target: str) -> ManifestSet:
        """The objects of a target, each item of a list by itself."""
        return self.once(("objects", target), lambda: opened_lists(self.built(target).manifests))

    def findings(self, target: str) -> Sequence[Finding]:
        """What `k8sdsl check` finds in a target, with policies and its cluster, and the warnings of the build."""
        return self.once(("findings", target), lambda: self._check(target))

    def _check(self, target: str) -> list[Finding]:
        (built, unset), cluster = self._build_once(target), self.cluster(target)
        with placeholders():
            found = check_built(built, kube_version=self.kube_version, cluster=cluster, name=target)
        warnings = [as_finding(warning, warning=True) for warning in built.warnings]
        return list(dict.fromkeys([*warnings, *found, *unset_notes(unset)]))

    def cluster(self, target: str) -> Path | None:
        """The file or directory with the objects of the cluster of a target."""
        return Path(self._cluster) if self._cluster is not None else self.built(target).cluster

    def there(self, target: str) -> ManifestSet:
        """The objects of the cluster of a target."""
        cluster = self.cluster(target)
        if cluster is None:
            return ManifestSet()
        return self.once(("there", cluster), lambda: opened_lists(ManifestSet(read_manifests(cluster))))


def _is_outside(target: str, root: Path) -> bool:
    path = Path(target)
    return path.is_dir() and not real_path(path).is_relative_to(real_path(root))
