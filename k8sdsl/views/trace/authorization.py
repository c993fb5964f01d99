"""AuthorizationPolicies of Istio before the pods of a workload: a policy that denies, or policies that do not allow.

Answers for the order of Istio: `DENY` before `ALLOW`, and without a policy that allows everything is allowed. What
cannot be known of a request, such as its token, counts for the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.tree import get, map_of, maps
from k8sdsl.views.trace.mesh import ROOT, is_in_mesh
from k8sdsl.views.trace.steps import matches, namespace_of, place_of, spec_of, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest
    from k8sdsl.views.trace.steps import TracedObjects, TracedPods


class Denial(NamedTuple):
    """Why the mesh answers with 403, where that is written, and what to change."""

    what: str
    place: Source | None
    remedy: str


def denial(
    objects: TracedObjects, source: TracedPods | None, target: TracedPods, port: int, path: str | None
) -> Denial | None:
    """Why the AuthorizationPolicies of pods deny a request; `path` is None if it is not known."""
    if not is_in_mesh(target.peer):
        return None
    own = [one for one in objects.of("AuthorizationPolicy") if _applies(one, target)]
    asks = _MeshRequest(source, port, path, [one for one in objects.senders if one.namespace == target.namespace])
    for policy in own:
        if spec_of(policy).get("action") == "DENY" and any(asks.fits(rule) is True for rule in _rules(policy)):
            remedy = f"exclude the request from the rules of AuthorizationPolicy/{policy.name}"
            return _denied([policy], f"AuthorizationPolicy/{policy.name} denies it", remedy)
    allowing = [one for one in own if spec_of(one).get("action") in (None, "ALLOW")]
    if not allowing or any(asks.fits(rule) is not False for one in allowing for rule in _rules(one)):
        return None
    names = " and ".join(f"AuthorizationPolicy/{one.name}" for one in allowing[:3])
    remedy = f"add to `rules` of AuthorizationPolicy/{allowing[0].name}: `{asks.rule()}`"
    return _denied(allowing, f"no rule of {names} allows it", remedy)


def _denied(policies: list[Manifest], why: str, remedy: str) -> Denial:
    return Denial(f"the proxy of the mesh answers with 403, because {why}", place_of(policies[0], ("spec",)), remedy)


def _applies(policy: Manifest, target: TracedPods) -> bool:
    """Whether a policy is for pods: those of its namespace or, in the root namespace, of all, which it selects."""
    if namespace_of(policy) not in {target.namespace, ROOT} or spec_of(policy).get("targetRefs"):
        return False
    return matches(map_of(get(spec_of(policy), ("selector", "matchLabels"))), target.peer.labels)


def _rules(policy: Manifest) -> list[dict[str, Any]]:
    return maps(spec_of(policy).get("rules"))


class _MeshRequest:
    """A request as rules see it; an answer of None stands for what is not known.

    A request from outside comes by a gateway, which can be any pods but those `beside` the target.
    """

    def __init__(self, source: TracedPods | None, port: int, path: str | None, beside: Iterable[TracedPods]) -> None:
        self._source, self._port, self._path = source, port, path
        self._accounts = {_account(one) for one in beside}

    def fits(self, rule: dict[str, Any]) -> bool | None:
        """Whether a rule is for the request: one entry of each part, and every condition."""
        parts = [
            _any([self._from(map_of(one.get("source"))) for one in maps(rule.get("from"))]),
            _any([self._to(map_of(one.get("operation"))) for one in maps(rule.get("to"))]),
            None if rule.get("when") else True,
        ]
        return False if False in parts else None if None in parts else True

    def rule(self) -> str:
        """The rule that would allow the request."""
        if self._source is None:
            return f'{{to: [{{operation: {{ports: ["{self._port}"]}}}}]}}'
        return f"{{from: [{{source: {{principals: [{_account(self._source)}]}}}}]}}"

    def _from(self, source: dict[str, Any]) -> bool | None:
        known: dict[str, Callable[[str], bool | None]] = {"principals": self._is_account, "namespaces": self._is_place}
        return _all([_listed(source, field, known) for field in source])

    def _to(self, operation: dict[str, Any]) -> bool | None:
        known: dict[str, Callable[[str], bool | None]] = {
            "ports": lambda text: text == str(self._port),
            "paths": lambda text: None if self._path is None else _fits(text, self._path),
            "methods": lambda text: None if self._path is None else _fits(text, "GET"),
        }
        return _all([_listed(operation, field, known) for field in operation])

    def _is_account(self, text: str) -> bool | None:
        if self._source is not None:
            return is_in_mesh(self._source.peer) and _fits(text, _account(self._source))
        return text == "*" or (False if text in self._accounts else None)

    def _is_place(self, text: str) -> bool | None:
        if self._source is not None:
            return is_in_mesh(self._source.peer) and _fits(text, self._source.namespace)
        return True if text == "*" else None


def _listed(held: dict[str, Any], field: str, known: dict[str, Callable[[str], bool | None]]) -> bool | None:
    """Whether one of the values of a field holds, or none of those of `notField`."""
    name = field if field in known else f"{field[3:4].lower()}{field[4:]}" if field.startswith("not") else ""
    if name not in known:
        return None
    found = _any([known[name](text) for text in words(held.get(field))])
    return found if name == field or found is None else not found


def _any(answers: list[bool | None]) -> bool | None:
    """Whether one of some answers is yes; without any, all is allowed."""
    return True if not answers or True in answers else None if None in answers else False


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _account(pods: TracedPods) -> str:
    """The identity of pods in the mesh."""
    name = get(pods.pod, ("spec", "serviceAccountName")) or "default"
    return f"cluster.local/ns/{pods.namespace}/sa/{name}"


def _fits(pattern: str, text: str) -> bool:
    """Whether a value of a rule is that of the request: all of it, a beginning (`/api*`) or an end (`*.html`)."""
    if pattern.endswith("*"):
        return text.startswith(pattern[:-1])
    return text.endswith(pattern[1:]) if pattern.startswith("*") else text == pattern
