"""Remote bases are fetched once, locked, and built offline."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from contextlib import suppress
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.kustomize import build_kustomization
from k8sdsl.project.vendored import LockedSource, digest_of, lock_text
from k8sdsl.vendoring.archive import tree_of_archive
from k8sdsl.vendoring.tree import SourceTree
from k8sdsl.vendoring.vendor import Vendor, unlocked
from tests.cli.running import environment
from tests.kustomize.trees import SETTINGS, write
from tests.vendoring.servers import commit, git, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

K = "kustomization.yaml"
BASE = {
    f"apps/web/{K}": "resources: [../../base]\nnamePrefix: web-",
    f"base/{K}": "resources: [a.yaml]",
    "base/a.yaml": SETTINGS,
    "other/large.bin": "x" * 1000,
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "srv").mkdir()
    with served(tmp_path / "srv") as address:
        yield address


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def vendored(project: Path, *addresses: str, update: bool = False) -> list[str]:
    """Fetches what a kustomization at the root of a project lists; the notes."""
    write(project, {K: f"resources: {json.dumps(addresses)}"})
    vendor = Vendor(project, update=update)
    vendor.fetch([project])
    return vendor.notes


def names(project: Path) -> list[str]:
    """The names of the objects that a build of the project has."""
    return [manifest.name for manifest in build_kustomization(project)]


def lock(project: Path) -> dict[str, Any]:
    """The entries of the lock file."""
    sources: dict[str, Any] = json.loads((project / "vendored" / "k8sdsl.lock").read_text())["sources"]
    return sources


def only_folder(project: Path) -> Path:
    """The one vendored folder."""
    (folder,) = [entry for entry in (project / "vendored").iterdir() if entry.is_dir()]
    return folder


def test_a_build_uses_the_locked_commit_of_a_repository_offline(tmp_path: Path, project: Path) -> None:
    revision = commit(tmp_path / "srv" / "repo", BASE, tag="v1")
    with served(tmp_path / "srv") as server:
        address = f"{server}/repo/.git//apps/web?ref=v1"
        assert vendored(project, address) == []
    assert names(project) == ["web-settings"]
    assert lock(project)[address]["revision"] == revision
    assert not (only_folder(project) / "other").exists()
    assert unlocked(project, [project]) == []


@pytest.mark.parametrize("revision", ["", "main", "v1", "commit"])
def test_a_revision_is_a_branch_a_tag_or_a_commit(revision: str, tmp_path: Path, project: Path) -> None:
    first = commit(tmp_path / "repo", BASE, tag="v1")
    query = f"?ref={first if revision == 'commit' else revision}" if revision else ""
    vendored(project, f"file://{tmp_path}/repo//base{query}")
    assert names(project) == ["settings"]


def test_a_build_without_a_lock_names_the_command(project: Path) -> None:
    write(project, {K: "resources: ['https://example.com/org/repo//base?ref=v1']"})
    with pytest.raises(K8sdslError, match="k8sdsl vendor"):
        build_kustomization(project)
    assert unlocked(project, [project]) == ["https://example.com/org/repo//base?ref=v1 is not locked"]


def test_components_and_bases_of_bases_are_fetched_too(tmp_path: Path, project: Path, server: str) -> None:
    commit(tmp_path / "srv" / "inner", {f"c/{K}": "kind: Component\nnameSuffix: -c", f"b/{K}": BASE[f"base/{K}"]})
    commit(tmp_path / "srv" / "inner", {"b/a.yaml": SETTINGS})
    inner = f"{server}/inner/.git"
    commit(tmp_path / "srv" / "outer", {K: f"resources: ['{inner}//b']\ncomponents: ['{inner}//c']"})
    vendored(project, f"{server}/outer/.git?ref=main")
    assert names(project) == ["settings-c"]
    assert len(lock(project)) == 3


def test_a_missing_revision_is_an_error(tmp_path: Path, project: Path, server: str) -> None:
    commit(tmp_path / "srv" / "repo", BASE)
    with pytest.raises(K8sdslError, match="v9"):
        vendored(project, f"{server}/repo/.git//base?ref=v9")


def test_a_moved_tag_is_reported_and_the_locked_commit_kept(tmp_path: Path, project: Path, server: str) -> None:
    repository = tmp_path / "srv" / "repo"
    first = commit(repository, BASE, tag="v1")
    git(repository, "config", "uploadpack.allowAnySHA1InWant", "true")
    address = f"{server}/repo/.git//base?ref=v1"
    vendored(project, address)
    second = commit(repository, {"base/a.yaml": SETTINGS.replace("settings", "moved")}, tag="v1")
    assert vendored(project, address) == []  # what is locked and intact needs no server
    write(only_folder(project), {"base/a.yaml": "changed"})
    (note,) = vendored(project, address)
    assert first[:12] in note
    assert second[:12] in note
    assert names(project) == ["settings"]
    vendored(project, address, update=True)
    assert names(project) == ["moved"]
    assert lock(project)[address]["revision"] == second


def test_a_locked_commit_that_is_gone_is_an_error(tmp_path: Path, project: Path, server: str) -> None:
    commit(tmp_path / "srv" / "repo", BASE, tag="v1")
    address = f"{server}/repo/.git//base?ref=v1"
    vendored(project, address)
    (tmp_path / "srv" / "repo").rename(tmp_path / "old")
    commit(tmp_path / "srv" / "repo", {**BASE, "base/a.yaml": "{}"}, tag="v1")
    write(only_folder(project), {"base/a.yaml": "changed"})
    with pytest.raises(K8sdslError, match="--update"):
        vendored(project, address)


def test_changed_files_are_refused_and_restored(tmp_path: Path, project: Path, server: str) -> None:
    commit(tmp_path / "srv" / "repo", BASE, tag="v1")
    address = f"{server}/repo/.git//base?ref=v1"
    vendored(project, address)
    for change in ({"base/a.yaml": "changed"}, {"base/new.yaml": "added"}):
        write(only_folder(project), change)
        with pytest.raises(K8sdslError, match="locked"):
            names(project)
        assert unlocked(project, [project]) == [f"{address} differs from what was locked"]
        vendored(project, address)
        assert names(project) == ["settings"]


def test_what_nothing_refers_to_is_removed(tmp_path: Path, project: Path, server: str) -> None:
    commit(tmp_path / "srv" / "repo", BASE, tag="v1")
    vendored(project, f"{server}/repo/.git//base?ref=v1", f"{server}/repo/.git//apps/web?ref=v1")
    assert len(list((project / "vendored").iterdir())) == 3
    (note,) = vendored(project, f"{server}/repo/.git//base?ref=v1")
    assert "no longer used" in note
    assert only_folder(project).is_dir()


def test_a_hostile_repository_runs_and_reads_nothing(tmp_path: Path, project: Path, server: str) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(SETTINGS)
    repository = tmp_path / "srv" / "repo"
    ran = tmp_path / "ran"
    commit(repository, {**BASE, ".gitattributes": "* filter=evil\n", "base/.git-hooks/x": "x"})
    (repository / "base" / "link.yaml").symlink_to(secret)
    git(repository, "config", "filter.evil.smudge", f"touch {ran}")
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    commit(repository, {f"base/{K}": "resources: [a.yaml, link.yaml]"})
    vendored(project, f"{server}/repo/.git//base")
    assert not ran.exists()
    assert not (only_folder(project) / "base" / "link.yaml").exists()
    with pytest.raises(K8sdslError):
        names(project)


@pytest.mark.parametrize(
    "entry", ["file:///etc//x", "--upload-pack=touch//x?ref=v1", "https://example.com/org/repo//../../x"]
)
def test_hostile_addresses_are_refused(entry: str, tmp_path: Path, project: Path, server: str) -> None:
    commit(tmp_path / "srv" / "repo", {K: f"resources: ['{entry}']"})
    with pytest.raises(K8sdslError):
        vendored(project, f"{server}/repo/.git")


def tarred(files: dict[str, str]) -> bytes:
    """A compressed tar file."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("repo-1/base/link.yaml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return held.getvalue()


