"""The pipeline: load a target, apply its layers, check the objects, emit them."""

from __future__ import annotations

import os
from os import PathLike

from k8sdsl.errors import CheckError, K8sdslError
from k8sdsl.identity import split_api_version
from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.lazy import load_module
from k8sdsl.manifest import ManifestSet
from k8sdsl.project.names import is_kustomization, is_overlay, root_of

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from k8sdsl.cluster.declaration import ClusterLike
    from k8sdsl.finding import Finding, Suppressed
    from k8sdsl.overlay.declaration import Overlay
    from k8sdsl.policies.further import Further
    from k8sdsl.server.check import Checked
    from k8sdsl.stack import Stack
    from k8sdsl.system.externals import External
    from k8sdsl.tracing.tracer import Tracer
    from k8sdsl.tree import Tree

    BuildTarget = Overlay | Stack | str | PathLike[str]


class Built:
    """The result of a build: the objects in order, the findings, and whether findings stop it.

    `warnings` are the entries of kustomization directories that match nothing, which kustomize ignores silently.
    `checked` has the counts, and the notes about objects that could not be checked; it is None without a check. `root`
    is the directory of the project, `suppressed` counts the findings that it accepts, and
    `declared` is the overlay or stack if it is Python. `externals` are the objects outside of the set that it refers
    to, if the whole set was checked. `again` builds once more while a tracer looks on; `is_blamed` if that was done for
    the findings.
    """

    __slots__ = (
        *("_root", "again", "checked", "declared", "externals", "findings", "is_blamed", "manifests"),
        *("strict", "suppressed", "warnings"),
    )

    def __init__(self, manifests: ManifestSet, warnings: Iterable[K8sdslError], *, strict: bool) -> None:
        self.manifests = manifests
        self.warnings = tuple(warnings)
        self.strict = strict
        self.again: Callable[[Tracer], ManifestSet]
        self._root = ""
        self.checked: Checked | None = None
        self.externals: list[External] = []
        self.declared: Overlay | Stack | None = None
        self.findings: tuple[Finding, ...] = ()
        self.is_blamed = False
        self.suppressed: Suppressed | None = None

    @property
    def root(self) -> Path:
        """The directory of the project."""
        from pathlib import Path

        return Path(self._root)

    @root.setter
    def root(self, folder: str) -> None:
        self._root = folder

    @property
    def failed(self) -> bool:
        """Whether the result must not be written."""
        return self.strict and any(finding.is_error for finding in self.findings)

    @property
    def cluster(self) -> Path | None:
        """The file or directory that the overlay names as its cluster."""
        named: str | PathLike[str] | None = getattr(self.declared, "cluster", None)
        if named is None or self.declared is None:
            return None
        from pathlib import Path

        return Path(self.declared.file).absolute().parent / named

    def blamed(self, findings: list[Finding]) -> list[Finding]:
        """Findings about the objects, with the places of the patches and fields that caused them."""
        return findings if self.declared is None else _blamed(findings, self.manifests, self.declared)

    def emit(self, form: str = "yaml", manifests: ManifestSet | None = None, *, unchanged: bool = False) -> str:
        """The objects, or some of them, as text of a format; those of a directory in the very bytes of kustomize.

        If the objects are `unchanged` since the build, what their check found out about them makes it faster.
        """
        options: dict[str, Any] = {"as_kustomize": True} if form == "yaml" and not self.strict else {}
        chosen = self.manifests if manifests is None else manifests
        if unchanged and form == "yaml" and chosen is self.manifests and self.checked is not None:
            options["outlines"], self.checked.outlines = self.checked.outlines, []
        text: str = load_module(f"k8sdsl.emitters.{form}").emit((manifest.tree for manifest in chosen), **options)
        return text


