"""The parts of a review: what several environments have in common is in one section, which names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from attrs import evolve

from k8sdsl.diff.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from k8sdsl.diff.difference import ObjectChange
    from k8sdsl.finding import Finding
    from k8sdsl.identity import ObjectRef
    from k8sdsl.views.pictures.picture import Picture
    from k8sdsl.views.review.review import EnvironmentReview, QuotaChange

    _Holder = tuple[str, ...]

_One = TypeVar("_One")


class ShownPicture(NamedTuple):
    """The picture of a view of an environment."""

    environment: str
    view: str
    picture: Picture

    @property
    def title(self) -> str:
        """`prod: traffic`."""
        return f"{self.environment or 'objects'}: {self.view}"


class Section(NamedTuple):
    """What exactly the environments `names` have in common, and pictures of some of them."""

    names: tuple[str, ...]
    difference: Difference
    new_findings: tuple[Finding, ...]
    fixed_findings: tuple[Finding, ...]
    quotas: tuple[QuotaChange, ...]
    pictures: tuple[ShownPicture, ...]

    @property
    def title(self) -> str:
        """The names of the environments; empty if the objects are of none."""
        return ", ".join(filter(None, self.names))


def sections_of(environments: Sequence[EnvironmentReview]) -> list[Section]:
    """The sections of all environments, those of the most environments first.

    Environments have a change or finding in common if it differs in the namespace of the object at most.
    """
    changes = _shared({one.name: one.difference.objects for one in environments}, _of_any_namespace)
    new = _shared({one.name: one.new_findings for one in environments}, _found_anywhere)
    fixed = _shared({one.name: one.fixed_findings for one in environments}, _found_anywhere)
    quotas = _shared({one.name: one.quotas for one in environments}, lambda quota: quota)
    place = {one.name: number for number, one in enumerate(environments)}
    every = sorted({*changes, *new, *fixed, *quotas}, key=lambda names: (-len(names), [place[name] for name in names]))
    pictures = _pictures(environments, every)
    return [
        Section(
            names,
            Difference(tuple(changes.get(names, ()))),
            tuple(new.get(names, ())),
            tuple(fixed.get(names, ())),
            tuple(quotas.get(names, ())),
            tuple(pictures.get(names, ())),
        )
        for names in every
    ]


def section_of(one: EnvironmentReview) -> Section:
    """All of one environment as a section."""
    found = one.new_findings, one.fixed_findings, one.quotas
    return Section((one.name,), one.difference, *found, tuple(_shown(one)))


def _shared(
    by_environment: Mapping[str, Iterable[_One]], anywhere: Callable[[_One], _One]
) -> dict[_Holder, list[_One]]:
    """What is the same in some environments, by their names; `anywhere` removes what may differ.

    If an environment itself has a thing in two namespaces, nothing may differ.
    """
    alike: dict[str, list[tuple[str, _One]]] = {}
    for name, ones in by_environment.items():
        for one in ones:
            alike.setdefault(repr(anywhere(one)), []).append((name, one))
    found: dict[_Holder, list[_One]] = {}
    for same in alike.values():
        names = tuple(name for name, _ in same)
        equal: dict[str, list[tuple[str, _One]]] = {}
        for name, one in same:
            equal.setdefault(repr(one), []).append((name, one))
        if len(equal) > 1 and len({*names}) == len(names):
            found.setdefault(names, []).append(anywhere(same[0][1]))
            continue
        for each in equal.values():
            found.setdefault(tuple(dict.fromkeys(name for name, _ in each)), []).append(each[0][1])
    return found


def _of_any_namespace(change: ObjectChange) -> ObjectChange:
    before, after = change.before, change.after
    if before is not None and after is not None and before.namespace != after.namespace:
        return change
    return evolve(change, before=before and _anywhere(before), after=after and _anywhere(after))


def _found_anywhere(finding: Finding) -> Finding:
    return finding.replace(ref=_anywhere(finding.ref))


def _anywhere(ref: ObjectRef) -> ObjectRef:
    return ref._replace(namespace="")


def _pictures(environments: Sequence[EnvironmentReview], every: Sequence[_Holder]) -> dict[_Holder, list[ShownPicture]]:
    """The pictures of each environment in its section of the fewest; those of environments that change alike once."""
    found: dict[_Holder, list[ShownPicture]] = {}
    seen: set[tuple[_Holder, ...]] = set()
    for one in environments:
        own = tuple(names for names in every if one.name in names)
        if own and own not in seen:
            seen.add(own)
            found.setdefault(own[-1], []).extend(_shown(one))
    return found


def _shown(one: EnvironmentReview) -> Iterator[ShownPicture]:
    return (ShownPicture(one.name, view, picture) for view, picture in one.pictures.items())