def zipped(files: dict[str, str]) -> bytes:
    """A zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


@pytest.mark.parametrize("name", ["repo.tar.gz", "repo.tgz", "repo.zip"])
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_an_archive_is_unpacked_inside_its_folder(
    name: str, scheme: str, tmp_path: Path, project: Path, server: str
) -> None:
    files = {f"repo-1/{path}": text for path, text in BASE.items()}
    content = (zipped if name.endswith("zip") else tarred)({**files, "repo-1/base/../../../evil.yaml": "x"})
    (tmp_path / "srv" / name).write_bytes(content)
    start = server if scheme == "http" else f"file://{tmp_path}/srv"
    vendored(project, f"{start}/{name}//base")
    assert names(project) == ["settings"]
    assert list(tmp_path.rglob("evil.yaml")) == []


def test_a_broken_or_boundless_archive_is_refused(tmp_path: Path, project: Path) -> None:
    huge = tarfile.TarInfo("a.yaml")
    huge.size = 10**12
    for content in (b"", b"not an archive", huge.tobuf()):
        (tmp_path / "a.tar").write_bytes(content)
        with pytest.raises(K8sdslError):
            vendored(project, f"file://{tmp_path}/a.tar//base")


def test_a_single_file_is_fetched(tmp_path: Path, project: Path, server: str) -> None:
    (tmp_path / "srv" / "install.yaml").write_text(SETTINGS)
    vendored(project, f"{server}/install.yaml")
    assert names(project) == ["settings"]
    with pytest.raises(K8sdslError, match=r"gone\.yaml"):
        vendored(project, f"{server}/gone.yaml")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "sources": {}}', '{"version": 1, "sources": {"a": 1}}']
)
def test_a_broken_lock_file_is_refused(text: str, project: Path) -> None:
    write(project, {K: "resources: ['https://example.com/a/b//c']", "vendored/k8sdsl.lock": text})
    with pytest.raises(K8sdslError):
        build_kustomization(project)


@pytest.mark.parametrize("folder", ["..", "/etc", "a/../..", ""])
def test_a_lock_file_leads_nowhere_else(folder: str, project: Path) -> None:
    entry = {"folder": folder, "place": "", "revision": "", "digest": ""}
    text = json.dumps({"version": 1, "sources": {"https://example.com/a/b//c": entry}})
    write(project, {K: "resources: ['https://example.com/a/b//c']", "vendored/k8sdsl.lock": text})
    with pytest.raises(K8sdslError):
        build_kustomization(project)


SOURCE = "https://u:hunter2Zq8xMARKER@example.com/a/b//c"
HEAD = "https://example.com/a/b//c"


def locked_with(project: Path, **changes: str) -> None:
    """A kustomization with a remote base, and a lock file that somebody wrote."""
    entry = {"folder": "x", "place": "", "revision": "", "digest": "sha256:0", **changes}
    text = json.dumps({"version": 1, "sources": {HEAD: entry}})
    write(project, {K: "resources: []", "vendored/k8sdsl.lock": text})


@pytest.mark.parametrize("folder", ["x", "link", "link/kept", "x/../link"])
def test_removing_what_is_not_used_never_leaves_the_folder(folder: str, tmp_path: Path, project: Path) -> None:
    write(tmp_path / "outside", {"kept/a.yaml": SETTINGS})
    locked_with(project, folder=folder)
    (project / "vendored" / "link").symlink_to(tmp_path / "outside")
    with suppress(K8sdslError):
        Vendor(project).fetch([project])
    assert (tmp_path / "outside" / "kept" / "a.yaml").exists()


@pytest.mark.parametrize("name", ["vendored", "vendored/k8sdsl.lock"])
def test_nothing_is_written_through_a_link(name: str, tmp_path: Path, project: Path) -> None:
    (tmp_path / "srv").mkdir()
    git(tmp_path / "srv", "init", "-q", "-b", "main")
    commit(tmp_path / "srv", BASE)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("kept")
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).symlink_to(outside if name == "vendored" else outside / "file")
    with pytest.raises(K8sdslError):
        vendored(project, f"file://{tmp_path}/srv//base?ref=main")
    assert [(path.name, path.read_text()) for path in outside.iterdir()] == [("file", "kept")]


def test_links_in_the_place_of_what_is_fetched_are_replaced(tmp_path: Path, project: Path) -> None:
    (tmp_path / "srv").mkdir()
    git(tmp_path / "srv", "init", "-q", "-b", "main")
    commit(tmp_path / "srv", BASE)
    address = f"file://{tmp_path}/srv//base?ref=main"
    vendored(project, address)
    folder = project / "vendored" / lock(project)[address]["folder"]
    outside = tmp_path / "outside"
    outside.mkdir()
    rmtree(folder)
    folder.symlink_to(outside)
    (project / "vendored" / f".{folder.name}.part").symlink_to(outside)
    with pytest.raises(K8sdslError):
        build_kustomization(project)
    vendored(project, address)
    assert (list(outside.iterdir()), folder.is_symlink()) == ([], False)
    assert names(project) == ["settings"]


def test_runs_at_once_wait_for_each_other(tmp_path: Path, project: Path, server: str) -> None:
    addresses = []
    for number in range(3):
        commit(tmp_path / "srv" / f"repo{number}", BASE)
        addresses.append(f"{server}/repo{number}/.git//apps/web?ref=main")
    write(project, {K: f"resources: {json.dumps(addresses)}"})
    words = [sys.executable, "-m", "k8sdsl", "vendor", "--update"]
    runs = [subprocess.Popen(words, cwd=project, env=environment(), stderr=subprocess.PIPE) for _ in range(4)]
    assert [(run.communicate()[1], run.returncode) for run in runs] == [(b"", 0)] * 4
    assert unlocked(project, [project]) == []
    assert [file.name for file in (project / "vendored").iterdir() if file.name.startswith(".")] == []


def test_a_locked_folder_with_a_link_is_refused(tmp_path: Path, project: Path) -> None:
    write(tmp_path / "outside", {K: "resources: [a.yaml]", "a.yaml": SETTINGS})
    locked_with(project)
    write(project, {K: f"resources: ['{HEAD}']", "vendored/x/a.yaml": SETTINGS})
    (project / "vendored" / "x" / "c").symlink_to(tmp_path / "outside")
    assert digest_of(project / "vendored" / "x") == ""
    with pytest.raises(K8sdslError):
        build_kustomization(project)


def test_a_password_in_an_address_appears_nowhere(project: Path) -> None:
    write(project, {K: f"resources:\n- {SOURCE}\n"})
    for run in (lambda: build_kustomization(project), lambda: Vendor(project).fetch([project])):
        with pytest.raises(K8sdslError) as raised:
            run()
        assert "hunter2Zq8xMARKER" not in f"{raised.value} {raised.value.remedy}"
    assert "hunter2Zq8xMARKER" not in unlocked(project, [project])[0]


def test_the_lock_file_names_addresses_without_passwords(tmp_path: Path, project: Path) -> None:
    write(tmp_path / "outside", {"c/kustomization.yaml": "resources: [a.yaml]", "c/a.yaml": SETTINGS})
    write(project, {K: f"resources: ['{SOURCE}']", "vendored/x/c/kustomization.yaml": "resources: [a.yaml]"})
    write(project, {"vendored/x/c/a.yaml": SETTINGS})
    source = LockedSource(folder="x", place="c", revision="1", digest=digest_of(project / "vendored" / "x"))
    (project / "vendored" / "k8sdsl.lock").write_text(lock_text({HEAD: source}))
    assert names(project) == ["settings"]
    Vendor(project).fetch([project])
    assert list(lock(project)) == [HEAD]


def test_a_header_of_an_archive_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("k8sdsl.vendoring.archive._MAX_ARCHIVE", 1_000_000)
    packed = gzip.compress(tar_header(b"x", 2_000_000) + bytes(2_000_000))
    with pytest.raises(K8sdslError):
        tree_of_archive("https://example.com/a.tgz", packed)


def tar_header(kind: bytes, size: int) -> bytes:
    """The header of a member of any kind (`x` is an extended header)."""
    member = tarfile.TarInfo("a")
    member.type, member.size = kind, size
    return member.tobuf()


def test_large_trees_are_searched_in_linear_time() -> None:
    tree = SourceTree({f"d{number}/a": 1 for number in range(200_000)}, lambda paths: dict.fromkeys(paths, b""))
    assert all(tree.is_directory(f"d{number}") for number in range(0, 200_000, 10))
