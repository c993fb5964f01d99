"""What git fetches is bounded in time and size."""

from __future__ import annotations

import os
import random
import socket
import time
from typing import TYPE_CHECKING

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.vendoring import bounded_git
from k8sdsl.vendoring.bounded_git import BoundedGit
from k8sdsl.vendoring.vendor import Vendor
from tests.kustomize.trees import SETTINGS, write
from tests.vendoring.servers import commit

if TYPE_CHECKING:
    from pathlib import Path

K = "kustomization.yaml"
RUN_ONE = ["-c", "alias.one=!exec yes > large", "one"]


def refused(project: Path, address: str) -> str:
    """The code of the error for a remote base; nothing of it may be left."""
    write(project, {K: f"resources: ['{address}']"})
    with pytest.raises(K8sdslError) as raised:
        Vendor(project).fetch([project])
    assert list(project.rglob("a.yaml")) == []
    return raised.value.code


@pytest.mark.parametrize("revision", ["v1", "a" * 40])
def test_a_repository_that_is_too_large_is_refused(
    revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"base/{K}": "resources: [a.yaml]", "base/a.yaml": SETTINGS}
    commit(tmp_path / "repo", {**files, "large": random.Random(1).randbytes(300_000)}, tag="v1")  # noqa: S311
    monkeypatch.setattr(bounded_git, "_MAX_REPOSITORY", 200_000)
    address = f"file://{tmp_path}/repo//base?ref={revision}"
    assert refused(tmp_path / "project", address) == "vendor/too-large"


def test_the_size_is_that_of_one_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"base/{K}": "resources: [a.yaml]", "base/a.yaml": SETTINGS}
    commit(tmp_path / "repo", {**files, "large": random.Random(1).randbytes(300_000)}, tag="v1")  # noqa: S311
    commit(tmp_path / "repo", {"large": ""}, tag="v2")
    monkeypatch.setattr(bounded_git, "_MAX_REPOSITORY", 200_000)
    project = tmp_path / "project"
    write(project, {K: f"resources: ['file://{tmp_path}/repo//base?ref=v2']"})
    Vendor(project).fetch([project])
    assert len(list(project.rglob("a.yaml"))) == 1


def test_git_is_stopped_while_the_folder_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_git, "_MAX_REPOSITORY", 1_000_000)
    with pytest.raises(K8sdslError) as raised:
        BoundedGit(tmp_path, "https://example.com/a", {}).run(*RUN_ONE)
    assert raised.value.code == "vendor/too-large"
    size = (tmp_path / "large").stat().st_size
    time.sleep(0.3)
    assert (tmp_path / "large").stat().st_size == size


def test_a_server_that_never_answers_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_git, "_MOST_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/org/repo//base?ref=v1"
        assert refused(tmp_path / "project", address) == "vendor/fetch"


def test_input_and_output_of_git_are_whole(tmp_path: Path) -> None:
    git = BoundedGit(tmp_path, "https://example.com/a", {})
    git.run("init", "--quiet", "--bare")
    content = os.urandom(3_000_000)
    name = git.read("hash-object", "-w", "--stdin", given=content).decode().strip()
    assert git.read("cat-file", "blob", name) == content
