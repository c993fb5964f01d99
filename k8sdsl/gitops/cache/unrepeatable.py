"""Functions of the standard library whose result is different each time: the clock and random numbers."""

from __future__ import annotations

import datetime as dt
import functools
import os
import random
import time
import uuid
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    See = Callable[[str], None]

_CLOCK, _RANDOM = "reads the clock", "uses random numbers"
_TIMES = (
    *("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"),
    *("process_time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime"),
)
_MACHINE = ("getpid", "getppid", "uname", "times", "cpu_count", "getlogin")
_NUMBERS = (
    *("random", "uniform", "triangular", "randint", "choice", "randrange", "sample", "shuffle", "choices"),
    *("normalvariate", "lognormvariate", "expovariate", "vonmisesvariate", "gammavariate", "gauss", "betavariate"),
    *("paretovariate", "weibullvariate", "getrandbits", "randbytes"),
)


def watch(see: See) -> None:
    """Replaces the functions by ones that call `see` first. Names that were imported from them before are not seen."""
    _replace(time, _TIMES, _CLOCK, see)
    _replace(random, (*_NUMBERS, "_urandom"), _RANDOM, see)
    _replace(os, ("urandom", "getrandom"), _RANDOM, see)
    _replace(os, _MACHINE, "reads the state of the machine", see)
    _replace(uuid, ("uuid1", "uuid4", "getnode"), _RANDOM, see)
    random.Random.seed = _seen_without_seed(random.Random.seed, see)  # type: ignore[method-assign]
    _SEE[:] = [see]
    dt.datetime, dt.date = _DateTime, _Date  # type: ignore[misc]


def _replace(module: Any, names: tuple[str, ...], what: str, see: See) -> None:
    for name in names:
        original = getattr(module, name, None)
        if original is not None:
            setattr(module, name, _seen(original, what, see))


def _seen(original: Callable[..., Any], what: str, see: See) -> Callable[..., Any]:
    @functools.wraps(original)
    def seen(*arguments: Any, **options: Any) -> Any:
        see(what)
        return original(*arguments, **options)

    return seen


def _seen_without_seed(original: Callable[..., Any], see: See) -> Callable[..., Any]:
    @functools.wraps(original)
    def seed(generator: random.Random, a: Any = None, *arguments: Any, **options: Any) -> Any:
        if a is None:
            see(_RANDOM)
        return original(generator, a, *arguments, **options)

    return seed


_SEE: list[See] = []


class _RealInstances(type):
    """Lets values that were made with the real class be instances of the replaced one."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])


class _DateTime(dt.datetime, metaclass=_RealInstances):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Self:
        _SEE[0](_CLOCK)
        return super().now(tz)

    @classmethod
    def today(cls) -> Self:
        _SEE[0](_CLOCK)
        return super().today()

    @classmethod
    def utcnow(cls) -> Self:
        _SEE[0](_CLOCK)
        return super().utcnow()


class _Date(dt.date, metaclass=_RealInstances):
    @classmethod
    def today(cls) -> Self:
        _SEE[0](_CLOCK)
        return super().today()