def build(target: BuildTarget, *, kube_version: str = DEFAULT, load_restrictor: str = "root") -> str:
    """The YAML stream of an overlay or stack, of a named overlay, or of a Python file or kustomization directory.

    Raises CheckError if the objects of a Python overlay or stack violate a rule, and other K8sdslErrors for targets
    that cannot be loaded or applied. `load_restrictor="none"` lets a kustomization read files outside its root.

    Examples:
        >>> from k8sdsl import Overlay, build, k8s
        >>> print(build(Overlay(base=k8s.ConfigMap("settings", data={"level": "info"}), namespace="prod")), end="")
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
          namespace: prod
        data:
          level: info
    """
    made = build_manifests(target, kube_version=kube_version, load_restrictor=load_restrictor)
    if made.failed:
        raise CheckError.of(made.findings)
    return made.emit(unchanged=True)


def build_manifests(
    target: BuildTarget,
    *,
    kube_version: str = DEFAULT,
    load_restrictor: str = "root",
    check: bool = True,
    crds: Iterable[Mapping[str, Any]] = (),
    suppress: bool = True,
    whole: bool = False,
    blame: bool = True,
) -> Built:
    """As `build`, up to the objects and the findings.

    Without `check` there are no findings; without `suppress` also those that the project accepts. `crds` are more
    definitions of custom kinds. With `whole`, everything that is wrong between the objects is found, and not only
    errors. Without `blame`, that and what the project accepts are left to `check_built`, which traces all findings at
    once. Charts are rendered within `helm_allowed`.
    """
    parse_kube_version(kube_version)
    if not isinstance(target, (str, PathLike)):
        root, built = _root_of_python(target), _of_python(target)
    else:
        root, path, member = _find(target)
        # Nothing in a directory is imported, because it can be anyone's.
        built = _of_directory(path, load_restrictor) if os.path.isdir(path) else _of_file(path, root, member)
    built.root = root
    if check:
        built.checked = _check(built.manifests, kube_version, root, crds)
        built.externals = _check_system(built.checked, built.manifests, root, whole=whole, declared=built.declared)
        findings = built.checked.findings
        if blame:
            findings, built.is_blamed = built.blamed(findings), True
        if suppress and blame:
            findings, built.suppressed = _accepted(findings, root, built.manifests)
        built.findings = tuple(findings)
    return built


def _find(target: str | PathLike[str]) -> tuple[str, str, str]:
    """The root of a target's project, the Python file or kustomization directory, and the member of a fleet.

    A kustomization directory may be anyone's: settings and definitions are those of the project that the user is in.
    """
    path = os.fspath(target)
    if not isinstance(target, str) or _is_path(path):
        return root_of(os.getcwd() if os.path.isdir(path) else os.path.abspath(path)), path, ""
    from pathlib import Path

    from k8sdsl.project.names import find_fleet, find_overlay

    root = root_of(os.getcwd())
    fleet = find_fleet(Path(root), path) if "/" in path else None
    file, member = fleet if fleet is not None else (find_overlay(Path(root), path), "")
    return root, str(file), member


def _is_path(target: str) -> bool:
    """Whether a target is the path of a file or directory; the name of an overlay takes precedence over a directory."""
    return target.endswith(".py") or (os.path.isdir(target) and not is_overlay(target))


def _root_of_python(declared: Overlay | Stack) -> str:
    return root_of(os.path.dirname(os.path.abspath(declared.file)))


def _of_file(path: str, root: str, member: str) -> Built:
    """The result of a Python file, or of the member of a fleet in it."""
    from pathlib import Path

    from k8sdsl.project.modules import importable, same_process

    with same_process(), importable(Path(root)):
        return _of_python(_load(Path(path), Path(root), member))


def _load(path: Path, root: Path, member: str) -> Overlay:
    """The overlay that a Python file declares, or one of its fleet."""
    from k8sdsl.overlay.loading import load_member, load_overlay

    return load_member(path, root, member) if member else load_overlay(path, root)


def _of_directory(path: str, load_restrictor: str) -> Built:
    from k8sdsl.kustomize import build_kustomization

    def build(warnings: list[K8sdslError], tracer: Tracer | None = None) -> ManifestSet:
        return build_kustomization(path, load_restrictor=load_restrictor, warnings=warnings, observer=tracer)

    warnings: list[K8sdslError] = []
    built = Built(build(warnings), warnings, strict=False)
    built.again = lambda tracer: build([], tracer)
    return built


