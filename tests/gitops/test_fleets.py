"""Many environments from one file, by several processes, on several machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8sdsl.errors import GitOpsError, LoadError
from k8sdsl.gitops.declaration import GitOps
from k8sdsl.gitops.environment import environment_names, folder_of, select
from k8sdsl.gitops.render import render_all
from k8sdsl.pipeline import build
from tests.gitops.trees import k8sdsl, on_disk, project

FLEET = """
from functools import partial
from k8sdsl import Overlay, k8s

def cluster(region, number):
    print("built\\n", end="")
    return Overlay(base=[k8s.ConfigMap("web", data={"cluster": f"{region}-{number}"})], namespace="web")

overlays = {f"{region}-{number}": partial(cluster, region, number) for region in ("eu", "us") for number in range(4)}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = project(tmp_path / "home", dev="{'a': '1'}")
    (folder / "overlays" / "fleet.py").write_text(FLEET)
    monkeypatch.chdir(folder)
    return folder


def test_a_fleet_is_listed_and_chosen_by_patterns(home: Path) -> None:
    names = environment_names(home)
    assert names == ["dev", *[f"fleet/{region}-{n}" for region in ("eu", "us") for n in range(4)]]
    assert select(names, ["fleet/eu-*", "dev"]) == names[:5]
    with pytest.raises(GitOpsError):
        select(names, ["fleet/asia-*"])


def test_one_member_is_built_and_no_other(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert home.is_dir()
    assert "cluster: eu-2" in build("fleet/eu-2")
    assert capsys.readouterr().out.count("built") == 1
    for name in ("fleet/eu-9", "fleet"):
        with pytest.raises(LoadError):
            build(name)


def test_overlays_may_be_a_function(home: Path) -> None:
    (home / "overlays" / "made.py").write_text(FLEET + "\nmade = overlays\ndef overlays():\n    return made\n")
    assert "made/us-3" in environment_names(home)


@pytest.mark.parametrize("text", ["overlays = 1\n", "overlays = {'a': 1}\n", "overlays = {1: lambda: None}\n"])
def test_an_invalid_fleet_is_an_error(home: Path, text: str) -> None:
    (home / "overlays" / "wrong.py").write_text(text)
    with pytest.raises(LoadError):
        environment_names(home)


def test_several_processes_give_the_same(home: Path) -> None:
    names = environment_names(home)
    alone, together = (render_all(names, GitOps(), jobs=jobs) for jobs in (1, 3))
    assert alone == together


def test_an_error_in_one_environment_is_reported_and_nothing_is_written(home: Path) -> None:
    (home / "overlays" / "broken.py").write_text("1 / 0\n")
    for jobs in ("1", "3"):
        told = k8sdsl(home, "gitops", "--jobs", jobs, status=2).stderr
        assert "ZeroDivisionError" in told
    assert not (home / "rendered").exists()


@pytest.mark.parametrize(
    "text",
    [
        "raise SystemExit(3)\n",
        "from k8sdsl import Overlay\noverlay = Overlay(base='nothing.yaml')\n",
        "from k8sdsl import Overlay, k8s\noverlay = Overlay(base=[k8s.ConfigMap('a')], images={'x': '1', 'y': '2'})\n",
        "from k8sdsl import from_dict\nfrom_dict({'apiVersion': 'v1', 'kind': 'Pod', 'spec': 1, 'x': 2})\n",
        "class Odd(Exception):\n    def __init__(self, a, b): super().__init__(a)\nraise Odd(1, 2)\n",
    ],
)
def test_every_error_is_reported_equally_by_one_and_by_several_processes(home: Path, text: str) -> None:
    (home / "overlays" / "broken.py").write_text(text)
    told = [k8sdsl(home, "gitops", "--jobs", jobs, status=2).stderr for jobs in ("1", "3")]
    assert told[0] == told[1]
    assert told[0]


def test_shards_are_put_together(home: Path, tmp_path: Path) -> None:
    k8sdsl(home, "gitops", "--into", str(tmp_path / "whole"))
    parts = [str(tmp_path / f"part-{n}") for n in (1, 2, 3)]
    for number, part in enumerate(parts, start=1):
        k8sdsl(home, "gitops", "--shard", f"{number}/3", "--into", part)
    merge = [word for part in parts for word in ("--merge", part)]
    k8sdsl(home, "gitops", *merge, "--into", str(tmp_path / "merged"))
    assert on_disk(tmp_path / "merged") == on_disk(tmp_path / "whole")
    k8sdsl(home, "gitops", "--check", "--into", str(tmp_path / "merged"))


def test_shards_that_make_no_whole_are_refused(home: Path, tmp_path: Path) -> None:
    for number, part in ((1, "a"), (2, "b"), (2, "again")):
        k8sdsl(home, "gitops", "--shard", f"{number}/2", "--into", str(tmp_path / part))
    a, b, again = (("--merge", str(tmp_path / part)) for part in ("a", "b", "again"))
    for words in (a, (*a, *a), (*a, *b, *again), (*a, "--merge", str(tmp_path / "nothing"))):
        k8sdsl(home, "gitops", *words, "--into", str(tmp_path / "merged"), status=2)
    (tmp_path / "b" / "fleet" / "eu-0" / "web_configmap_web.yaml").write_text("edited\n")
    k8sdsl(home, "gitops", *a, *b, "--into", str(tmp_path / "merged"), status=2)
    assert not (tmp_path / "merged").exists()


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3"])
def test_an_invalid_shard_is_refused(home: Path, shard: str) -> None:
    k8sdsl(home, "gitops", f"--shard={shard}", status=2)


@pytest.mark.parametrize("name", ["a b", "ü", ".git", "-x", "a:b", "con"])
def test_hostile_names_of_environments_become_safe_folders(name: str) -> None:
    folder = folder_of(name)
    assert folder.isascii()
    assert not folder.startswith(".")
    assert " " not in folder
