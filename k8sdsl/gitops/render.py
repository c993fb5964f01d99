"""From one environment to its files, and from many at once, on several processors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError, SecretError
from k8sdsl.finding import Suppressed
from k8sdsl.gitops.order.dependencies import Facts, facts_of
from k8sdsl.gitops.rendered import Rendered
from k8sdsl.gitops.secrets.plaintext import has_plaintext, is_plaintext, refuse
from k8sdsl.gitops.tree.layout import emit_file, layout_named, place
from k8sdsl.gitops.tree.plan import File
from k8sdsl.gitops.tree.state import hash_of
from k8sdsl.identity import ObjectRef
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.names import find_root
from k8sdsl.project.processes import in_processes
from k8sdsl.project.settings import accepted
from k8sdsl.yaml.reader import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.gitops.cache.render_cache import RenderCache
    from k8sdsl.gitops.declaration import GitOps
    from k8sdsl.manifest import Manifest
    from k8sdsl.pipeline import Built
    from k8sdsl.tree import Tree


def render(environment: str, declaration: GitOps) -> Rendered:
    """One environment, built, checked and laid out as files; errors of the user are part of the result."""
    try:
        built = build_manifests(environment, kube_version=declaration.kube_version)
        return _laid_out(environment, built, declaration)
    except K8sdslError as error:
        return Rendered(environment=environment, error=error, failed=True)


def _laid_out(environment: str, built: Built, declaration: GitOps) -> Rendered:
    manifests = list(built.manifests)
    reported = list(guards(manifests, declaration))
    guarded, suppressed = accepted(reported, find_root(Path.cwd())) if reported else ([], Suppressed())
    suppressed += built.suppressed or Suppressed()
    findings = (*guarded, *built.findings)
    if built.failed or any(finding.is_error for finding in guarded):
        return Rendered(
            environment=environment, findings=findings, warnings=built.warnings, suppressed=suppressed, failed=True
        )
    trees = [manifest.tree for manifest in manifests]
    facts = facts_of(trees) if declaration.controller is not None else Facts()  # only a controller needs them
    fingerprints = _seal(trees, declaration)
    if declaration.controller is not None:
        declaration.controller.annotate(trees)
    placed = place(layout_named(declaration.layout), trees)
    files = {path: _file(members, fingerprints) for path, members in placed.items()}
    return Rendered(
        environment=environment,
        files=files,
        findings=findings,
        warnings=built.warnings,
        facts=facts,
        count=len(trees),
        suppressed=suppressed,
    )


def guards(manifests: Sequence[Manifest], declaration: GitOps, *, sealed: bool = False) -> Iterator[Finding]:
    """What must not go into a tree: plaintext that will not be sealed, and what the controller would change."""
    seals = declaration.secrets is not None and not sealed
    yield from refuse(manifest for manifest in manifests if not (seals and is_plaintext(manifest.tree)))
    if declaration.controller is not None:
        yield from declaration.controller.examine(manifests)
    elif declaration.substituted:
        from k8sdsl.gitops.substitution import guard

        yield from guard(manifests)


def _seal(trees: list[Tree], declaration: GitOps) -> dict[int, str]:
    """Replaces every plaintext Secret; returns the fingerprints by identity of the new tree."""
    fingerprints: dict[int, str] = {}
    sealing = declaration.secrets
    for position, tree in enumerate(trees):
        if sealing is not None and is_plaintext(tree):
            fingerprint = sealing.fingerprint(tree)
            trees[position] = sealing.seal(tree)
            if has_plaintext(trees[position]):
                raise SecretError(
                    f"{ObjectRef.of(tree)} has secret values outside `data` and `stringData`",
                    code="secret/outside-data",
                )
            fingerprints[id(trees[position])] = fingerprint
    return fingerprints


def _file(trees: list[Tree], fingerprints: Mapping[int, str]) -> File:
    marks = [fingerprints[id(tree)] for tree in trees if fingerprints.get(id(tree))]
    if marks:  # the file may contain more than what is encrypted
        marks.append(hash_of(emit_file([_legible(tree) if id(tree) in fingerprints else tree for tree in trees])))
    return File(emit_file(trees), tuple(identity_of(tree) for tree in trees), fingerprint=" ".join(marks))


def _legible(tree: Tree) -> Tree:
    """The parts of an encrypted Secret that are not encrypted."""
    return {key: value for key, value in tree.items() if key not in {"data", "stringData", "sops"}}


def identity_of(tree: Tree) -> str:
    """An object as one string: `apps/v1/Deployment/namespace/name`, with an empty namespace for cluster-scoped ones."""
    ref = ObjectRef.of(tree)
    return f"{ref.api_version}/{ref.kind}/{ref.namespace}/{ref.name}"


def render_all(
    environments: Sequence[str],
    declaration: GitOps,
    *,
    jobs: int = 1,
    progress: Callable[[Rendered], None] | None = None,
    cache: RenderCache | None = None,
    elsewhere: Callable[[Sequence[str]], Iterator[Rendered]] | None = None,
) -> list[Rendered]:
    """The environments in their order, by `jobs` processes or `elsewhere`; `progress` is called for each that is done.

    Those that the `cache` has are not rendered.
    """

    def one(environment: str) -> Rendered:
        if cache is None:
            return render(environment, declaration)
        return cache.render(environment, lambda name: render(name, declaration))

    done = {} if cache is None else cache.hits(environments)
    missing = [environment for environment in environments if environment not in done]
    if progress is not None:
        for rendered in done.values():
            progress(rendered)
    with Memory():
        for rendered in in_processes(one, missing, jobs) if elsewhere is None else elsewhere(missing):
            done[rendered.environment] = rendered
            if progress is not None:
                progress(rendered)
    return [done[environment] for environment in environments]
