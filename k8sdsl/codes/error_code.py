"""The code of an error: what it means, and what to do next."""

from __future__ import annotations

from k8sdsl.value import Value


class ErrorCode(Value):
    """What all errors with one code have in common.

    `id` is stable: an area and a topic, as ids of rules are. `summary` says what is wrong in one or more sentences,
    `remedy` what to do next, and `example` shows it, as lines of YAML, Python or a shell.
    """

    __slots__ = ("example", "id", "remedy", "summary")

    def __init__(self, id: str, summary: str, remedy: str, example: str) -> None:  # noqa: A002 - as `Rule` names it
        self.id = id
        self.summary = summary
        self.remedy = remedy
        self.example = example
