"""`k8sdsl build TARGET... --into DIR` and `k8sdsl check PATTERN`: the whole repository in one process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from k8sdsl.cli import run as run_here
from k8sdsl.yaml.block import block_documents
from tests.cli.running import CONFIG, CONFIG_YAML, WRONG, project, run

if TYPE_CHECKING:
    from pathlib import Path

WEB = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"
FILES = {
    "overlays/prod.py": CONFIG,
    "apps/web/base/kustomization.yaml": "resources: [web.yaml]\n",
    "apps/web/base/web.yaml": WEB,
    "apps/web/dev/kustomization.yaml": "resources: [../base]\nnamespace: dev\n",
    "apps/web/prod/kustomization.yaml": "resources: [../base]\nnamespace: prod\n",
}


def files_in(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_target_becomes_a_file_with_what_it_builds_to_by_itself(jobs: str, tmp_path: Path) -> None:
    project(tmp_path, FILES)
    done = run(tmp_path, "build", "prod", "apps/**", "--into", "out", "--jobs", jobs)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "out: 4 written, 0 unchanged\n")
    assert files_in(tmp_path / "out") == ["apps/web/base.yaml", "apps/web/dev.yaml", "apps/web/prod.yaml", "prod.yaml"]
    assert (tmp_path / "out/prod.yaml").read_text("utf-8") == CONFIG_YAML
    alone = run(tmp_path, "build", "apps/web/dev").stdout
    assert (tmp_path / "out/apps/web/dev.yaml").read_text("utf-8") == alone
    assert "namespace: dev" in alone


@pytest.mark.parametrize("words", [("build", "*", "--into", "out"), ("build", "prod", "-o", "out/prod.yaml")])
def test_a_project_that_changes_the_working_directory_does_not_move_its_output(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    moving = f"import os\nos.chdir(os.sep)\n{CONFIG}"
    project(tmp_path, {"overlays/dev.py": moving, "overlays/prod.py": moving, "out/prod.yaml": ""})
    assert run(tmp_path, *words).returncode == 0
    assert (tmp_path / "out/prod.yaml").read_text("utf-8") == CONFIG_YAML


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_target_that_fails_hides_none_of_the_others(jobs: str, tmp_path: Path) -> None:
    broken = {"apps/broken/kustomization.yaml": "resources: [nothing.yaml]\n", "overlays/wrong.py": WRONG}
    project(tmp_path, {**FILES, **broken, "out/apps/broken.yaml": "kept\n"})
    done = run(tmp_path, "build", "wrong", "apps/**", "unknown", "--into", "out", "--jobs", jobs)
    assert done.returncode == 2
    for told in ("apps/broken: there is no file", "overlays/wrong.py:2:", "'unknown'", "2 failed: wrong, apps/broken"):
        assert told in done.stderr
    assert "out/wrong.yaml" not in files_in(tmp_path)
    assert (tmp_path / "out/apps/broken.yaml").read_text("utf-8") == "kept\n"
    assert (tmp_path / "out/apps/web/prod.yaml").read_text("utf-8").endswith("namespace: prod\n")


def test_findings_that_stop_one_build_end_with_one(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG, "overlays/wrong.py": WRONG})
    done = run(tmp_path, "build", "prod", "wrong", "--into", "out")
    assert (done.returncode, files_in(tmp_path / "out")) == (1, ["prod.yaml"])


def test_a_file_with_the_same_content_is_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    arguments = ["build", "apps/*/*", "--into", "out", "--format", "json"]
    assert run_here(arguments) == 0
    before = {file: (tmp_path / "out" / file).stat().st_ino for file in files_in(tmp_path / "out")}
    assert len(before) == 3
    (tmp_path / "out/apps/web/dev.json").write_text("edited", encoding="utf-8")
    assert run_here(arguments) == 0
    after = {file: (tmp_path / "out" / file).stat().st_ino for file in before}
    assert {file for file in before if before[file] != after[file]} == {"apps/web/dev.json"}
    assert json.loads((tmp_path / "out/apps/web/dev.json").read_text("utf-8"))["metadata"]["namespace"] == "dev"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("prod", "apps/web/dev"), "--into DIR"),
        (("prod", "apps/web/dev", "--into", "out", "-o", "file"), "cannot be combined"),
        (("prod", "overlays/../prod.py", "--into", "out"), "would be written to the same file"),
        (("nothing/**", "--into", "out"), "matches 'nothing/**'"),
    ],
)
def test_targets_that_cannot_be_written_are_refused(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    project(tmp_path, FILES | {"prod.py": CONFIG})
    done = run(tmp_path, "build", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


def test_no_file_leaves_the_directory_through_a_link(tmp_path: Path) -> None:
    project(tmp_path, FILES)
    (tmp_path / "out").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "out/apps").symlink_to(tmp_path / "outside")
    done = run(tmp_path, "build", "apps/web/dev", "prod", "--into", "out")
    assert (done.returncode, files_in(tmp_path / "outside")) == (2, [])
    assert (tmp_path / "out/prod.yaml").is_file()


def test_a_file_that_many_targets_share_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    texts: list[bytes] = []

    def counted(text: bytes, *dialect: object) -> object:
        texts.append(text)
        return block_documents(text, *dialect)  # type: ignore[arg-type]

    monkeypatch.setattr("k8sdsl.yaml.reader.block_documents", counted)
    assert run_here(["build", "apps/**", "--into", "out"]) == 0
    assert texts.count(WEB.encode()) == 1
    assert (tmp_path / "out/apps/web/base.yaml").read_text(
        "utf-8"
    ) == "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"


def test_a_pattern_checks_every_overlay_and_kustomization(tmp_path: Path) -> None:
    bad = {"apps/bad/kustomization.yaml": "resources: [a.yaml]\n", "apps/bad/a.yaml": WEB.replace("web", "A_B")}
    project(tmp_path, {**FILES, **bad, "overlays/wrong.py": WRONG})
    for words in (["apps/**"], ["**", "--jobs", "2"]):
        done = run(tmp_path, "check", *words, "--severity", "error", "--format", "json")
        assert done.returncode == 1
        sources = {finding["source"]["file"] for finding in json.loads(done.stdout)}
        assert sources == {"apps/bad/a.yaml", "overlays/wrong.py"} if "**" in words else {"apps/bad/a.yaml"}