def _of_python(declared: Overlay | Stack) -> Built:
    warnings: list[K8sdslError] = []
    built = Built(apply(declared, warnings=warnings), warnings, strict=True)
    built.declared = declared
    built.again = lambda tracer: apply(declared, tracer)
    return built


def apply(
    declared: Overlay | Stack, tracer: Tracer | None = None, *, warnings: list[K8sdslError] | None = None
) -> ManifestSet:
    """The objects of a stack or overlay, those of its bases first, with everything that it declares applied.

    The entries of kustomization directories among the bases that match nothing go to `warnings`.
    """
    from k8sdsl.layers.apply import apply as apply_layer
    from k8sdsl.overlay.layer import layer_of

    warnings = [] if warnings is None else warnings
    return apply_layer(layer_of(declared, warnings), warnings, tracer)


def _check(
    manifests: ManifestSet, kube_version: str, root: str | None, crds: Iterable[Mapping[str, Any]] = ()
) -> Checked:
    """The findings, with some definitions and those in the project's `crds/` as well."""
    from k8sdsl.server.check import check_manifests

    definitions = [*map(dict, crds), *_definitions(manifests, root)]
    return check_manifests(manifests, kube_version=kube_version, crds=definitions)


_REFER_TO_NOTHING = frozenset({"ConfigMap", "LimitRange", "Namespace", "PriorityClass"})
"""Kinds between which nothing can be wrong: a build of only such objects does not load the graph."""


def _check_system(
    checked: Checked,
    manifests: ManifestSet,
    root: str | None,
    *,
    whole: bool,
    declared: Overlay | Stack | None = None,
) -> list[External]:
    """Adds what is wrong between the objects, or the errors of it only; the externals, if all was asked for."""
    if not whole and all(manifest.kind in _REFER_TO_NOTHING for manifest in manifests):
        return []
    from k8sdsl.project.settings import Config, read_config
    from k8sdsl.server.check import by_place, opened_lists
    from k8sdsl.system.check import check_system, find_errors

    opened, config = opened_lists(manifests), read_config(root) if root is not None else Config()
    external, closed = config.external, config.closed
    if declared is not None:
        from k8sdsl.overlay.external import external_of

        external = [*external, *external_of(declared)]
        own = getattr(declared, "closed", None)
        closed = closed if own is None else own
    found: list[Finding]
    externals: list[External] = []
    if whole:
        found, externals = check_system(opened, config.references, external=external, closed=closed)
    else:
        found = find_errors(opened, config.references, external=external, closed=closed)
    checked.findings = by_place([*checked.findings, *found]) if found else checked.findings
    return externals


def _stale(built: Built) -> list[Finding]:
    """Warnings about the entries of the overlay's own `external` that no reference needs."""
    from k8sdsl.overlay.declaration import Overlay

    overlay = built.declared
    if not isinstance(overlay, Overlay) or not overlay.external:
        return []
    from k8sdsl.project.externals import stale

    used = {entry for external in built.externals for entry in external.declared_by}
    places = [overlay.locate("external", index) for index in range(len(overlay.external))]
    return stale(overlay.external, used, file="the overlay", places=places)


def _accepted(findings: list[Finding], root: str, manifests: ManifestSet) -> tuple[list[Finding], Suppressed | None]:
    """The findings, less those that the project at `root` or a call of `accept` accepts, and how many these are."""
    if not findings:
        return findings, None
    from k8sdsl.project.settings import accepted

    return accepted(findings, root, manifests)


def _blamed(findings: list[Finding], manifests: ManifestSet, declared: Overlay | Stack) -> list[Finding]:
    """The findings with the places that set their fields, found by building once more."""
    if not findings:
        return findings
    from pathlib import Path

    from k8sdsl.tracing.tracer import blamed
    from k8sdsl.tracing.uses import with_uses

    found = blamed(findings, manifests, lambda *tracer: apply(declared, *tracer))
    return with_uses(found, declared, Path(_root_of_python(declared)))


