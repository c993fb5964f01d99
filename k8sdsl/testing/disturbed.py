"""Builds an overlay in a process whose clock is shifted and that cannot reach the network (`assert_reproducible`)."""

from __future__ import annotations

import datetime as dt
import socket
import sys
import time
from pathlib import Path
from typing import Any, Never, Self

DAYS = 400


class NetworkUsedError(RuntimeError):
    """An overlay used the network while it was built."""


def main() -> None:
    """Prints what `build` gives for the overlay that the second argument names; the first is the number of the run."""
    number, name = int(sys.argv[1]), sys.argv[2]
    block_network()
    shift_clock(dt.timedelta(days=DAYS * number))
    from k8sdsl.cli.failure import report_failure
    from k8sdsl.cli.output import user_output_on_standard_error, write_standard_output
    from k8sdsl.testing.rendered import render

    try:
        with user_output_on_standard_error():
            write_standard_output(render(name, Path.cwd()).text)
    except Exception as error:  # noqa: BLE001 - reported with its place, as by the command
        sys.exit(report_failure(error))


def block_network() -> None:
    """Makes every connection and every look-up of a host's name an error."""

    def refuse(*_arguments: Any, **_options: Any) -> Never:
        raise NetworkUsedError("a build must not use the network; put the files that it needs into the project")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    socket.gethostbyname = refuse


class _AsBefore(type):
    """Lets values that were made with the real class be instances of the shifted one."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])


class ShiftedDateTime(dt.datetime, metaclass=_AsBefore):
    """Reads the present from `time.time`, which `shift_clock` moves."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Self:
        """The shifted present, as `datetime.now` gives it."""
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def today(cls) -> Self:
        """The shifted present, as `datetime.today` gives it."""
        return cls.fromtimestamp(time.time())

    @classmethod
    def utcnow(cls) -> Self:
        """The shifted present, as `datetime.utcnow` gives it."""
        return cls.fromtimestamp(time.time(), dt.UTC).replace(tzinfo=None)


class ShiftedDate(dt.date, metaclass=_AsBefore):
    """As `ShiftedDateTime`, for dates."""

    @classmethod
    def today(cls) -> Self:
        """The shifted day."""
        return cls.fromtimestamp(time.time())


def shift_clock(by: dt.timedelta) -> None:
    """Moves `time.time` and what `datetime` knows of the present."""
    now, now_ns = time.time, time.time_ns
    seconds = by.total_seconds()
    time.time = lambda: now() + seconds
    time.time_ns = lambda: now_ns() + int(seconds * 1e9)
    dt.datetime, dt.date = ShiftedDateTime, ShiftedDate  # type: ignore[misc]


if __name__ == "__main__":
    main()
