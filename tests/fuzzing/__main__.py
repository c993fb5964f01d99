"""`python -m tests.fuzzing ENTRY COUNT SEED [FIRST]`: tries inputs of an entry, or of all, and prints the faults."""

from __future__ import annotations

import sys
import time

from tests.fuzzing.entries import ENTRIES
from tests.fuzzing.entry import tried


def main(name: str, count: int, seed: int, first: int = 0) -> int:
    """Tries the inputs; the number of faults."""
    started, faults = time.monotonic(), 0
    kinds: set[str] = set()
    for fault in tried(name, ENTRIES[name], seed, range(first, first + count)):
        faults += 1
        kind = "\n".join(fault.text.splitlines()[-3:])
        if kind not in kinds:
            kinds.add(kind)
            sys.stdout.write(f"--- {name} {seed} {fault.number}\n{fault.text}\n    {fault.shown}\n")
            sys.stdout.flush()
    took = time.monotonic() - started
    sys.stdout.write(f"{name}: {count} inputs, seed {seed}: {faults} faults of {len(kinds)} kinds, {took:.0f} s\n")
    sys.stdout.flush()
    return faults


if __name__ == "__main__":
    words = sys.argv[1:]
    names = list(ENTRIES) if words[0] == "all" else words[0].split(",")
    sys.exit(min(100, sum(main(name, *map(int, words[1:])) for name in names)))
