"""`k8sdsl import crd` writes typed classes that stacks use, and says when they are behind their definitions."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import COMMAND, environment, run
from tests.projects import write_project

if TYPE_CHECKING:
    from pathlib import Path

DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: taps.water.example.com}
spec:
  group: water.example.com
  names: {kind: Tap, plural: taps, singular: tap, listKind: TapList}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [mode]
            properties:
              mode: {type: string, enum: [Open, Closed]}
              maxLitres: {type: integer}
"""
OVERLAY = """\
from apis.water_example_com_v1 import Tap, TapSpec
from k8sdsl import Overlay, patch

@patch(Tap, "kitchen")
def more(tap: Tap) -> None:
    tap.spec.max_litres = 9

overlay = Overlay(base=Tap("kitchen", spec=TapSpec(mode="Open")), patches=[more])
"""
BUILT = """\
apiVersion: water.example.com/v1
kind: Tap
metadata:
  name: kitchen
spec:
  maxLitres: 9
  mode: Open
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_project(tmp_path, {"crds/taps.yaml": DEFINITION, "overlays/prod.py": OVERLAY})
    return tmp_path


def test_stacks_use_the_written_classes(folder: Path) -> None:
    imported = run(folder, "import", "crd", "crds", "--to", "apis")
    assert (imported.returncode, imported.stdout) == (0, "")
    built = run(folder, "build", "prod")
    assert (built.returncode, built.stdout) == (0, BUILT)


def test_a_patch_of_a_typed_custom_resource_points_at_its_line(folder: Path) -> None:
    run(folder, "import", "crd", "crds", "--to", "apis")
    overlay = OVERLAY.replace("max_litres = 9", 'max_litres = "9"')
    (folder / "overlays/prod.py").write_text(overlay, encoding="utf-8")
    checked = run(folder, "check", "prod")
    assert checked.returncode == 1
    assert "overlays/prod.py:6:" in checked.stdout + checked.stderr


def test_outdated_modules_are_named_and_kept(folder: Path) -> None:
    behind = run(folder, "import", "crd", "crds", "--to", "apis", "--check")
    assert (behind.returncode, len(behind.stdout.splitlines())) == (1, 2)
    assert not (folder / "apis").exists()
    run(folder, "import", "crd", "crds", "--to", "apis")
    current = run(folder, "import", "crd", "crds", "--to", "apis", "--check")
    assert (current.returncode, current.stdout) == (0, "")


def test_definitions_come_from_standard_input_too(folder: Path) -> None:
    command = [*COMMAND, "import", "crd", "-", "--to", "apis"]
    done = subprocess.run(
        command, cwd=folder, env=environment(), input=DEFINITION, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in (folder / "apis").iterdir()) == [
        "water_example_com_v1.py",
        "water_example_com_v1.pyi",
    ]


def test_kinds_that_would_be_lost_are_kept_unless_forced(folder: Path) -> None:
    (folder / "crds/pipes.yaml").write_text(DEFINITION.replace("Tap", "Pipe").replace("tap", "pipe"), encoding="utf-8")
    run(folder, "import", "crd", "crds", "--to", "apis")
    assert run(folder, "import", "crd", "crds/taps.yaml", "--to", "apis").returncode == 2
    assert run(folder, "import", "crd", "crds/taps.yaml", "--to", "apis", "--force").returncode == 0


def test_what_holds_no_definition_is_refused(folder: Path) -> None:
    (folder / "web.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", encoding="utf-8")
    refused = run(folder, "import", "crd", "web.yaml", "--to", "apis")
    assert refused.returncode == 2
    assert "CustomResourceDefinition" in refused.stderr


def test_importing_a_module_loads_nothing_heavy(folder: Path) -> None:
    run(folder, "import", "crd", "crds", "--to", "apis")
    program = "import apis.water_example_com_v1, sys; print(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert {"typing", "attrs", "attr", "re", "yaml", "json"} & set(done.stdout.split()) == set()