def _definitions(manifests: ManifestSet, root: str | None) -> list[Tree]:
    """The definitions in the project's `crds/`, read only if there is an object of a kind that is not built in.

    A folder of that name beside a kustomization belongs to the kustomization, which lists what it uses.
    """
    versions = {version for manifest in manifests if isinstance(version := manifest.tree.get("apiVersion"), str)}
    if root is None or is_kustomization(root) or all(is_builtin_group(split_api_version(one)[0]) for one in versions):
        return []
    from pathlib import Path

    from k8sdsl.project.manifests import read_manifests

    folder = Path(root, "crds")
    return [manifest.tree for manifest in read_manifests(folder)] if folder.is_dir() else []


def check(
    target_or_manifests: BuildTarget | Iterable[Mapping[str, Any]],
    *,
    kube_version: str = DEFAULT,
    crds: Iterable[Mapping[str, Any]] = (),
    cluster: ClusterLike | None = None,
    pod_security: str | None = None,
    policies: Iterable[str] = (),
) -> list[Finding]:
    """The findings of a target of `build`, or of plain trees: each object by itself, then all together.

    `crds` are more definitions of custom kinds. `cluster` is what exists in the cluster: the path of a YAML file, a
    `Cluster`, or objects; an overlay can set its own. With a cluster, objects that it would refuse, not bind or not
    schedule are reported too; without one, those that the quotas, limits and volumes of the set itself affect.
    `pod_security` names a level of the Pod Security Standards (`restricted`, `baseline`, `restricted:v1.28`) that all
    pods must satisfy. `policies` names sets of opinions, single ones, or checks of other linters
    (`kube-linter:latest-tag`) that are evaluated too, in addition to those that the overlay switches on.

    Raises K8sdslError if the target cannot be loaded or applied, and for an unknown level or policy.

    Examples:
        >>> from k8sdsl import Stack, check, k8s
        >>> service = k8s.Service("web", spec=k8s.ServiceSpec(selector={"app": "web"}, ports=[k8s.ServicePort(0)]))
        >>> [(finding.rule, finding.path) for finding in check(Stack("web", [service]))]
        [('core/service-port', 'spec.ports[0].port'), ('core/service-port', 'spec.ports[0].targetPort')]
    """
    from k8sdsl.overlay.declaration import Overlay
    from k8sdsl.stack import Stack, manifest_of

    if isinstance(target_or_manifests, (Overlay, Stack, str, PathLike)):
        crds = list(crds)
        made = build_manifests(target_or_manifests, kube_version=kube_version, crds=crds, whole=True, blame=False)
        return check_built(
            made, kube_version=kube_version, crds=crds, cluster=cluster, pod_security=pod_security, policies=policies
        )
    return check_objects(
        ManifestSet(manifest_of(tree) for tree in target_or_manifests),
        kube_version=kube_version,
        crds=crds,
        cluster=cluster,
        pod_security=pod_security,
        policies=policies,
    )


def check_objects(
    manifests: ManifestSet,
    *,
    kube_version: str = DEFAULT,
    crds: Iterable[Mapping[str, Any]] = (),
    cluster: ClusterLike | None = None,
    pod_security: str | None = None,
    policies: Iterable[str] = (),
) -> list[Finding]:
    """What `check` finds in objects that are of no target; nothing of a project is executed."""
    from k8sdsl.cluster.forecast.concern import check_in_cluster
    from k8sdsl.policies.further import Further
    from k8sdsl.policies.switched_on import SwitchedOn

    definitions = [*map(dict, crds)]
    there = check_in_cluster(manifests, cluster, kube_version=kube_version, crds=definitions)
    checked = _check(manifests, kube_version, None, definitions)
    _check_system(checked, manifests, None, whole=True)
    further = Further(SwitchedOn((), policies, None), pod_security)
    found = further.find(manifests, kube_version=kube_version, server_side=False, crds=definitions)
    return [*checked.findings, *found, *checked.notes(), *there]


