"""A fleet is the same bytes, no matter what renders it, and survives the loss of workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.declaration import GitOps
from k8sdsl.gitops.executors.choice import executor_of
from k8sdsl.gitops.executors.distribution import ATTEMPTS, distribute
from k8sdsl.gitops.executors.remote_rendering import Assignment
from k8sdsl.gitops.executors.shipment import pack, shipment_of, unpack
from k8sdsl.gitops.metadata import tool_version
from k8sdsl.gitops.rendered import Rendered
from tests.gitops.trees import k8sdsl, on_disk

ROOT = Path(__file__).parents[3]
COUNT = 30
FLEET = f"""
from functools import partial

from k8sdsl import Overlay
from stacks.web import web

overlays = {{f"c{{n:02}}": partial(lambda n: Overlay(base=[web(n)], namespace="web"), n) for n in range({COUNT})}}
"""
STACK = """
from pathlib import Path

from k8sdsl import k8s


def web(n):
    text = (Path(__file__).parent / "value.txt").read_text()
    return k8s.ConfigMap("web", data={"n": str(n), "value": text})
"""


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """A project with a fleet of small environments."""
    folder = tmp_path / "fleet"
    for path, text in {
        "overlays/fleet.py": FLEET,
        "stacks/web.py": STACK,
        "stacks/value.txt": "1",
        "pyproject.toml": "",
        ".hidden/secret": "not sent",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def names() -> list[str]:
    return [f"fleet/c{n:02}" for n in range(COUNT)]


def assignment(fleet: Path) -> Assignment:
    return Assignment.of(GitOps(), pack(fleet, []))


def contents(rendered: Any) -> dict[str, Any]:
    return {one.environment: {path: file.content for path, file in one.files.items()} for one in rendered}


def test_processes_give_the_bytes_of_one_process_with_and_without_a_cache(fleet: Path) -> None:
    k8sdsl(fleet, "gitops", "--into", "one")
    k8sdsl(fleet, "gitops", "--into", "many", "--executor", "processes", "--jobs", "2")
    k8sdsl(fleet, "gitops", "--into", "kept", "--executor", "processes", "--jobs", "2", "--cache", "cache")
    entries = {file: file.stat().st_mtime_ns for file in (fleet / "cache").glob("??/*")}
    assert len(entries) == COUNT
    k8sdsl(fleet, "gitops", "--into", "again", "--cache", "cache")
    assert {file: file.stat().st_mtime_ns for file in entries} == entries
    trees = [on_disk(fleet / into) for into in ("one", "many", "kept", "again")]
    assert trees[0] == trees[1] == trees[2] == trees[3]
    assert len(trees[0]) > COUNT


def dask(folder: Path, *words: str) -> Any:
    pytest.importorskip("distributed")
    done = subprocess.run(
        [sys.executable, "-m", "tests.gitops.executors.dask_run", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder.parent)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=170,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("words", [(), ("kill",)], ids=["two workers", "one is killed"])
def test_a_dask_cluster_gives_the_bytes_of_one_process(fleet: Path, words: tuple[str, ...]) -> None:
    k8sdsl(fleet, "gitops", "--into", "one")
    outcome = dask(fleet, *words)
    assert not outcome["failed"]
    assert sorted(set(outcome["done"])) == names()
    assert len(outcome["workers"]) == 2
    assert len(outcome["killed"]) == len(words)
    assert on_disk(fleet / "dask") == on_disk(fleet / "one")


def test_a_pool_that_breaks_is_made_again_and_only_what_is_missing_is_repeated(fleet: Path) -> None:
    pools: list[ProcessPoolExecutor] = []

    def make() -> ProcessPoolExecutor:
        pools.append(ProcessPoolExecutor(2, get_context("spawn")))
        return pools[-1]

    done: list[Rendered] = []
    for rendered in distribute(make, assignment(fleet), names(), 2):
        if not done:
            os.kill(next(iter(pools[0]._processes)), signal.SIGKILL)
        done.append(rendered)
    for pool in pools:
        pool.shutdown()
    assert len(pools) == 2
    assert sorted(contents(done)) == names()
    assert len(done) == COUNT


class Refusing(Executor):
    """An executor whose workers are lost at once."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        self.submitted += 1
        future: Future[Any] = Future()
        future.set_exception(ConnectionError("the worker is gone"))
        return future


def test_after_three_attempts_the_run_ends_with_an_error(fleet: Path) -> None:
    executor = Refusing()
    with pytest.raises(GitOpsError):
        list(distribute(lambda: executor, assignment(fleet), names()[:1], 1))
    assert executor.submitted == ATTEMPTS


def test_any_executor_can_be_given_in_python(fleet: Path) -> None:
    with ThreadPoolExecutor(3) as pool, executor_of(pool, 2) as (make, workers):
        found = list(distribute(make, assignment(fleet), names(), workers))
    assert sorted(contents(found)) == names()


