"""A user's days with a rendered branch: a bare remote, commits, edits, renames, conflicts, kills."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.gitops.trees import ROOT, k8sdsl, overlay, project

IDENTITY = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(folder: Path, *words: str) -> str:
    environment = {**os.environ, **IDENTITY}
    done = subprocess.run(["git", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    folder = tmp_path / "remote.git"
    folder.mkdir()
    git(folder, "init", "-q", "--bare", "-b", "main")
    return folder


@pytest.fixture
def home(tmp_path: Path, remote: Path) -> Path:
    """A project with two overlays, committed and pushed."""
    folder = tmp_path / "home"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "remote", "add", "origin", str(remote))
    project(folder, dev="{'a': '1'}", prod="{'a': '1'}")
    commit(folder, "first")
    return folder


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "overlays")
    git(folder, "commit", "-q", "-m", message)
    git(folder, "push", "-q", "origin", "HEAD:main")


def tree_of(folder: Path, branch: str) -> dict[str, str]:
    paths = [
        path for path in git(folder, "ls-tree", "-r", "--name-only", branch).splitlines() if path.endswith(".yaml")
    ]
    return {path: git(folder, "show", f"{branch}:{path}") for path in paths}


def count(folder: Path, branch: str) -> int:
    return int(git(folder, "rev-list", "--count", branch))


def checkout_of(folder: Path) -> tuple[str, str, str]:
    return git(folder, "status", "--porcelain"), git(folder, "rev-parse", "HEAD"), git(folder, "branch")


def test_a_session(home: Path, remote: Path) -> None:
    before = checkout_of(home)
    run = ("gitops", "--branch", "rendered", "--push", "origin")

    k8sdsl(home, *run)
    first = tree_of(remote, "rendered")
    assert set(first) == {"dev/dev_configmap_web.yaml", "prod/prod_configmap_web.yaml"}
    assert checkout_of(home) == before

    k8sdsl(home, *run)
    assert count(remote, "rendered") == 1

    overlay(home, "dev", "{'a': '2'}")
    commit(home, "second")
    k8sdsl(home, *run, "--check", status=1)
    k8sdsl(home, *run)
    assert count(remote, "rendered") == 2
    assert 'a: "2"\n' in tree_of(remote, "rendered")["dev/dev_configmap_web.yaml"]
    message = git(remote, "log", "-1", "--format=%B", "rendered")
    assert message.startswith("Render dev\n")
    assert "dev: 1 changed" in message
    assert git(home, "rev-parse", "HEAD").strip() in message
    k8sdsl(home, *run, "--check")

    (home / "overlays" / "prod.py").rename(home / "overlays" / "production.py")
    git(home, "add", "-A", "overlays")
    commit(home, "rename")
    k8sdsl(home, *run)
    assert set(tree_of(remote, "rendered")) == {"dev/dev_configmap_web.yaml", "production/prod_configmap_web.yaml"}
    assert git(home, "status", "--porcelain") == ""


def test_an_edit_on_the_branch_is_kept_until_force(home: Path, remote: Path, tmp_path: Path) -> None:
    run = ("gitops", "--branch", "rendered", "--push", "origin")
    k8sdsl(home, *run)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "-b", "rendered", str(remote), str(clone))
    (clone / "dev" / "dev_configmap_web.yaml").write_text("edited: true\n")
    (clone / "dev" / "notes.txt").write_text("foreign\n")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "by hand")
    git(clone, "push", "-q", "origin", "rendered")
    assert "dev_configmap_web.yaml" in k8sdsl(home, *run, status=1).stderr
    assert tree_of(remote, "rendered")["dev/dev_configmap_web.yaml"] == "edited: true\n"
    k8sdsl(home, *run, "--force")
    assert tree_of(remote, "rendered")["dev/dev_configmap_web.yaml"] != "edited: true\n"
    assert git(remote, "show", "rendered:dev/notes.txt") == "foreign\n"


def test_a_branch_for_each_environment(home: Path, remote: Path) -> None:
    k8sdsl(home, "gitops", "--branch", "env/{environment}", "--push", "origin")
    assert set(tree_of(remote, "env/dev")) == {"dev/dev_configmap_web.yaml"}
    assert set(tree_of(remote, "env/prod")) == {"prod/prod_configmap_web.yaml"}
    overlay(home, "dev", "{'a': '2'}")
    k8sdsl(home, "gitops", "--branch", "env/{environment}", "--push", "origin")
    assert (count(remote, "env/dev"), count(remote, "env/prod")) == (2, 1)


def test_a_local_branch(home: Path) -> None:
    before = checkout_of(home)[:2]
    k8sdsl(home, "gitops", "--branch", "rendered", "--into", "deploy")
    assert set(tree_of(home, "rendered")) == {
        "deploy/dev/dev_configmap_web.yaml",
        "deploy/prod/prod_configmap_web.yaml",
    }
    assert checkout_of(home)[:2] == before
    k8sdsl(home, "gitops", "--branch", "main", status=2)


def test_a_commit_in_place_takes_only_our_files(home: Path) -> None:
    (home / ".gitignore").write_text("*.yaml\n")
    (home / "staged.txt").write_text("staged\n")
    git(home, "add", "staged.txt")
    k8sdsl(home, "gitops")
    k8sdsl(home, "gitops", "--commit")
    assert set(tree_of(home, "HEAD")) == {
        "rendered/dev/dev_configmap_web.yaml",
        "rendered/prod/prod_configmap_web.yaml",
    }
    assert git(home, "status", "--porcelain") == "A  staged.txt\n?? .gitignore\n"
    k8sdsl(home, "gitops", "--commit")
    assert count(home, "HEAD") == 2
    overlay(home, "dev", "{'a': '2'}")
    (home / "overlays" / "prod.py").unlink()
    k8sdsl(home, "gitops")
    k8sdsl(home, "gitops", "--commit")
    assert set(tree_of(home, "HEAD")) == {"rendered/dev/dev_configmap_web.yaml"}
    assert git(home, "status", "--porcelain", "rendered") == ""


def test_a_killed_commit_in_place_is_resumed(home: Path) -> None:
    git(home, "add", "overlays")
    k8sdsl(home, "gitops", "--commit")
    overlay(home, "dev", "{'a': '2'}")
    k8sdsl(home, "gitops")
    for lock in [path.with_name(f"{path.name}.lock") for path in (home / ".git").glob("k8sdsl-index-*")]:
        lock.touch()
    k8sdsl(home, "gitops", "--commit")
    git(home, "reset", "-q", "HEAD~1", "--", "rendered")  # as if killed between the commit and the user's index
    assert git(home, "status", "--porcelain", "rendered") != ""
    k8sdsl(home, "gitops", "--commit")
    assert git(home, "status", "--porcelain", "rendered") == ""
    assert count(home, "HEAD") == 3


def test_two_projects_may_share_a_tree(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    project(other, shop="{'a': '1'}")
    git(other, "init", "-q")
    git(other, "remote", "add", "origin", "https://user:word@git.example.com/shop.git")
    git(other, "add", "overlays")
    git(other, "commit", "-q", "-m", "first")
    shared = tmp_path / "shared"
    for folder in (home, other, home):
        k8sdsl(folder, "gitops", "--into", str(shared))
    assert {path.name for path in shared.iterdir()} == {"dev", "prod", "shop"}
    assert "word" not in (shared / "shop" / "hydrator.metadata").read_text()
    overlay(other, "store", "{'a': '1'}")
    (other / "overlays" / "shop.py").unlink()
    k8sdsl(other, "gitops", "--into", str(shared))
    assert {path.name for path in shared.iterdir()} == {"dev", "prod", "store"}


def test_another_repository_by_its_address(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "deployments.git"
    other.mkdir()
    git(other, "init", "-q", "--bare")
    address = f"file://{other}"
    k8sdsl(home, "gitops", "--branch", "main", "--repo", address, status=2)
    for _ in range(2):
        k8sdsl(home, "gitops", "--branch", "main", "--repo", address, "--push", "origin")
    assert set(tree_of(other, "main")) == {"dev/dev_configmap_web.yaml", "prod/prod_configmap_web.yaml"}
    assert count(other, "main") == 1
    k8sdsl(home, "gitops", "--branch", "main", "--repo", address, "--check")
    k8sdsl(home, "gitops", "--branch", "local", "--repo", str(other))
    assert tree_of(other, "local") == tree_of(other, "main")
    k8sdsl(home, "gitops", "--branch", "main", "--repo", str(tmp_path / "nothing"), "--push", "origin", status=2)


def test_older_sources_do_not_undo_newer_ones(home: Path, remote: Path, tmp_path: Path) -> None:
    run = ("gitops", "--branch", "rendered", "--push", "origin")
    slow = tmp_path / "slow"
    git(tmp_path, "clone", "-q", str(remote), str(slow))
    k8sdsl(home, *run)
    overlay(home, "dev", "{'a': '2'}")
    commit(home, "second")
    k8sdsl(home, *run)
    assert "newer" in k8sdsl(slow, *run, status=2).stderr
    assert count(remote, "rendered") == 2
    k8sdsl(slow, *run, "--force")
    assert count(remote, "rendered") == 3


@pytest.fixture
def server(remote: Path) -> Iterator[str]:
    """The remote behind a real server on loopback; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["git", "daemon", "--reuseaddr", "--export-all", "--enable=receive-pack", "--listen=127.0.0.1"]
    words += [f"--port={port}", f"--base-path={remote.parent}", str(remote.parent)]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL, start_new_session=True)
    address = f"git://127.0.0.1:{port}/{remote.name}"
    for _ in range(100):
        if subprocess.run(["git", "ls-remote", address], capture_output=True, check=False).returncode == 0:
            break
        time.sleep(0.05)
    yield address
    os.killpg(process.pid, signal.SIGTERM)
    process.wait()


