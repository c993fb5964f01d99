"""An entry point with a source of random inputs, and the loop that tries them."""

from __future__ import annotations

import signal
import time
import traceback
from typing import TYPE_CHECKING, Any

from attrs import frozen

from tests.fuzzing.chance import Chance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 5.0
"""Seconds of processor time that one input may take in a long run."""


@frozen
class Entry:
    """`make` gives an input, `judge` does with it what the product does, and lets pass what a user may be told."""

    make: Callable[[Chance], Any]
    judge: Callable[[Any], None]


@frozen
class Fault:
    """An input that crashed, hung or showed a secret."""

    number: int
    text: str
    shown: str


class HangError(BaseException):
    """An input took too long; no handler for errors of the product may catch it."""


def tried(name: str, entry: Entry, seed: int, numbers: range) -> Iterator[Fault]:
    """Tries inputs of an entry by their numbers, and yields the faults."""
    for number in numbers:
        given = entry.make(Chance(f"{name} {seed} {number}"))
        fault = fault_of(entry, given)
        if fault:
            yield Fault(number, fault, shown(given))


def fault_of(entry: Entry, given: Any) -> str:
    """What is wrong with how an input is treated; empty if nothing is."""
    before = signal.signal(signal.SIGVTALRM, _interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    started = time.process_time()
    try:
        entry.judge(given)
    except HangError:
        return f"hangs after {time.process_time() - started:.1f} s\n" + "".join(traceback.format_exc(limit=-6))
    except Exception as error:  # noqa: BLE001 - what a fuzzer looks for
        return "".join(traceback.format_exception(error, limit=-4))[-2500:]
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return ""


def _interrupt(_number: int, _frame: object) -> None:
    raise HangError


def shown(value: Any) -> str:
    """An input as text, cut."""
    try:
        return repr(value)[:3000]
    except (RecursionError, ValueError) as error:
        return str(error)
