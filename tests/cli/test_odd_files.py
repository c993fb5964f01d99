"""A pipe, a device, a directory or a huge file in the place of any file of input is reported."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from k8sdsl.cli import run as run_here
from k8sdsl.locations import content
from tests.cli.running import COMMAND, CONFIG, ROOT, environment, project
from tests.projects import HEAD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
SEALED = (
    "from k8sdsl.gitops import GitOps, SealedSecrets\n"
    'gitops = GitOps(secrets=SealedSecrets(certificate="odd", fingerprint_key="0123456789abcdef0123456789"))\n'
)
SECRET = HEAD + 'overlay = Overlay(base=k8s.Secret("s", string_data={"p": "v"}), namespace="x")\n'
FROM_FILE = (
    HEAD + "from k8sdsl.gitops import from_file\n"
    'overlay = Overlay(base=k8s.Secret("s", string_data={"p": from_file("../odd")}))\n'
)
GENERATOR = (
    HEAD + "from k8sdsl import ConfigMapGenerator\n"
    'overlay = Overlay(base=[], config_map_generator=[ConfigMapGenerator("a", files=["../odd"])])\n'
)
COMPOSE = (
    "secrets: {s: {file: odd}}\nservices:\n  a: {image: a, env_file: [odd], volumes: ['./odd:/x'], secrets: [s]}\n"
)

PLACES: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "a manifest": ("odd", {}, ("check -f odd", "diff odd a.yaml", "diff a.yaml odd", "why ConfigMap/a -f odd")),
    "definitions": ("odd", {}, ("check -f a.yaml --crds odd", "import crd odd --to apis")),
    "the folder of definitions": ("crds/odd.yaml", {}, ("check -f a.yaml", "check", "build dev", "explain Widget")),
    "policies of a cluster": ("odd", {}, ("check -f a.yaml --admission-policies odd",)),
    "a cluster": ("odd", {}, ("check -f a.yaml --cluster odd", "forecast dev --cluster odd")),
    "settings": ("pyproject.toml", {}, ("build dev", "check", "check -f a.yaml", "gitops", "diff a.yaml b.yaml")),
    "an overlay": ("overlays/odd.py", {}, ("check", "build odd", "gitops", "diff odd dev")),
    "policies of a project": ("policies/odd.py", {}, ("check dev --policy odd",)),
    "the declaration of gitops": ("gitops.py", {}, ("gitops",)),
    "a certificate": ("odd", {"gitops.py": SEALED, "overlays/dev.py": SECRET}, ("gitops",)),
    "a value": ("odd", {"overlays/dev.py": FROM_FILE}, ("build dev",)),
    "a generator's file": ("odd", {"overlays/dev.py": GENERATOR}, ("build dev",)),
    "a base": ("odd", {"overlays/dev.py": HEAD + 'overlay = Overlay(base="../odd")\n'}, ("build dev", "check")),
    "a kustomization": ("k/kustomization.yaml", {"k/a.yaml": MAP}, ("build k", "import kustomize k --to out")),
    "a resource": ("k/odd", {"k/kustomization.yaml": "resources: [odd]\n"}, ("build k", "import kustomize k --to out")),
    "a patch": ("k/odd", {"k/kustomization.yaml": "patches: [{path: odd}]\n"}, ("build k",)),
    "env lines": ("k/odd", {"k/kustomization.yaml": "configMapGenerator: [{name: a, envs: [odd]}]\n"}, ("build k",)),
    "a compose file": ("odd", {}, ("import compose odd --to out",)),
    "files of a compose file": ("odd", {"c.yaml": COMPOSE}, ("import compose c.yaml --to out",)),
    "variables": (".env", {"c.yaml": "services: {a: {image: $A}}\n"}, ("import compose c.yaml --to out",)),
    "an index": ("rendered/dev/.k8sdsl-index", {}, ("gitops", "gitops --check", "diff rendered dev")),
    "a journal": ("rendered/.k8sdsl-journal", {}, ("gitops", "gitops --check")),
    "a record": ("shard/.k8sdsl-shard/record", {}, ("gitops --merge shard",)),
    "a generated module": ("apis/example_com_v1.py", {}, ("import crd crd.yaml --to apis",)),
}
CRD = (
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\n"
    "spec:\n  group: example.com\n  scope: Namespaced\n  names: {plural: widgets, singular: widget, kind: Widget}\n"
    "  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]\n"
)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3_000_000_000)  # takes no space


def _directory(path: Path) -> None:
    path.mkdir()


def _circle(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], tuple[int, str]]:
    """Runs a command line in the folder of the test; its status and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(content, "PATIENCE", 0.01)

    def call(line: str) -> tuple[int, str]:
        status = 2
        with suppress(SystemExit):
            status = run_here(line.split())
        return status, capsys.readouterr().err

    return call


