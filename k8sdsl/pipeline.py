"""The pipeline on one screen: load, apply, check, emit."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from k8sdsl.emitters import yaml
from k8sdsl.errors import CheckError
from k8sdsl.kube.install_order import install_rank
from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.manifest import ManifestSet
from k8sdsl.overlay.declaration import Overlay
from k8sdsl.overlay.gathering import Gathering
from k8sdsl.overlay.loading import load_overlay
from k8sdsl.project.manifests import read_manifests
from k8sdsl.project.modules import importable
from k8sdsl.project.names import find_fleet, find_overlay, find_root, is_overlay
from k8sdsl.stack import Stack, manifest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.errors import K8sdslError
    from k8sdsl.finding import Finding
    from k8sdsl.layers.tracer import Tracer
    from k8sdsl.server.check import Checked
    from k8sdsl.tree import Tree

    Target = Overlay | Stack | str | PathLike[str]


@frozen
class Built:
    """What a build made: the objects in order, what the checks found, and whether findings are to stop it.

    `warnings` are what a kustomization directory asks for and does not meet, where kustomize is silent. `checked` has
    the counts, and the notes about objects that could not be judged; it is None without a check.
    """

    manifests: ManifestSet
    findings: tuple[Finding, ...] = ()
    warnings: tuple[K8sdslError, ...] = ()
    strict: bool = True
    checked: Checked | None = None

    @property
    def failed(self) -> bool:
        """Whether nothing of it may be written."""
        return self.strict and any(finding.is_error for finding in self.findings)


def build(target: Target, *, kube_version: str = DEFAULT, load_restrictor: str = "root") -> str:
    """The YAML stream of an overlay or stack, of the overlay of a name, or of a Python file or kustomization directory.

    Raises CheckError where the objects of a Python overlay or stack break a rule, and other K8sdslErrors for what
    cannot be loaded or applied. `load_restrictor="none"` lets a kustomization read files outside its root.
    """
    made = build_manifests(target, kube_version=kube_version, load_restrictor=load_restrictor)
    if made.failed:
        raise CheckError(made.findings)
    return yaml.emit(manifest.tree for manifest in made.manifests)


def build_manifests(
    target: Target,
    *,
    kube_version: str = DEFAULT,
    load_restrictor: str = "root",
    allow_helm: bool = False,
    check: bool = True,
    suppress: bool = True,
) -> Built:
    """As `build`, up to the objects and the findings.

    `allow_helm` lets a kustomization run the `helm` program for its charts. Without `check` there are no findings;
    without `suppress` also those that the project accepts.
    """
    parse_kube_version(kube_version)
    warnings: list[K8sdslError] = []
    root = root_of(target)
    plan = load(target)
    if isinstance(plan, Path):  # nothing of a kustomization directory is ever importable: it may be anyone's
        manifests = _kustomization(plan, kube_version, load_restrictor, warnings, allow_helm=allow_helm)
    else:
        with nullcontext() if isinstance(target, (Overlay, Stack)) else importable(root):
            manifests = in_order(apply(plan, kube_version=kube_version, warnings=warnings), plan)
    checked = _check(manifests, kube_version, root) if check else None
    findings = tuple(_kept(checked.findings, root, suppress=suppress)) if checked is not None else ()
    if findings and isinstance(plan, Overlay):
        findings = tuple(_blamed(findings, manifests, plan))
    return Built(manifests, findings, tuple(warnings), strict=not isinstance(plan, Path), checked=checked)


def load(target: Target) -> Overlay | Stack | Path:
    """What a target stands for: an overlay or stack, or the path of a kustomization directory."""
    if isinstance(target, (Overlay, Stack)):
        return target
    root = root_of(target)
    if isinstance(target, PathLike) or _is_path(target):
        path = Path(target)
    else:
        fleet = find_fleet(root, target) if "/" in target else None
        if fleet is not None:
            from k8sdsl.overlay.fleet import load_member

            return load_member(fleet[0], root, fleet[1])
        path = find_overlay(root, target)
    return path if path.is_dir() else load_overlay(path, root)


def root_of(target: Target) -> Path:
    """The root of the project that a target belongs to."""
    if isinstance(target, str) and not _is_path(target):
        return find_root(Path.cwd())
    if isinstance(target, Overlay):
        return find_root(Path(target.file).absolute().parent)
    if isinstance(target, Stack):
        return find_root(Path(target.site[0].co_filename).absolute().parent)
    return find_root(Path(target).absolute())


def _is_path(target: str) -> bool:
    """Whether a target is the path of a file or folder; the name of an overlay goes before that of a folder here."""
    return target.endswith(".py") or (Path(target).is_dir() and not is_overlay(target))


def apply(
    plan: Overlay | Stack,
    tracer: Tracer | None = None,
    *,
    kube_version: str = DEFAULT,
    warnings: list[K8sdslError] | None = None,
) -> ManifestSet:
    """The objects of a stack or overlay, its bases' first, with everything done that it declares.

    What a kustomization directory among the bases asks for and does not meet goes to `warnings`.
    """
    return Gathering(plan, tracer, kube_version=kube_version, warnings=warnings).run()


def _blamed(findings: Sequence[Finding], manifests: ManifestSet, overlay: Overlay) -> list[Finding]:
    """The findings with the places that set their fields, told by building once more."""
    from k8sdsl.layers.tracer import blamed

    return blamed(findings, manifests, partial(apply, overlay))


def _kustomization(
    folder: Path, kube_version: str, load_restrictor: str, warnings: list[K8sdslError], *, allow_helm: bool
) -> ManifestSet:
    from k8sdsl.kustomize import build_kustomization

    return build_kustomization(
        folder,
        kube_version=kube_version,
        load_restrictor=load_restrictor,
        allow_helm=allow_helm,
        warnings=warnings,
    )


def in_order(manifests: ManifestSet, plan: Overlay | Stack) -> ManifestSet:
    """The objects in the order that an overlay asks for, by default the one in which a cluster wants them.

    Objects of one rank stay as they were.
    """
    for manifest in manifests:
        manifest.tree = conventional(manifest.tree)
    wanted = plan.sort_options if isinstance(plan, Overlay) else "install"
    if wanted == "install":
        return ManifestSet(sorted(manifests, key=lambda manifest: install_rank(manifest.kind)))
    from k8sdsl.transforms import sort_order

    order = sort_order.SortOrder(wanted) if isinstance(wanted, str) else wanted
    sort_order.apply(manifests, order, [])
    return manifests


_HEAD = ("apiVersion", "kind", "metadata")
_METADATA = ("name", "generateName", "namespace", "labels", "annotations")


def conventional(tree: Tree) -> Tree:
    """The tree with the keys of its head and of its metadata in the order that everyone expects."""
    if tuple(tree)[:3] != _HEAD:
        tree = {**{key: tree[key] for key in _HEAD if key in tree}, **tree}
    metadata = tree.get("metadata")
    if isinstance(metadata, dict) and len(metadata) > 1:
        tree["metadata"] = {**{key: metadata[key] for key in _METADATA if key in metadata}, **metadata}
    return tree


def _check(manifests: ManifestSet, kube_version: str, root: Path | None) -> Checked:
    """What is found with the definitions in the project's `crds/` too."""
    from k8sdsl.server.check import check_manifests

    return check_manifests(manifests, kube_version=kube_version, crds=_definitions(manifests, root))


