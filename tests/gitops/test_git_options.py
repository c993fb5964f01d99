"""Values never reach git as options, and git runs no program that a repository names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gitops.test_git_session import git
from tests.gitops.trees import k8sdsl, project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project in a repository whose hooks, filters and monitors leave a trace; nothing of them ran so far."""
    folder = project(tmp_path / "home", dev="{'a': '1'}")
    git(folder, "init", "-q", "-b", "main")
    (folder / ".gitattributes").write_text("* filter=evil diff=evil\n")
    git(folder, "add", "overlays", ".gitattributes")
    git(folder, "commit", "-q", "-m", "first")
    trace = f"touch {tmp_path / 'ran'}; cat"
    for name, value in {
        "filter.evil.clean": trace,
        "filter.evil.smudge": trace,
        "filter.evil.required": "true",
        "core.fsmonitor": f"touch {tmp_path / 'ran'}",
        "diff.evil.textconv": trace,
        "diff.external": trace,
    }.items():
        git(folder, "config", name, value)
    hooks = folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("pre-commit", "pre-push", "post-index-change", "reference-transaction", "post-checkout", "commit-msg"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
        (hooks / name).chmod(0o755)
    (tmp_path / "remote.git").mkdir()
    git(tmp_path / "remote.git", "init", "-q", "--bare", "-b", "main")
    (tmp_path / "ran").unlink(missing_ok=True)
    return folder


RUNS = (
    ("gitops",),
    ("gitops", "--commit"),
    ("gitops", "--commit", "--push", "../remote.git"),
    ("gitops", "--branch", "rendered"),
    ("gitops", "--branch", "rendered", "--push", "../remote.git"),
    ("gitops", "--check"),
    ("diff", "HEAD"),
    ("diff", "HEAD..HEAD"),
)


@pytest.mark.parametrize("words", RUNS, ids=" ".join)
def test_git_runs_no_program_of_the_repository(home: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    (home / "overlays" / "dev.py").touch()  # so that git must look into it
    index = (home / ".git" / "index").read_bytes()
    k8sdsl(home, *words, status=1 if words[-1] == "--check" else 0)
    k8sdsl(home, *words, status=1 if words[-1] == "--check" else 0)
    assert not (tmp_path / "ran").exists()
    if "--commit" not in words:
        assert (home / ".git" / "index").read_bytes() == index


@pytest.mark.parametrize(
    "setting",
    [
        "core.sshCommand",
        "core.gitProxy",
        "credential.helper",
        "credential.https://example.com.helper",
        "remote.origin.uploadpack",
        "remote.origin.receivepack",
        "remote.origin.vcs",
    ],
)
@pytest.mark.parametrize("words", [("--commit",), ("--branch", "rendered")], ids=" ".join)
def test_git_reaches_other_machines_by_no_program_of_the_repository(
    home: Path, tmp_path: Path, setting: str, words: tuple[str, ...]
) -> None:
    git(home, "remote", "add", "origin", "../remote.git")
    git(home, "config", setting, f"touch {tmp_path / 'ran'};:")
    k8sdsl(home, "gitops", *words, "--push", "origin", status=2)
    assert not (tmp_path / "ran").exists()


def test_git_signs_with_no_program_of_the_repository(home: Path, tmp_path: Path) -> None:
    program = tmp_path / "evil"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    program.chmod(0o755)
    git(home, "config", "gpg.program", str(program))
    git(home, "config", "commit.gpgSign", "true")
    git(home, "config", "log.showSignature", "true")
    k8sdsl(home, "gitops", "--commit", status=2)
    k8sdsl(home, "gitops", status=0)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--branch", "rendered", "--push", "--upload-pack=touch ran"),
        ("--commit", "--push", "--upload-pack=touch ran"),
        ("--commit", "--push", "--receive-pack=touch ran"),
        ("--branch", "--upload-pack=touch ran", "--push", "origin"),
        ("--branch", "rendered", "--repo", "--upload-pack=touch ran", "--push", "origin"),
        ("--branch", "rendered", "--push", "ext::sh -c 'touch% ran'"),
    ],
    ids=" ".join,
)
def test_values_are_not_options(home: Path, words: tuple[str, ...]) -> None:
    k8sdsl(home, "gitops", *words, status=2)
    assert not list(home.rglob("ran*"))


@pytest.mark.parametrize(
    "words", [("--push", "origin"), ("--message", "x"), ("--repo", "."), ("--commit", "--repo", ".")], ids=" ".join
)
def test_options_without_what_they_need_are_usage_errors(home: Path, words: tuple[str, ...]) -> None:
    k8sdsl(home, "gitops", *words, status=2)
    assert not (home / "rendered").exists()
