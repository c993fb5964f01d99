"""The examples of docs/gitops.md make a project, and its commands work in it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.gitops.trees import ROOT, k8sdsl

TEXT = (ROOT / "docs" / "gitops.md").read_text(encoding="utf-8")


def test_its_commands_work_in_the_project_that_its_files_make(tmp_path: Path) -> None:
    ran = 0
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL):
        if language == "python":
            name = block.partition("\n")[0].removeprefix("# ")
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(block, encoding="utf-8")
        elif language == "console":
            for line in block.splitlines():
                words = shlex.split(line.removeprefix("$ "))
                assert words[0] == "k8sdsl"
                k8sdsl(tmp_path, *words[1:], status=1 if words[1] == "diff" else 0)
                ran += 1
    assert ran == 9
    assert (tmp_path / "whole" / "fleet" / "us-2" / "shop_configmap_settings.yaml").is_file()
    assert (tmp_path / "deploy" / "argocd" / "project.yaml").is_file()