def check_built(
    made: Built,
    *,
    kube_version: str = DEFAULT,
    crds: Iterable[Mapping[str, Any]] = (),
    cluster: ClusterLike | None = None,
    pod_security: str | None = None,
    policies: Iterable[str] = (),
    name: str | None = None,
    further: Further | None = None,
    suppress: bool = True,
) -> list[Finding]:
    """What `check` finds in the target of a build, which was made with `whole=True` and better without `blame`.

    With its `name`, also what the policies find that the settings of the project switch on for it. `further` replaces
    `pod_security` and `policies`. Without `suppress`, also what the project accepts.
    """
    from k8sdsl.cluster.forecast.concern import check_in_cluster
    from k8sdsl.project.settings import read_config

    manifests, root, definitions = made.manifests, str(made.root), [*map(dict, crds)]
    found = (further or _further(made, pod_security, policies, name)).find(
        manifests,
        kube_version=kube_version,
        server_side=read_config(root).server_side_apply,
        crds=definitions,
        overlay=name or "",
        declared=made.declared,
    )
    there = made.cluster if cluster is None else cluster
    done, open_ = (made.findings, ()) if made.is_blamed else ((), made.findings)
    there_too = check_in_cluster(manifests, there, kube_version=kube_version, crds=definitions)
    found = [*made.blamed([*open_, *found, *there_too]), *_stale(made)]
    notes = made.checked.notes() if made.checked is not None else ()
    return [*done, *(_accepted(found, root, manifests)[0] if suppress else found), *notes]


def _further(made: Built, pod_security: str | None, policies: Iterable[str], name: str | None) -> Further:
    """The checks that a caller asks for, with the policies of the settings and the project if it has a name for it.

    Nothing of a project is executed for a directory that nobody named as one of its overlays.
    """
    from k8sdsl.policies.further import Further
    from k8sdsl.policies.switched_on import SwitchedOn
    from k8sdsl.project.settings import read_config

    settings = read_config(made.root).policies if name is not None else ()
    root = None if made.declared is None and name is None else made.root
    return Further(SwitchedOn(settings, policies, root), pod_security)


def forecast(
    target_or_manifests: BuildTarget | Iterable[Mapping[str, Any]],
    *,
    cluster: ClusterLike | None = None,
    kube_version: str = DEFAULT,
) -> str:
    """What a cluster would do with a target of `build` or with plain trees, as text.

    How much of its quotas is used with the fewest and the most replicas, which volumes the claims get, and which nodes
    the pods. `cluster` is as for `check`. Raises K8sdslError if the target or the cluster cannot be loaded.

    Examples:
        >>> from k8sdsl import forecast, k8s
        >>> from k8sdsl.blocks import claim
        >>> storage = k8s.PersistentVolumeSpec(
        ...     capacity={"storage": "20Gi"},
        ...     access_modes=["ReadWriteOnce"],
        ...     nfs=k8s.NFSVolumeSource(server="nas", path="/a"),
        ... )
        >>> cluster = [k8s.PersistentVolume("disk", spec=storage)]
        >>> print(forecast([claim("data", "10Gi", storage_class="").to_dict()], cluster=cluster), end="")
        claims
          claim data -> disk, 20Gi for 10Gi requested, 10Gi idle
    """
    from k8sdsl.cluster.forecast.concern import report_on
    from k8sdsl.overlay.declaration import Overlay
    from k8sdsl.stack import Stack, manifest_of

    if isinstance(target_or_manifests, (Overlay, Stack, str, PathLike)):
        made = build_manifests(target_or_manifests, kube_version=kube_version, check=False)
        manifests, cluster = made.manifests, made.cluster if cluster is None else cluster
    else:
        manifests = ManifestSet(manifest_of(tree) for tree in target_or_manifests)
    return report_on(manifests, cluster, kube_version=kube_version)
