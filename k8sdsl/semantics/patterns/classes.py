"""The sets of characters that a pattern can name, and characters that differ in case only (`regexp/syntax`)."""

from __future__ import annotations

from functools import lru_cache

from k8sdsl.semantics.patterns import unicode_tables as tables
from k8sdsl.semantics.patterns.ranges import ANY, Ranges, merged, negated

PERL: dict[str, Ranges] = {
    "d": ((0x30, 0x39),),
    "s": ((0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20)),
    "w": ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)),
}
POSIX: dict[str, Ranges] = {
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "ascii": ((0x00, 0x7F),),
    "blank": ((0x09, 0x09), (0x20, 0x20)),
    "cntrl": ((0x00, 0x1F), (0x7F, 0x7F)),
    "digit": ((0x30, 0x39),),
    "graph": ((0x21, 0x7E),),
    "lower": ((0x61, 0x7A),),
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((0x09, 0x0D), (0x20, 0x20)),
    "upper": ((0x41, 0x5A),),
    "word": PERL["w"],
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}


@lru_cache(maxsize=512)
def folded(ranges: Ranges) -> Ranges:
    """`ranges` with every character that differs from one of them in case only."""
    orbits, found = tables.folds(), list(ranges)
    for low, high in ranges:
        if high - low < len(orbits):
            inside = [code for code in range(low, high + 1) if code in orbits]
        else:
            inside = [code for code in orbits if low <= code <= high]
        for code in inside:
            found += [(other, other) for other in _orbit(code, orbits)]
    return merged(found)


def _orbit(code: int, orbits: dict[int, int]) -> list[int]:
    found, at = [code], orbits[code]
    while at != code:
        found.append(at)
        at = orbits[at]
    return found


@lru_cache(maxsize=256)
def named(name: str) -> Ranges | None:
    r"""The characters of a Unicode category or script, as `\p{...}` names it; None for an unknown name.

    Upper and lower case, spaces, `_` and `-` do not matter, and categories have long names (Go 1.25 and later).
    """
    key = name.replace(" ", "").replace("_", "").replace("-", "").lower()
    if key == "any":
        return ANY
    if key == "ascii":
        return POSIX["ascii"]
    if key == "assigned":
        return negated(tables.category("Cn"))
    short = tables.category_name(key)
    return tables.script(key) if short is None else tables.category(short)
