"""The same work for many targets, by several processes."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest

from k8sdsl.errors import ErrorGroup, K8sdslError, LoadError, StructureError, UserCodeError, YamlError
from k8sdsl.project.processes import in_processes

if TYPE_CHECKING:
    from collections.abc import Callable

ERRORS = {
    "plain": K8sdslError("wrong", remedy="fix it"),
    "text": YamlError.at("not YAML", "a.yaml", 3, 2),
    "structure": StructureError.of("Pod", [("spec", "must be a map")]),
    "user": UserCodeError("1 / 0"),
    "group": ErrorGroup.of([LoadError("no file"), StructureError.of("Pod", [("", "empty")])]),
}


@pytest.mark.parametrize("jobs", [0, 1, 2, 50])
def test_results_come_in_the_order_of_the_targets(jobs: int) -> None:
    targets = [str(number) for number in range(40)]
    assert list(in_processes(lambda target: int(target) ** 2, targets, jobs)) == [number**2 for number in range(40)]


def test_several_processes_do_the_work() -> None:
    assert os.getpid() not in set(in_processes(lambda _: os.getpid(), ["a", "b"], 2))
    assert set(in_processes(lambda _: os.getpid(), ["a"], 2)) == {os.getpid()}


def test_errors_arrive_as_they_were_raised() -> None:
    for name, arrived in zip(ERRORS, in_processes(ERRORS.__getitem__, list(ERRORS), 2), strict=True):
        raised = ERRORS[name]
        assert (type(arrived), str(arrived), arrived.source) == (type(raised), str(raised), raised.source)
        assert repr(vars(arrived)) == repr(vars(raised)) or name == "group"


def test_places_in_python_arrive() -> None:
    (site,) = in_processes(lambda _: (test_places_in_python_arrive.__code__, 4), ["a"], 1)
    assert [site, site] == list(in_processes(lambda _: (test_places_in_python_arrive.__code__, 4), ["a", "b"], 2))


@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: os.kill(os.getpid(), 9)])
def test_a_process_that_ends_early_is_an_error(end: Callable[[], None]) -> None:
    results = in_processes(lambda target: end() if target == "3" else target, list(map(str, range(8))), 2)
    with pytest.raises(K8sdslError) as raised:
        list(results)
    assert raised.value.code == "system/limit"


class Circle:
    """An object that only the collector of garbage can free."""

    alive = 0

    def __init__(self) -> None:
        self.itself = self
        Circle.alive += 1

    def __del__(self) -> None:
        Circle.alive -= 1

    def counted(self) -> int:
        """How many are alive."""
        return Circle.alive


def test_garbage_is_collected_now_and_then_although_a_command_switches_the_collector_off() -> None:
    gc.disable()
    try:
        most = max(in_processes(lambda _: Circle().counted(), list(map(str, range(400))), 1))
    finally:
        gc.unfreeze()
        gc.enable()
    assert most < 200
