"""Hidden files of killed writes are removed by the next write; those of living writers stay."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import pytest

import k8sdsl
from k8sdsl.cli.output import write_file, write_files
from k8sdsl.gitops.cache.store import Store
from k8sdsl.locations.part_files import part_file, remove_abandoned, replace_whole

WRITER = """
import sys, time
from pathlib import Path
from k8sdsl.locations.part_files import part_file
part_file(Path(sys.argv[1])).write_text("half")
print("ready", flush=True)
time.sleep(600)
"""


def writer(target: Path) -> subprocess.Popen[bytes]:
    """A process that has begun to write a target, and never ends."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, target], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kills a process."""
    process.kill()
    process.communicate()


def left(folder: Path) -> list[str]:
    """The names of the hidden files."""
    return sorted(file.name for file in folder.rglob("*.part"))


@pytest.mark.parametrize("together", [False, True])
def test_the_next_write_removes_what_a_killed_one_left_and_no_more(together: bool, tmp_path: Path) -> None:  # noqa: FBT001
    target, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first, second = writer(target), writer(target)
    third = writer(other)
    kill(first)
    kill(third)
    try:
        assert len(left(tmp_path)) == 3
        write_files({target: "new"}) if together else write_file(target, "new")
        assert sorted(name.rpartition("-")[2] for name in left(tmp_path)) == sorted(
            f"{process.pid}.part" for process in (second, third)
        )
        assert target.read_text() == "new"
    finally:
        kill(second)
    write_files({target: "newer", other: "newer"})
    assert left(tmp_path) == []


def test_the_cache_removes_what_a_killed_run_left(tmp_path: Path) -> None:
    store = Store(tmp_path, "key")
    store.save("one", b"x")
    (kept,) = [file for file in tmp_path.rglob("*") if file.is_file()]
    kill(writer(kept))
    assert len(left(tmp_path)) == 1
    Store(tmp_path, "key").save("one", b"y")
    assert (left(tmp_path), kept.read_bytes()) == ([], b"y")


def test_a_file_of_another_machine_stays_for_a_day(tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    file = tmp_path / ".a.yaml.00000000-99999999.part"
    file.write_text("half")
    remove_abandoned([target])
    assert left(tmp_path) == [file.name]
    os.utime(file, (time.time() - 90_000,) * 2)
    remove_abandoned([target])
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", [".a.yaml.part", ".a.yaml.mine.part", "a.yaml.00000000-1.part", ".a.yaml.0-1.part"])
def test_files_of_others_stay(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("")
    os.utime(tmp_path / name, (0, 0))
    remove_abandoned([tmp_path / "a.yaml", part_file(tmp_path / "a.yaml")])
    assert left(tmp_path) == [name]


def test_what_cannot_be_removed_stops_no_write(tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    (tmp_path / ".a.yaml.00000000-1.part").mkdir()
    os.utime(tmp_path / ".a.yaml.00000000-1.part", (0, 0))
    write_file(target, "new")
    assert target.read_text() == "new"


def test_a_write_that_fails_leaves_the_old_content_and_no_hidden_file(tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    target.write_text("old")
    with pytest.raises(TypeError):
        replace_whole(target, cast("bytes", "text"))
    assert (left(tmp_path), target.read_text()) == ([], "old")
    (tmp_path / "folder" / "b.yaml").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        replace_whole(tmp_path / "folder" / "b.yaml", b"new")
    assert left(tmp_path) == []


def test_one_module_replaces_files() -> None:
    package = Path(k8sdsl.__file__).parent
    calls = re.compile(r"\bpart_file\(")
    replacing = [str(file.relative_to(package)) for file in package.rglob("*.py") if calls.search(file.read_text())]
    assert replacing == ["locations/part_files.py"]
