"""What the system refuses (space, memory, open files) is an error for the user, and no bug of ours."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from k8sdsl.cli.failure import failure_text
from tests.cli.running import COMMAND, CONFIG, CONFIG_YAML, environment, project
from tests.projects import write_project
from tests.unshared import unshared
from tests.vendoring.servers import commit

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are set as on Linux")


def limited(folder: Path, line: str, before: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *COMMAND, *line.split()],
        cwd=folder, env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


def with_limit(setup: str) -> tuple[str, ...]:
    return ("sh", "-c", f'{setup}; exec "$@"', "sh")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = project(tmp_path, {"overlays/prod.py": CONFIG, "a.yaml": CONFIG_YAML})
    commit(folder, {"large.yaml": "#" * 300_000})
    return folder


def test_a_full_disk_of_temporary_files(folder: Path) -> None:
    (folder / "temporary").mkdir()
    setup = f"mount -t tmpfs -o size=64k none {folder}/temporary && export TMPDIR={folder}/temporary"
    ended = limited(folder, "diff HEAD", unshared(setup))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("error[system/limit]")


@pytest.mark.parametrize(
    ("setup", "line"),
    [
        ("ulimit -f 0", "diff HEAD"),  # no directory for temporary files
        ("ulimit -f 0", "report HEAD..HEAD"),
        ("ulimit -n 6", "diff HEAD"),
        ("ulimit -n 6", "gitops"),
        ("ulimit -n 6", "import yaml a.yaml --to new"),
    ],
)
def test_a_limit_of_the_process(setup: str, line: str, folder: Path) -> None:
    ended = limited(folder, line, with_limit(setup))
    assert ended.returncode == 2
    assert "error[system/limit]" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "line",
    [
        *("vendor remote", "build prod -o disk/x", "build prod --into disk/x", "gitops --into disk/x"),
        *("gitops --into x --cache disk/x", "check --format json=disk/x", "import yaml a.yaml --to disk/x"),
        *("graph prod -o disk/x.svg", "report HEAD..HEAD -o disk/x.html", "init disk/x"),
    ],
)
def test_a_full_disk_is_named_and_not_standard_output(line: str, folder: Path) -> None:
    for name in ("disk", "vendored"):
        (folder / name).mkdir()
    write_project(folder, {"remote/kustomization.yaml": f"resources: ['git::file://{folder}//.']\n"})
    write_project(folder, {"kustomization.yaml": "resources: [a.yaml]\n"})
    commit(folder, {})
    full = "mount -t tmpfs -o size=4k,mode=777 none {0} && head -c 4096 /dev/zero > {0}/.full"
    ended = limited(folder, line, unshared(" && ".join(full.format(folder / name) for name in ("disk", "vendored"))))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "error[file/not-written]" in ended.stderr
    assert ("vendored/" if line.startswith("vendor") else "disk/x") in ended.stderr


def test_no_memory(folder: Path) -> None:
    (folder / "large.yaml").write_text("#" * 90_000_000)
    ended = limited(folder, "check -f large.yaml", with_limit("ulimit -v 150000"))
    assert ended.returncode == 2
    assert ended.stderr.startswith("error[system/limit]")


def test_the_text_of_an_error_about_space_does_not_close_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert failure_text(OSError(errno.ENOSPC, "No space left on device")).startswith("error[system/limit]")
    os.write(1, b"still open")
    assert capfd.readouterr().out == "still open"
