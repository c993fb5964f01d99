"""What would change in a cluster if a target were applied; nothing is changed by finding out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from attrs import field, frozen

from k8sdsl.diff.cluster.kubectl_proxy import ConnectionLostError, KubectlProxy
from k8sdsl.diff.cluster.prediction import Prediction, Predictor
from k8sdsl.diff.cluster.resources import Resources
from k8sdsl.diff.difference import Difference, difference_of
from k8sdsl.errors import ClusterError
from k8sdsl.identity import ObjectRef
from k8sdsl.tree import get

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from k8sdsl.tree import Tree

_AT_ONCE = 8
"""Requests at the same time; kubectl itself limits how many it sends in a second."""
_NAMED = 5


@frozen(kw_only=True)
class ClusterComparison:
    """The difference, what could not be compared, and what the user should know about how it was found."""

    difference: Difference = field(factory=Difference)
    errors: Sequence[ClusterError] = ()
    notes: Sequence[str] = ()


def compare_with_cluster(
    trees: Sequence[Tree],
    *,
    context: str = "",
    manager: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> ClusterComparison:
    """The objects that differ from those of the cluster of a context of the user's kubeconfig.

    `manager` is the field manager that will apply them; by default the one that applied each object before. Objects
    that exist only in the cluster are not part of the difference. Raises ClusterError if the cluster cannot be reached;
    a connection that is lost later leaves the difference of what was compared.
    """
    with KubectlProxy(context) as proxy:
        predictor = Predictor(proxy, Resources(proxy), _defined(trees), manager)
        predictions = _predictions(predictor, trees, progress)
    found = [(tree, one) for tree, one in zip(trees, predictions, strict=True) if isinstance(one, Prediction)]
    lost = [(tree, one) for tree, one in zip(trees, predictions, strict=True) if isinstance(one, Exception)]
    before = [one.before for _, one in found if one.before is not None]
    after = [one.after for _, one in found if one.after is not None]
    errors = [ClusterError(f"{_title(tree)} cannot be compared: {one.problem}") for tree, one in found if one.problem]
    if lost:
        errors.append(_lost([tree for tree, _ in lost], len(trees), lost[0][1]))
    return ClusterComparison(difference=difference_of(before, after), errors=errors, notes=list(_notes(found)))


def _predictions(
    predictor: Predictor, trees: Sequence[Tree], progress: Callable[[str], None]
) -> list[Prediction | ConnectionLostError]:
    """The states of all objects; after the connection is lost, no other object is tried."""
    broken: list[ConnectionLostError] = []

    def one(tree: Tree) -> Prediction | ConnectionLostError:
        if broken:
            return broken[0]
        try:
            return predictor.predict(tree)
        except ConnectionLostError as error:
            broken.append(error)
            return error

    done = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for tree, prediction in zip(trees, pool.map(one, trees), strict=True):
            progress(_title(tree))
            done.append(prediction)
    return done


def _defined(trees: Iterable[Tree]) -> set[tuple[str, str]]:
    """Group and kind of the definitions of custom resources."""
    definitions = [tree for tree in trees if tree.get("kind") == "CustomResourceDefinition"]
    return {(str(get(tree, ("spec", "group"))), str(get(tree, ("spec", "names", "kind")))) for tree in definitions}


def _title(tree: Tree) -> str:
    return str(ObjectRef.of(tree))


def _lost(trees: Sequence[Tree], count: int, error: Exception) -> ClusterError:
    named = ", ".join(_title(tree) for tree in trees[:_NAMED])
    more = f" and {len(trees) - _NAMED} more" if len(trees) > _NAMED else ""
    return ClusterError(
        f"the connection to the cluster was lost ({error}), and {len(trees)} of {count} objects were not compared: "
        f"{named}{more}",
        remedy="run the command again: a comparison changes nothing in the cluster",
    )


def _notes(found: Sequence[tuple[Tree, Prediction]]) -> Iterable[str]:
    """What the server refuses or warns about, and which objects had no dry run."""
    for tree, one in found:
        if one.refusal:
            yield f"the server refuses {_title(tree)}: {one.refusal}"
    warned = {warning: tree for tree, one in reversed(found) for warning in one.warnings}
    yield from (f"the server warns about {_title(tree)}: {warning}" for warning, tree in warned.items())
    computed = [one.computed for _, one in found if one.computed]
    if computed:
        objects = "1 object was" if len(computed) == 1 else f"{len(computed)} objects were"
        yield f"{objects} compared without a dry run of the server, by the fields' managers: {computed[0]}"
