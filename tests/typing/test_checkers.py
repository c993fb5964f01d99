"""What mypy and pyright say of right and wrong uses: each wrong line is flagged, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8sdsl import k8s
from k8sdsl.codegen.sources.choices import VALUES
from tests.typing.checkers import Flagged, flagged_by_mypy, flagged_by_pyright

HERE = Path(__file__).parent
MARK = "# wrong"


def marked(file: Path) -> set[int]:
    """The lines that must be flagged."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, start=1) if line.endswith(MARK)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Right uses, wrong uses, and every name of the flat namespace."""
    everything = tmp_path_factory.mktemp("typing") / "everything.py"
    lines = [f"{name.lower()}_: type[k8s.{name}] = k8s.{name}" for name in dir(k8s) if name not in VALUES]
    lines += [f"{name.lower()}: k8s.{name} = {values[0]!r}" for name, values in VALUES.items()]
    everything.write_text("\n".join(["from k8sdsl import k8s", *lines]) + "\n", encoding="utf-8")
    return [HERE / "right.py", HERE / "wrong.py", everything]


@pytest.fixture(scope="module", params=[flagged_by_mypy, flagged_by_pyright], ids=["mypy", "pyright"])
def flagged(request: pytest.FixtureRequest, files: list[Path]) -> Flagged:
    """The lines with an error, by file."""
    answer: Flagged = request.param(files)
    return answer


def test_right_uses_are_passed(flagged: Flagged) -> None:
    assert flagged["right.py"] == set()


def test_every_wrong_use_is_flagged_and_nothing_else(flagged: Flagged) -> None:
    wrong = marked(HERE / "wrong.py")
    assert wrong
    assert {"missed": wrong - flagged["wrong.py"], "too much": flagged["wrong.py"] - wrong} == {
        "missed": set(),
        "too much": set(),
    }


def test_every_name_of_the_flat_namespace_is_a_class(flagged: Flagged) -> None:
    assert flagged["everything.py"] == set()
