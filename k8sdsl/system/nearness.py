"""Which name was probably meant by one that nothing has: close enough to be sure that it is not another object."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SEPARATORS = str.maketrans("._/", "---")
_KIND_WORDS = {
    "Service": frozenset(("service", "services", "svc", "servicio")),
    "Secret": frozenset(("secret", "secrets")),
    "ConfigMap": frozenset(("configmap", "config", "cm", "cfg", "conf", "configuration", "settings")),
    "PersistentVolumeClaim": frozenset(("pvc", "claim", "persistentvolumeclaim")),
    "ServiceAccount": frozenset(("sa", "serviceaccount")),
}
"""Words in names that only say which kind an object has; of other kinds it is the kind itself."""
_SAME_AS = {**dict.fromkeys(("cert", "certificate", "crt"), "tls"), "gw": "gateway"}
"""Words for the same."""
_SAYS_NOTHING = frozenset(("name", "my", "the", "example"))
"""Words of placeholders: names of nothing else are not compared by their words."""
_FAMILY = 20
"""So many names that differ in one part are siblings (`tenant-a`, `tenant-b`): another name is not a slip."""


def is_slip(name: str, other: str) -> bool:
    """Whether two names are the same but for a slip: a typing error, capitals, order or separators."""
    one, two = _parts(name), _parts(other)
    if name == other or sorted(one) == sorted(two) or "".join(one) == "".join(two):
        return name != other
    if len(one) != len(two):
        return False
    differing = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
    return len(differing) == 1 and _is_typo(*differing[0])


def same_but_for_kind(name: str, other: str, kind: str) -> bool:
    """Whether two names of a kind are the same but for words that tell the kind: `mariadb` and `mariadb-service`."""
    bare = _bare(name, kind)
    return name != other and not _SAYS_NOTHING.issuperset(bare) and bare == _bare(other, kind)


def extends(name: str, other: str) -> bool:
    """Whether one of two names is the other with words more at one end: `shop` and `shop-web`."""
    one, two = sorted((_parts(name), _parts(other)), key=len)
    return bool(one) and len(one) < len(two) and (two[: len(one)] == one or two[-len(one) :] == one)


class NameIndex:
    """Names by what a slip leaves of them, so that the near ones are found without comparing with every name.

    `kind` is that of the objects whose names they are; other words, such as the values of labels, have none.
    """

    __slots__ = ("_by_key", "_kind", "visits")

    def __init__(self, names: Iterable[str], kind: str = "") -> None:
        self._by_key: dict[tuple[object, ...], list[str]] = {}
        self._kind = kind
        self.visits = 0
        for name in dict.fromkeys(names):
            for key in _keys(name, kind):
                self._by_key.setdefault(key, []).append(name)

    def slips(self, name: str) -> list[str]:
        """The names that `name` is a slip for, sorted."""
        return sorted({one for one in self._candidates(name) if is_slip(name, one)})

    def same_words(self, name: str) -> list[str]:
        """The names that are the same as `name` but for words that say the kind, sorted."""
        return sorted({one for one in self._candidates(name) if same_but_for_kind(name, one, self._kind)})

    def _candidates(self, name: str) -> Iterator[str]:
        for key in _keys(name, self._kind):
            found = self._by_key.get(key, ())
            if len(found) <= _FAMILY:
                self.visits += len(found)
                yield from found


def _keys(name: str, kind: str) -> Iterator[tuple[object, ...]]:
    """What two names have in common if one is a slip for the other, or says the same."""
    parts = _parts(name)
    yield "parts", *sorted(parts)
    yield "joined", "".join(parts)
    yield "bare", *_bare(name, kind)
    for position in range(len(parts)):
        yield "but", position, *parts[:position], None, *parts[position + 1 :]


def _parts(name: str) -> list[str]:
    return [part for part in name.lower().translate(_SEPARATORS).split("-") if part]


def _bare(name: str, kind: str) -> list[str]:
    """The words of a name without those that tell its kind, sorted."""
    plain = kind.partition(".")[0]
    words = _KIND_WORDS.get(plain) or (plain.lower(),)
    return sorted(_SAME_AS.get(part, part) for part in _parts(name) if part not in words)


def _is_typo(one: str, two: str) -> bool:
    """Whether two words differ by one or two keys, in letters and not in numbers that tell siblings apart.

    Of short words (`app`, `api`) only slips that make no other word count: the wrong letter doubled, or two swapped.
    """
    length = min(len(one), len(two))
    if length < 3 or _digits(one) != _digits(two):
        return False
    if _undoubled(one) == _undoubled(two) or (sorted(one) == sorted(two) and edits(one, two, 2) == 1):
        return True
    return length >= 5 and edits(one, two, 3) <= (2 if length >= 8 else 1)


def _undoubled(word: str) -> str:
    return "".join(letter for letter, before in zip(word, f" {word}", strict=False) if letter != before)


def _digits(word: str) -> str:
    return "".join(letter for letter in word if letter.isdigit())


def edits(one: str, two: str, limit: int) -> int:
    """How many letters were added, dropped, changed or swapped with their neighbour; `limit` at most."""
    if abs(len(one) - len(two)) >= limit:
        return limit
    before: list[int] = []
    last = list(range(len(two) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(two, start=1):
            cost = min(row[-1] + 1, last[j] + 1, last[j - 1] + (a != b))
            if before and j > 1 and a == two[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last[-1], limit)
