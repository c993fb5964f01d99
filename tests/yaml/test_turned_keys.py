"""Keys that YAML reads as true or false are reported at their place, unless they are in quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.project.manifests import read_manifests
from k8sdsl.yaml.turned_keys import turned_keys

if TYPE_CHECKING:
    from pathlib import Path


def found(folder: Path, data: str) -> list[tuple[str, int]]:
    file = folder / "a.yaml"
    file.write_text(f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n{data}", encoding="utf-8")
    findings = turned_keys(read_manifests(file))
    return [(finding.message.split("`")[1], finding.source.line) for finding in findings if finding.source]


def test_a_plain_word_that_is_a_boolean_is_reported(tmp_path: Path) -> None:
    assert found(tmp_path, "  SE: a\n  NO: b\n") == [("NO", 7)]
    assert found(tmp_path, "  y: a\n") == [("y", 6)]


def test_quotes_and_the_words_themselves_do_not_change(tmp_path: Path) -> None:
    assert found(tmp_path, '  "NO": b\n') == []
    assert found(tmp_path, "  true: b\n") == []
    assert found(tmp_path, "  note: b\n") == []
