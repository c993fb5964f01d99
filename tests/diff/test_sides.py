"""What `k8sdsl diff` may be given."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from k8sdsl.diff.sides import revisions_of
from tests.gitops.trees import k8sdsl, overlay, project


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project in a subfolder of a repository, with two commits, and a change that is not committed."""
    top = tmp_path / "top"
    folder = project(top / "infra", dev="{'a': '1'}", prod="{'a': '1'}")
    _git(top, "init", "-q", "-b", "main")
    _commit(top)
    overlay(folder, "dev", "{'a': '2'}")
    _commit(top)
    overlay(folder, "dev", "{'a': '3'}")
    return folder


def test_two_revisions_are_a_range_and_a_path_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert revisions_of("main..HEAD") == ("main", "HEAD")
    assert revisions_of("main..") == revisions_of("main...HEAD") == ("main", "HEAD")
    assert revisions_of("..") is None
    assert revisions_of("prod") is None


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *words], cwd=folder, check=True)


def _commit(folder: Path) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "x")


def changes(home: Path, *words: str) -> list[tuple[str, str]]:
    done = k8sdsl(home, "diff", *words, "--format", "json", status=None)
    assert done.returncode in {0, 1}, done.stderr
    objects = json.loads(done.stdout)["objects"]
    assert done.returncode == (1 if objects else 0)
    return [(field.get("before"), field.get("after")) for one in objects for field in one["fields"]]


def test_revisions(home: Path) -> None:
    assert changes(home, "HEAD~1..HEAD") == [("1", "2")]
    assert changes(home, "HEAD~1..HEAD", "--overlay", "prod") == []
    assert changes(home, "HEAD~1", "HEAD") == [("1", "2")]
    assert changes(home, "HEAD") == [("2", "3")]
    assert changes(home, "HEAD~1:dev", "dev") == [("1", "3")]


def test_environments_with_the_same_objects_are_not_mixed_up(home: Path) -> None:
    for name in ("dev", "prod"):
        text = (home / "overlays" / f"{name}.py").read_text().replace(f"'{name}'", "'same'")
        (home / "overlays" / f"{name}.py").write_text(text)
    _commit(home.parent)
    text = (home / "overlays" / "prod.py").read_text()
    (home / "overlays" / "prod.py").write_text(text.replace("'a': '1'", "'a': '9'"))
    told = json.loads(k8sdsl(home, "diff", "HEAD", "--format", "json", status=1).stdout)["objects"]
    assert [(one["environment"], one["action"]) for one in told] == [("prod", "changed")]
    k8sdsl(home, "gitops")
    (home / "overlays" / "dev.py").unlink()
    assert changes(home, "rendered/prod", "prod") == []
    told = k8sdsl(home, "gitops", "--check", "--format", "json", status=1).stdout
    assert [(one["environment"], one["action"]) for one in json.loads(told)["objects"]] == [("dev", "removed")]


def test_overlays_files_and_folders(home: Path) -> None:
    first = k8sdsl(home, "build", "dev").stdout
    (home / "one.yaml").write_text(first)
    (home / "folder").mkdir()
    (home / "folder" / "two.yaml").write_text(first.replace('"3"', '"4"'))
    assert changes(home, "dev", "one.yaml") == []
    assert changes(home, "one.yaml", "folder") == [("3", "4")]
    assert changes(home, "folder", "dev") == [("4", "3")]
    assert k8sdsl(home, "diff", "dev", "prod", status=1).stdout.endswith("\n")


def test_one_overlay_or_path_is_compared_with_the_last_commit(home: Path) -> None:
    for name in ("dev", "overlays/dev.py"):
        assert changes(home, name) == [("2", "3")]
        assert "last commit" in k8sdsl(home, "diff", name, status=1).stderr
    assert changes(home, "prod") == []
    overlay(home, "brand-new", "{'a': '1'}")
    told = json.loads(k8sdsl(home, "diff", "brand-new", "--format", "json", status=1).stdout)["objects"]
    assert [one["action"] for one in told] == ["added"]


def test_overlays_their_files_and_what_they_build_differ_alike(home: Path) -> None:
    for name in ("dev", "prod"):
        (home / f"{name}.yaml").write_text(k8sdsl(home, "build", name).stdout)
    pairs = [("dev", "prod"), ("overlays/dev.py", "overlays/prod.py"), ("dev.yaml", "prod.yaml"), ("dev", "prod.yaml")]
    told = [json.loads(k8sdsl(home, "diff", *pair, "--format", "json", status=1).stdout) for pair in pairs]
    assert all(one == told[0] for one in told)
    assert [field["path"] for one in told[0]["objects"] for field in one["fields"]] == ["data.a"]


def test_a_tree_cannot_hide_from_its_review(home: Path) -> None:
    (home / ".gitattributes").write_text("* export-ignore\n*.yaml export-subst\n")
    _commit(home.parent)
    assert changes(home, "HEAD~1..HEAD") == [("2", "3")]


def test_reading_runs_nothing_of_the_project(home: Path) -> None:
    (home / "overlays" / "fleet.py").write_text("raise SystemExit(1)\noverlays = {}\n")
    (home / "one.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    (home / "two.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n")
    k8sdsl(home, "diff", "one.yaml", "two.yaml", status=1)


def test_a_rendered_branch(home: Path) -> None:
    k8sdsl(home, "gitops", "--branch", "rendered", "--repo", ".")
    assert changes(home, "rendered", "HEAD") == [("3", "2")]
    assert changes(home, "rendered:dev", "dev") == []


@pytest.mark.parametrize("words", [("nothing",), ("dev", "pord"), ("nothing..HEAD",), ("HEAD:nothing", "dev")])
def test_what_is_nothing_is_an_error(home: Path, words: tuple[str, ...]) -> None:
    k8sdsl(home, "diff", *words, status=2)