def test_two_writers_lose_races_and_win_in_the_end(home: Path, server: str, remote: Path, tmp_path: Path) -> None:
    assert home.is_dir()
    writers = []
    for name in ("dev", "prod"):
        clone = tmp_path / name
        git(tmp_path, "clone", "-q", server, str(clone))
        writers.append((clone, name))
    rounds = 4

    def write(writer: tuple[Path, str]) -> int:
        clone, name = writer
        attempts = 0
        for number in range(rounds):
            overlay(clone, name, f"{{'a': '{name} {number}'}}")
            told = k8sdsl(clone, "gitops", name, "--branch", "rendered", "--push", "origin").stderr
            attempts += "attempt" in told
        return attempts

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, writers))
    tree = tree_of(remote, "rendered")
    assert {path: text.count(f"{path.split('/')[0]} {rounds - 1}") for path, text in tree.items()} == dict.fromkeys(
        tree, 1
    )
    assert set(tree) == {"dev/dev_configmap_web.yaml", "prod/prod_configmap_web.yaml"}
    assert count(remote, "rendered") == 2 * rounds
    assert git(remote, "fsck", "--strict", "--no-dangling") == ""


# Lets someone else be faster, once: a hook of the remote that moves the branch while our push is on its way.
OVERTAKE = """#!/bin/sh
test -e overtaken && exit 0
touch overtaken
unset GIT_QUARANTINE_PATH
export GIT_AUTHOR_NAME=B GIT_AUTHOR_EMAIL=b@example.com GIT_COMMITTER_NAME=B GIT_COMMITTER_EMAIL=b@example.com
blob=$(echo theirs | git hash-object -w --stdin)
tree=$( (git ls-tree rendered; printf '100644 blob %s\\ttheirs.txt\\n' $blob) | git mktree)
git update-ref refs/heads/rendered $(echo theirs | git commit-tree $tree -p rendered)
"""


