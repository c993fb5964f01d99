"""The tree is exact, and nothing is touched that is not ours."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8sdsl.errors import GitOpsError, TreeError
from k8sdsl.gitops.tree.index import INDEX, Index, WrittenFile, emit_index, read_index
from k8sdsl.gitops.tree.options import TreeOptions
from k8sdsl.gitops.tree.plan import File
from k8sdsl.gitops.tree.planning import plan_tree
from k8sdsl.gitops.tree.tree_lock import locked
from k8sdsl.gitops.tree.tree_writer import JOURNAL, STAGING, write_tree
from tests.gitops.trees import Contents, bring, flat, k8sdsl, on_disk, overlay, project, times, wanted

FIRST = {"dev": {"a.yaml": "a: 1\n", "b.yaml": "b: 1\n"}, "prod": {"deep/down/c.yaml": "c: 1\n"}}
SECOND = {"dev": {"a.yaml": "a: 2\n", "d.yaml": "d: 1\n"}}


def test_a_tree_holds_what_is_wanted(tmp_path: Path) -> None:
    bring(tmp_path, FIRST)
    assert on_disk(tmp_path) == flat(FIRST)


def test_stale_files_environments_and_their_folders_go(tmp_path: Path) -> None:
    bring(tmp_path, FIRST)
    bring(tmp_path, SECOND)
    assert on_disk(tmp_path) == flat(SECOND)
    assert not (tmp_path / "prod").exists()


def test_environments_that_a_run_is_not_about_stay(tmp_path: Path) -> None:
    bring(tmp_path, FIRST)
    plan = plan_tree(tmp_path, wanted(SECOND), TreeOptions())
    write_tree(tmp_path, plan)
    assert on_disk(tmp_path) == flat(SECOND) | flat({"prod": FIRST["prod"]})


def test_a_second_run_changes_nothing_not_even_times(tmp_path: Path) -> None:
    bring(tmp_path, FIRST)
    before = times(tmp_path)
    plan = bring(tmp_path, FIRST)
    assert plan.changes == []
    assert times(tmp_path) == before


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    bring(tmp_path, FIRST)
    changed = {**FIRST, "dev": {**FIRST["dev"], "b.yaml": "b: 2\n"}}
    plan = bring(tmp_path, changed)
    assert [change.path for change in plan.manifests] == ["dev/b.yaml"]


def test_foreign_files_are_kept_and_reported(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "a.yaml").write_text("mine\n")
    (tmp_path / "dev" / "notes.txt").write_text("mine\n")
    for force in (False, True):
        plan = bring(tmp_path, FIRST, force=force)
        assert [change.path for change in plan.foreign] == ["dev/a.yaml"]
    assert on_disk(tmp_path) == flat(FIRST) | {"dev/a.yaml": "mine\n", "dev/notes.txt": "mine\n"}
    bring(tmp_path, {})
    assert on_disk(tmp_path) == {"dev/a.yaml": "mine\n", "dev/notes.txt": "mine\n"}


def test_edited_files_are_kept_until_force(tmp_path: Path) -> None:
    bring(tmp_path, FIRST)
    (tmp_path / "dev" / "a.yaml").write_text("edited\n")
    (tmp_path / "prod" / "deep" / "down" / "c.yaml").write_text("edited\n")
    for _ in range(2):
        plan = bring(tmp_path, SECOND)
        assert sorted(change.path for change in plan.edited) == ["dev/a.yaml", "prod/deep/down/c.yaml"]
        assert on_disk(tmp_path)["dev/a.yaml"] == on_disk(tmp_path)["prod/deep/down/c.yaml"] == "edited\n"
    assert bring(tmp_path, SECOND, force=True).is_exact
    assert on_disk(tmp_path) == flat(SECOND)


def test_an_edit_that_equals_the_wanted_content_is_not_an_edit(tmp_path: Path) -> None:
    bring(tmp_path, FIRST)
    (tmp_path / "dev" / "a.yaml").write_text("a: 2\n")
    assert bring(tmp_path, SECOND).is_exact


def test_a_deleted_file_is_written_again(tmp_path: Path) -> None:
    bring(tmp_path, FIRST)
    (tmp_path / "dev" / "a.yaml").unlink()
    assert bring(tmp_path, FIRST).is_exact
    assert on_disk(tmp_path) == flat(FIRST)


def test_a_lost_index_is_rebuilt_from_files_with_the_expected_content(tmp_path: Path) -> None:
    bring(tmp_path, FIRST)
    (tmp_path / "dev" / INDEX).unlink()
    assert bring(tmp_path, FIRST).is_exact
    assert set(read_index(tmp_path, "dev").files) == {"a.yaml", "b.yaml"}


def test_symbolic_links_are_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.yaml").write_text("outside\n")
    root = tmp_path / "tree"
    root.mkdir()
    (root / "dev").symlink_to(outside)
    (root / "prod").mkdir()
    (root / "prod" / "deep").symlink_to(outside)
    plan = bring(root, FIRST)
    assert {change.path for change in plan.foreign} == {"dev/a.yaml", "dev/b.yaml", "prod/deep/down/c.yaml"}
    assert on_disk(outside) == {"a.yaml": "outside\n"}


def test_folders_and_pipes_in_the_way_stay(tmp_path: Path) -> None:
    (tmp_path / "dev" / "a.yaml").mkdir(parents=True)
    os.mkfifo(tmp_path / "dev" / "b.yaml")
    plan = bring(tmp_path, FIRST)
    assert {change.path for change in plan.foreign} == {"dev/a.yaml", "dev/b.yaml"}


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../x", "a//b", "", ".git/config", "C:/x", "a\\..\\b"])
def test_an_index_that_leads_outside_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / INDEX).write_bytes(emit_index(Index({path: WrittenFile("0")})))
    with pytest.raises(TreeError):
        read_index(tmp_path, "dev")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"k8sdsl": 2, "files": {}}', "<<<<<<< HEAD\n", '{"k8sdsl": 1}'])
def test_a_damaged_index_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / INDEX).write_text(text)
    with pytest.raises(TreeError):
        read_index(tmp_path, "dev")


@pytest.mark.parametrize("folders", [("eu", "eu/prod"), ("Prod", "prod"), ("a/b", "A/B/c")])
def test_environments_are_not_written_into_each_other(tmp_path: Path, folders: tuple[str, str]) -> None:
    with pytest.raises(GitOpsError):
        plan_tree(tmp_path, {folder: {"a.yaml": File(b"")} for folder in folders}, TreeOptions())


def test_trees_of_other_runs_are_reported_and_never_removed(tmp_path: Path) -> None:
    bring(tmp_path / "one", FIRST)
    bring(tmp_path / "two", FIRST)
    plan = bring(tmp_path, SECOND)
    assert plan.others == ["one/dev", "one/prod", "two/dev", "two/prod"]
    assert on_disk(tmp_path / "one") == on_disk(tmp_path / "two") == flat(FIRST)


@pytest.mark.parametrize("kind", ["path", "repository"])
def test_environments_of_another_project_stay(tmp_path: Path, kind: str) -> None:
    bring(tmp_path, FIRST, origin=f"{kind}:a")
    plan = bring(tmp_path, {"shop": {"a.yaml": "a: 1\n"}}, origin=f"{kind}:b")
    assert plan.others == ["dev", "prod"]
    with pytest.raises(TreeError):
        bring(tmp_path, SECOND, origin=f"{kind}:b")
    assert on_disk(tmp_path) == flat(FIRST) | {"shop/a.yaml": "a: 1\n"}
    assert bring(tmp_path, SECOND, origin=f"{kind}:b", force=True).others == ["prod"]


def test_most_environments_go_only_when_asked_for(tmp_path: Path) -> None:
    three = {name: {"a.yaml": "a: 1\n"} for name in ("a", "b", "c")}
    bring(tmp_path, three)
    lefts: list[Contents] = [{}, {"a": three["a"]}, {"new": three["a"]}]
    for left in lefts:
        with pytest.raises(TreeError):
            bring(tmp_path, left, prune=False)
        assert on_disk(tmp_path) == flat(three)
    bring(tmp_path, {name: three[name] for name in ("a", "b")}, prune=False)
    bring(tmp_path, {})
    assert on_disk(tmp_path) == {}


def test_an_output_folder_that_is_a_link_or_no_folder_is_refused(tmp_path: Path) -> None:
    home = project(tmp_path / "home", dev="{'a': '1'}")
    (tmp_path / "outside").mkdir()
    (home / "link").symlink_to(tmp_path / "outside")
    os.mkfifo(home / "pipe")
    for into in ("link", "link/deeper", "pipe"):
        k8sdsl(home, "gitops", "--into", into, status=2)
    k8sdsl(home, "gitops", "--into", str(home / "link"), status=2)
    assert list((tmp_path / "outside").iterdir()) == []


@pytest.mark.parametrize("name", [INDEX, STAGING, JOURNAL])
def test_a_link_or_pipe_in_the_place_of_our_own_files_is_refused(tmp_path: Path, name: str) -> None:
    home = project(tmp_path / "home", dev="{'a': '1'}")
    k8sdsl(home, "gitops")
    place = home / "rendered" / ("dev" if name == INDEX else ".") / name
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").write_text("kept")
    overlay(home, "dev", "{'a': '2'}")
    place.unlink(missing_ok=True)
    place.symlink_to(tmp_path / "outside")
    k8sdsl(home, "gitops", status=2)
    place.unlink()
    os.mkfifo(place)
    k8sdsl(home, "gitops", status=2)
    assert (tmp_path / "outside" / "kept").exists()


def test_metadata_changes_only_together_with_manifests(tmp_path: Path) -> None:
    def run(manifest: bytes, note: bytes) -> list[str]:
        files = {"dev": {"a.yaml": File(manifest), "README.md": File(note, role="metadata")}}
        plan = plan_tree(tmp_path, files, TreeOptions(complete=True))
        write_tree(tmp_path, plan)
        return [change.path for change in plan.changes if change.role != "index"]

    assert run(b"a: 1\n", b"first") == ["dev/a.yaml", "dev/README.md"]
    assert run(b"a: 1\n", b"second") == []
    assert run(b"a: 2\n", b"third") == ["dev/a.yaml", "dev/README.md"]


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(TreeError), locked(tmp_path, wait=0.1):
        pass
    with locked(tmp_path, wait=0):
        pass


def test_runs_of_the_command_at_once_leave_an_exact_tree(tmp_path: Path) -> None:
    project(tmp_path, dev="{'a': '1'}", prod="{'a': '1'}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: k8sdsl(tmp_path, "gitops"), range(8)))
    k8sdsl(tmp_path, "gitops", "--check")
    with locked(tmp_path / "rendered"):
        overlay(tmp_path, "dev", "{'a': '2'}")
        assert "another run" in k8sdsl(tmp_path, "gitops", "--wait", "0.2", status=2).stderr
    k8sdsl(tmp_path, "gitops", "--check", status=1)


NAMES = st.sampled_from(["a.yaml", "b.yaml", "c/a.yaml", "c/d/e.yaml"])
CONTENTS = st.dictionaries(
    st.sampled_from(["dev", "prod", "eu/one", "eu/two"]),
    st.dictionaries(NAMES, st.sampled_from(["1\n", "2\n", "3\n"]), min_size=1),
)


@given(st.lists(CONTENTS, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_after_any_runs_the_tree_is_what_the_last_one_wanted(runs: list[Contents]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "dev").mkdir()
        (root / "dev" / "foreign.txt").write_text("foreign\n")
        for contents in runs:
            bring(root, contents)
            assert on_disk(root) == flat(contents) | {"dev/foreign.txt": "foreign\n"}
        assert bring(root, runs[-1]).changes == []
