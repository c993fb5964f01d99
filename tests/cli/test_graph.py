"""`k8sdsl graph` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from k8sdsl.views.pictures.forms.suffixes import FORMS
from tests.cli.running import CONFIG, CONFIG_YAML, WRONG, project, run

ROOT = Path(__file__).parents[2]


def test_without_a_file_mermaid_is_written(tmp_path: Path) -> None:
    done = run(project(tmp_path, {"overlays/dev.py": CONFIG}), "graph", "dev", "--view", "all")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1] == "flowchart TB"
    assert "ConfigMap" in done.stdout


@pytest.mark.parametrize("suffix", [suffix for suffix, form in FORMS.items() if form != "png"])
def test_the_suffix_decides(suffix: str, tmp_path: Path) -> None:
    pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")
    done = run(project(tmp_path, {"overlays/dev.py": CONFIG}), "graph", "dev", "--view=config", "-o", f"dev{suffix}")
    assert (done.returncode, done.stdout) == (0, "")
    assert "settings" in (tmp_path / f"dev{suffix}").read_text(encoding="utf-8")


def test_files_are_drawn_as_one_set(tmp_path: Path) -> None:
    folder = project(tmp_path, {"k8s/config.yaml": CONFIG_YAML})
    done = run(folder, "graph", "-f", "k8s", "--view", "config", "-o", "config.json")
    assert done.returncode == 0
    (node,) = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))["nodes"]
    assert (node["kind"], node["name"], node["place"]) == ("ConfigMap", "settings", "k8s/config.yaml:4")


def test_findings_do_not_stop_a_picture_but_are_in_it(tmp_path: Path) -> None:
    done = run(project(tmp_path, {"overlays/dev.py": WRONG}), "graph", "dev", "--view", "config", "-o", "a.json")
    assert done.returncode == 0
    (node,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["nodes"]
    assert node["findings"]


QUOTA = """from k8sdsl import Overlay, k8s
quota = k8s.ResourceQuota("few", spec=k8s.ResourceQuotaSpec(hard={"services": "0"}))
web = k8s.Service("web", spec=k8s.ServiceSpec(ports=[k8s.ServicePort(80)]))
overlay = Overlay(base=[quota, web], namespace="shop")
"""


def test_a_picture_has_what_check_finds_in_the_cluster_of_the_set(tmp_path: Path) -> None:
    folder = project(tmp_path, {"overlays/dev.py": QUOTA, "k8s/config.yaml": ""})
    (folder / "k8s/all.yaml").write_text(run(folder, "build", "dev").stdout, encoding="utf-8")
    for words in (["dev"], ["-f", "k8s"]):
        assert run(folder, "graph", *words, "--view", "all", "-o", "a.json").returncode == 0
        nodes = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["nodes"]
        rules = [finding["rule"] for node in nodes if node["kind"] == "Service" for finding in node["findings"]]
        assert "quota/exceeded" in rules


def test_an_unknown_suffix_or_view_is_an_error(tmp_path: Path) -> None:
    folder = project(tmp_path, {"overlays/dev.py": CONFIG})
    assert run(folder, "graph", "dev", "-o", "dev.jpeg").returncode == 2
    assert run(folder, "graph", "dev", "--view", "mesh").returncode == 2
    assert run(folder, "graph").returncode == 2
    assert run(folder, "graph", "dev", "-f", "overlays").returncode == 2
    assert list(folder.glob("dev*")) == []