@pytest.mark.parametrize("make", [_pipe, _device, _huge, _directory, _circle], ids=lambda make: make.__name__[1:])
@pytest.mark.parametrize("place", PLACES)
def test_every_command_ends(
    place: str, make: Callable[[Path], None], tmp_path: Path, command: Callable[[str], tuple[int, str]]
) -> None:
    name, files, lines = PLACES[place]
    project(tmp_path, {"overlays/dev.py": CONFIG, "a.yaml": MAP, "b.yaml": MAP, "crd.yaml": CRD, **files})
    if name.startswith("rendered"):
        assert command("gitops")[0] == 0
    odd = tmp_path / name
    odd.parent.mkdir(parents=True, exist_ok=True)
    odd.unlink(missing_ok=True)
    make(odd)
    for line in lines:
        status, told = command(line)
        assert status in {0, 1, 2}, (line, told)
        assert "Traceback" not in told, (line, told)
        if name == "odd" and make is not _directory and "compose c" not in line:
            assert (status, "odd" in told) == (2, True), (line, told)


def test_a_pipe_with_a_writer_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(MAP)
    script = f"{' '.join(COMMAND)} diff <(sleep 0.3; head -1 a.yaml; sleep 0.2; tail -2 a.yaml) a.yaml"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "no difference\n")


def test_nothing_at_all_is_read_from_the_null_device(command: Callable[[str], tuple[int, str]], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(MAP)
    assert command("diff /dev/null a.yaml")[0] == 1


def test_a_link_out_of_the_folder_of_a_compose_file_is_not_imported(
    tmp_path: Path, command: Callable[[str], tuple[int, str]]
) -> None:
    (tmp_path / "private").write_text("hunter2")
    project(tmp_path / "c", {"c.yaml": "services: {a: {image: a, volumes: ['./d:/x']}}\n", "d/own": "own"})
    (tmp_path / "c" / "d" / "linked").symlink_to(tmp_path / "private")
    (tmp_path / "c" / ".env").symlink_to(tmp_path / "private")
    assert command("import compose c/c.yaml --to out")[0] == 0
    written = "".join(file.read_text() for file in (tmp_path / "out").rglob("*") if file.is_file())
    assert "own" in written
    assert "hunter2" not in written


READERS = re.compile(r"\.read_text\(|\.read_bytes\(|(?<![\w.])(?<!def )open\(|\b(?:os|path|file|beside)\.open\(")
OWN_FILES = {
    *("catalog/definitions.py", "cli/__init__.py", "cli/plain.py", "locations/python_calls.py"),
    *("cli/commands/help.py", "cli/completion/candidates.py", "schemas/__init__.py"),
    *("scaffold/__init__.py", "serve/page.py"),  # these read files of the package
    *(
        "cli/into.py",
        "cli/output.py",
        "gitops/tree/tree_writer.py",
        "locations/part_files.py",
        "project/modules.py",
        "gitops/tree/state.py",
        "gitops/tree/tree_lock.py",
    ),  # to write
}


def test_one_module_reads_files_of_input() -> None:
    package = ROOT / "k8sdsl"
    found = {
        str(file.relative_to(package))
        for file in package.rglob("*.py")
        if READERS.search(file.read_text(encoding="utf-8"))
    }
    assert {name for name in found if not name.startswith("codegen/")} - OWN_FILES == {"locations/content.py"}


EMPTY = (
    *("blame .", "build .", "check .", "check -f .", "diff .", "forecast .", "graph .", "gitops", "import compose ."),
    *("import crd . --to apis", "import kustomize . --to out", "import yaml . --to out", "report A..B", "vendor"),
    *("why ConfigMap/a", "upgrade --to 1.37 -f .", "trace . a:80", "build", "check", "serve"),
)


@pytest.mark.parametrize("line", EMPTY)
def test_an_empty_directory_is_an_error_that_says_what_to_do(
    line: str, command: Callable[[str], tuple[int, str]], tmp_path: Path
) -> None:
    status, told = command(line)
    assert (status, "\n  help: " in told) == (2, True), told
    assert list(tmp_path.iterdir()) == []
