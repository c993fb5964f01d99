"""`k8sdsl upgrade`: what another version refuses is found, and changed only on request."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from k8sdsl.kube.replacements import replacement_of
from k8sdsl.upgrade.version_changes import version_changes
from tests.cli.running import ROOT, environment, project, run
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

SCALER = """# scales
apiVersion: autoscaling/v2beta2  # old
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: prod}
spec:
  maxReplicas: 3
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
"""
INGRESS = """apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: web}
spec: {backend: {serviceName: web, servicePort: 80}}
"""
IN_PYTHON = HEAD + (
    "from k8sdsl import from_dict\n"
    "fast = {\n"
    '    "apiVersion": "storage.k8s.io/v1beta1",\n'
    '    "kind": "VolumeAttributesClass",\n'
    '    "metadata": {"name": "fast"},\n'
    '    "driverName": "disk.example.com",\n'
    '    "parameters": {"iops": "9000"},\n'
    "}\n"
    "overlay = Overlay(base=[from_dict(fast)])\n"
)


def test_the_difference_is_shown_and_nothing_is_written_unless_it_is_requested(tmp_path: Path) -> None:
    project(tmp_path, {"hpa.yaml": SCALER})
    done = run(tmp_path, "upgrade", "--to", "1.37", "-f", "hpa.yaml")
    assert done.returncode == 1
    assert "+apiVersion: autoscaling/v2  # old" in done.stderr
    assert (tmp_path / "hpa.yaml").read_text() == SCALER


def test_a_removed_version_is_replaced_in_yaml_and_the_rest_stays(tmp_path: Path) -> None:
    project(tmp_path, {"hpa.yaml": SCALER})
    assert run(tmp_path, "upgrade", "--to", "1.37", "-f", "hpa.yaml", "--yes").returncode == 0
    assert (tmp_path / "hpa.yaml").read_text() == SCALER.replace("v2beta2", "v2")
    again = run(tmp_path, "upgrade", "--to", "1.37", "-f", "hpa.yaml", "--yes")
    assert (again.returncode, again.stdout) == (0, "no findings\n" if again.stdout else "")


def test_a_kind_whose_fields_differ_in_the_other_version_is_reported_and_not_changed(tmp_path: Path) -> None:
    project(tmp_path, {"ingress.yaml": INGRESS})
    done = run(tmp_path, "upgrade", "--to", "1.36", "-f", "ingress.yaml", "--yes")
    assert done.returncode == 1
    assert "spec.backend" in done.stderr
    assert (tmp_path / "ingress.yaml").read_text() == INGRESS


def test_a_version_in_a_literal_of_python_is_replaced(tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": IN_PYTHON})
    done = run(tmp_path, "upgrade", "--to", "1.37", "--yes")
    assert done.returncode == 0, done.stderr
    made = (tmp_path / "overlays/prod.py").read_text()
    assert made.replace("'", '"') == IN_PYTHON.replace("storage.k8s.io/v1beta1", "storage.k8s.io/v1")


def test_an_import_of_a_class_of_the_old_version_is_replaced(tmp_path: Path) -> None:
    text = (
        "from k8sdsl import Overlay\n"
        "from k8sdsl.api.storage_v1beta1 import VolumeAttributesClass\n"
        'fast = VolumeAttributesClass("fast", driver_name="disk.example.com", parameters={"iops": "9000"})\n'
        "overlay = Overlay(base=[fast])\n"
    )
    project(tmp_path, {"overlays/prod.py": text})
    done = run(tmp_path, "upgrade", "--to", "1.37", "--yes")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "overlays/prod.py").read_text() == text.replace("storage_v1beta1", "storage_v1")


def test_patches_and_targets_of_a_kustomization_follow_the_object(tmp_path: Path) -> None:
    target = "{group: autoscaling, version: v2beta2, kind: HorizontalPodAutoscaler, name: web}"
    patch = "- {op: replace, path: /spec/maxReplicas, value: 5}"
    files = {
        "base/kustomization.yaml": "resources: [hpa.yaml]\n",
        "base/hpa.yaml": SCALER,
        "prod/kustomization.yaml": (
            "resources: [../base]\nnamePrefix: prod-\n"
            f"patches:\n- path: more.yaml\n- target: {target}\n  patch: '{patch}'\n"
        ),
        "prod/more.yaml": SCALER.replace("maxReplicas: 3", "minReplicas: 2"),
    }
    project(tmp_path, files)
    before = run(tmp_path, "build", "prod").stdout
    done = run(tmp_path, "upgrade", "prod", "--to", "1.37", "--yes")
    assert done.returncode == 0, done.stderr
    assert run(tmp_path, "build", "prod").stdout == before.replace("autoscaling/v2beta2", "autoscaling/v2")
    assert all("v2beta2" not in (tmp_path / file).read_text() for file in files)


def test_changes_after_which_a_target_no_longer_builds_are_taken_back(tmp_path: Path) -> None:
    patch = "patches:\n- patch: |\n" + "".join(f"    {line}\n" for line in SCALER.splitlines())
    files = {"prod/kustomization.yaml": f"resources: [hpa.yaml]\n{patch}", "prod/hpa.yaml": SCALER}
    project(tmp_path, files)
    done = run(tmp_path, "upgrade", "prod", "--to", "1.37", "--yes")
    assert done.returncode == 2
    assert {name: (tmp_path / name).read_text() for name in files} == files


def test_building_again_imports_nothing_from_the_working_directory(tmp_path: Path) -> None:
    trap = "open('ran', 'w').close()\n"
    files = {"prod/kustomization.yaml": "resources: [hpa.yaml]\n", "prod/hpa.yaml": SCALER}
    project(tmp_path, {**files, "k8sdsl/__init__.py": trap, "k8sdsl/__main__.py": trap, "attrs.py": trap})
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from k8sdsl.cli import main; main()"
    command = [sys.executable, "-P", "-c", code, "upgrade", "prod", "--to", "1.37", "--yes"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(PYTHONPATH=""), capture_output=True, check=False)
    assert (done.returncode, (tmp_path / "ran").exists()) == (0, False)
    assert "autoscaling/v2 " in (tmp_path / "prod/hpa.yaml").read_text()


def test_an_unknown_version_is_an_error(tmp_path: Path) -> None:
    project(tmp_path, {"hpa.yaml": SCALER})
    assert run(tmp_path, "upgrade", "--to", "1.99", "-f", "hpa.yaml").returncode == 2


@pytest.mark.parametrize(
    ("old", "minor", "new"),
    [
        (("autoscaling/v2beta2", "HorizontalPodAutoscaler"), 36, ("autoscaling/v2", "HorizontalPodAutoscaler")),
        (("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema"), 36, ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema")),
        (
            ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema"),
            28,
            ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"),
        ),
        (("networking.k8s.io/v1beta1", "IPAddress"), 37, ("networking.k8s.io/v1", "IPAddress")),
        (("apps/v1", "DeploymentRollback"), 36, None),
    ],
)
def test_the_replacement_is_one_that_the_version_serves(
    old: tuple[str, str], minor: int, new: tuple[str, str] | None
) -> None:
    assert replacement_of(*old, minor) == new


def test_what_changes_between_two_versions_is_known() -> None:
    changes = version_changes(36, 37)
    assert "networking.k8s.io/v1beta1 IPAddress" in changes.removed
    assert "certificates.k8s.io/v1beta1 PodCertificateRequest" in changes.deprecated
    assert changes.new
    assert version_changes(36, 36).removed == ()
