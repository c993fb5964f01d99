"""What differs from another overlay or from a Git revision, with its effects, findings, quotas and picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cluster.declaration import Cluster
from k8sdsl.diff.pairs import between_environments
from k8sdsl.diff.places import places_of
from k8sdsl.diff.revision import inside, revision
from k8sdsl.errors import K8sdslError
from k8sdsl.gitops.repository.git import Git, refuse_option
from k8sdsl.gitops.secrets.values import placeholders
from k8sdsl.project.names import is_overlay
from k8sdsl.serve.forms import suggestions
from k8sdsl.views.escaped import escaped
from k8sdsl.views.review.as_html import STYLE as REVIEW
from k8sdsl.views.review.as_html import environment_html
from k8sdsl.views.review.review import review_change

if TYPE_CHECKING:
    from k8sdsl.diff.places import FindingPlaces
    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.tab_request import TabRequest
    from k8sdsl.tree import Tree
    from k8sdsl.views.review.review import EnvironmentReview

TITLE = "Difference"
STYLE = f".difference{{{REVIEW}}}"
LAST = "HEAD"


def show(project: ServedProject, request: TabRequest) -> str:
    """The form, and the difference from the last commit or from what it names."""
    other = request.field("with", LAST)
    others = [name for name in project.targets() if name != request.target]
    form = (
        '<form class="tools"><label>Compare with <input id="with" name="with" list="known-with" '
        f'value="{escaped(other)}" placeholder="an overlay or a Git revision"></label>'
        f'<button type="submit">Compare</button>{suggestions("known-with", [LAST, *others])}</form>'
    )
    try:
        key = ("difference", request.target, other)
        review = project.once(key, lambda: _review(project, request.target, other))
    except K8sdslError as error:
        return form + request.failure(error)
    if not review.difference:
        return f"{form}<p>{escaped(request.target)} is the same as in {escaped(other)}.</p>"
    return f'{form}<div class="difference">{"".join(environment_html(review, "change-"))}</div>'


def _review(project: ServedProject, target: str, other: str) -> EnvironmentReview:
    after = [manifest.tree for manifest in project.built(target).manifests]
    with placeholders():
        before, places = _before(project, target, other, after)
    cluster = project.cluster(target)
    given = Cluster.of(cluster) if cluster is not None else None
    here = places_of(project.findings(target))
    return review_change(f"{other} to {target}", before, after, given, places=(places, here))


def _before(project: ServedProject, target: str, other: str, after: list[Tree]) -> tuple[list[Tree], FindingPlaces]:
    """The objects to compare with, and the places of their findings.

    Those of another overlay are moved to the namespaces of the target.
    """
    if other in project.targets():
        trees = [manifest.tree for manifest in project.built(other).manifests]
        moved = [one.old for one in between_environments(trees, after) if one.old is not None]
        return moved, places_of(project.findings(other))
    commit = Git(project.root).resolve(refuse_option(other, "a revision")) or other
    is_path = Path(target).exists() and not is_overlay(target)
    within = inside(project.root, target) if is_path else target
    return project.always(("revision", commit, within), lambda: _of_revision(project.root, commit, within))


def _of_revision(root: Path, commit: str, within: str) -> tuple[list[Tree], FindingPlaces]:
    found = revision(root, commit, [within], lenient=True, places=True)
    every = {key: place for own in found.places.values() for key, place in own.items()}
    return [tree for trees in found.side.values() for tree in trees], every