def test_a_lost_race_is_run_again_on_top_of_the_winner(home: Path, remote: Path) -> None:
    run = ("gitops", "--branch", "rendered", "--push", "origin")
    k8sdsl(home, *run)
    hook = remote / "hooks" / "pre-receive"
    hook.write_text(OVERTAKE)
    hook.chmod(0o755)
    overlay(home, "dev", "{'a': '2'}")
    told = k8sdsl(home, *run).stderr
    assert "attempt 2" in told
    assert git(remote, "log", "--format=%s", "rendered").splitlines() == [
        "Render dev",
        "theirs",
        "Render dev, prod",
    ]
    assert git(remote, "show", "rendered:theirs.txt") == "theirs\n"


def test_a_push_that_the_remote_refuses_is_an_error(home: Path, remote: Path) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    told = k8sdsl(home, "gitops", "--branch", "rendered", "--push", "origin", status=2).stderr
    assert "not today" in told


def test_a_killed_writer_is_resumed(home: Path, remote: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    run = ("gitops", "--branch", "rendered", "--push", "origin")
    environment = {**os.environ, **IDENTITY, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    for number in range(8):
        overlay(home, "dev", f"{{'a': '{number}'}}")
        process = subprocess.Popen(
            [sys.executable, "-m", "k8sdsl", *run],
            cwd=home,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.1 + chance.random() * 0.5)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    k8sdsl(home, *run)
    assert 'a: "7"' in tree_of(remote, "rendered")["dev/dev_configmap_web.yaml"]
    k8sdsl(home, *run, "--check")
    assert git(home, "status", "--porcelain").split() == ["M", "overlays/dev.py"]