def test_a_worker_knows_its_version_while_another_one_changes_the_path(
    fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_this_process = assignment(fleet).tool
    monkeypatch.setattr(sys, "path", [])
    assert tool_version() == of_this_process


def test_an_executor_is_not_connected_to_when_the_cache_has_everything(fleet: Path) -> None:
    k8sdsl(fleet, "gitops", "--cache", "cache")
    done = k8sdsl(fleet, "gitops", "--cache", "cache", "--executor", "dask://127.0.0.1:1")
    assert "nothing changed" in done.stderr


def test_a_project_that_is_installed_on_the_workers_is_not_sent(fleet: Path, tmp_path: Path) -> None:
    fleet.rename(tmp_path / "installed")
    there = Assignment.of(GitOps(), shipment_of(fleet, str(tmp_path / "installed"), []))
    assert there.shipment.content == b""
    with ThreadPoolExecutor(1) as pool:
        found = list(distribute(lambda: pool, there, names(), 1))
    assert sorted(contents(found)) == names()


def test_a_worker_loads_an_installed_project_again_for_each_run(fleet: Path) -> None:
    web = fleet / "stacks/web.py"
    found = []
    for text in (STACK, STACK.replace('"value": text', '"value": text + "2"')):
        web.write_text(text)
        run = Assignment.of(GitOps(), shipment_of(fleet, str(fleet), []))
        with ThreadPoolExecutor(1) as pool:
            found.append(contents(distribute(lambda: pool, run, names()[:1], 1))["fleet/c00"])
    (first,), (second,) = (tuple(one.values()) for one in found)
    assert (b"12" in first, b"12" in second) == (False, True)


def test_an_error_of_the_user_is_reported_with_the_place_in_the_users_own_file(fleet: Path) -> None:
    (fleet / "stacks/web.py").write_text(STACK.replace("str(n)", "str(1 / (n - 3))"))
    done = k8sdsl(fleet, "gitops", "--executor", "processes", "--jobs", "2", status=2)
    assert "stacks/web.py" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert not (fleet / "rendered").exists()


def test_workers_with_another_version_are_refused(fleet: Path) -> None:
    other = Assignment(shipment=pack(fleet, []), layout="object", kube_version="1.36", cache=False, tool="k8sdsl 0")
    with ThreadPoolExecutor(1) as pool, pytest.raises(GitOpsError):
        list(distribute(lambda: pool, other, names(), 1))


BAD_ADDRESSES = ["", "host", "host:abc", "host:99999", "host:0", ":80", "u:p@host:80", "host:80/x", "[:80", "a\nb:80"]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_what_is_not_host_and_port_is_refused_before_a_client_of_dask_exists(address: str) -> None:
    with pytest.raises(GitOpsError) as caught, executor_of(f"dask://{address}", 1):
        pass
    assert caught.value.code == "usage/value"


@pytest.mark.parametrize("named", ["ray", 3, "dask://127.0.0.1:1"])
def test_what_is_not_an_executor_or_cannot_be_reached_is_an_error(named: Any) -> None:
    with pytest.raises(GitOpsError), executor_of(named, 1):
        pass


def test_a_shipment_has_the_sources_and_nothing_hidden_and_is_the_same_each_time(fleet: Path) -> None:
    (fleet / "rendered").mkdir()
    (fleet / "rendered/x.yaml").write_text("a: 1\n")
    sent = pack(fleet, [fleet / "rendered"])
    assert pack(fleet, [fleet / "rendered"]) == sent
    place = unpack(sent)
    files = sorted(
        str(file.relative_to(place)) for file in place.rglob("*") if file.is_file() and ".pyc" not in file.name
    )
    assert files == ["overlays/fleet.py", "pyproject.toml", "stacks/value.txt", "stacks/web.py"]
    assert unpack(sent) == place
    assert unpack(shipment_of(fleet, "/srv/project", [])) == Path("/srv/project")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory for temporary files, which is empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_one_directory_is_left_for_each_content_until_it_was_not_used_for_a_day(fleet: Path, temporary: Path) -> None:
    first = unpack(pack(fleet, []))
    (fleet / "stacks/value.txt").write_text("2")
    second = unpack(pack(fleet, []))
    assert sorted(temporary.iterdir()) == sorted([first.parent, second.parent])
    for folder in temporary.iterdir():
        os.utime(folder, (1_000_000_000, 1_000_000_000))
    assert unpack(pack(fleet, [])) == second
    (fleet / "stacks/value.txt").write_text("3")
    third = unpack(pack(fleet, []))
    assert sorted(temporary.iterdir()) == sorted([second.parent, third.parent])


def test_a_place_that_somebody_else_made_is_not_used_and_the_archive_is_unpacked_once(
    fleet: Path, temporary: Path
) -> None:
    sent = pack(fleet, [])
    usual = unpack(sent).parent
    usual.rename(temporary / "hostile")
    usual.symlink_to(temporary / "hostile")
    place = unpack(sent)
    assert place.parent.name not in {usual.name, "hostile"}
    assert (place / "stacks/value.txt").read_text() == "1"
    assert unpack(sent) == place