def _kept(findings: list[Finding], root: Path, *, suppress: bool) -> list[Finding]:
    """The findings, less those that the project at `root` accepts."""
    if findings and suppress:
        from k8sdsl.project.settings import accepted

        return accepted(findings, root)
    return findings


def _definitions(manifests: ManifestSet, root: Path | None) -> list[Tree]:
    """The definitions in the project's `crds/`, read where an object of a kind that is not built in asks for them."""
    if root is None or all(is_builtin_group(manifest.gvk.group) for manifest in manifests):
        return []
    folder = root / "crds"
    return [manifest.tree for manifest in read_manifests(folder)] if folder.is_dir() else []


def check(
    target_or_manifests: Target | Iterable[Mapping[str, Any]],
    *,
    kube_version: str = DEFAULT,
    pod_security: str | None = None,
    policies: Iterable[str] = (),
) -> list[Finding]:
    """The findings of a target of `build`, or of plain trees: each object by itself, then all together.

    `pod_security` names a level of the Pod Security Standards (`restricted`, `baseline`, `restricted:v1.28`) that all
    pods must keep. `policies` names sets of opinions, single ones, or checks of other linters
    (`kube-linter:latest-tag`) that are evaluated too. Raises K8sdslError where the target cannot be loaded or applied,
    and for an unknown level or policy.
    """
    if isinstance(target_or_manifests, (Overlay, Stack, str, PathLike)):
        made = build_manifests(target_or_manifests, kube_version=kube_version)
        findings, manifests, checked = list(made.findings), made.manifests, made.checked
    else:
        manifests = ManifestSet(manifest_of(tree) for tree in target_or_manifests)
        checked = _check(manifests, kube_version, None)
        findings = checked.findings
    findings += checked.notes() if checked is not None else []
    if pod_security is not None:
        from k8sdsl.cluster.pod_security.check import check_pod_security

        findings += check_pod_security(manifests, pod_security, parse_kube_version(kube_version))
    if policies:
        from k8sdsl.policies.judge import judge

        findings += judge(manifests, policies)
    return findings
