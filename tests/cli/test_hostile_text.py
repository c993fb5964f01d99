"""Names, keys, values and file names of input cannot steer a terminal, fake a line, or command a CI system."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import CONFIG, project, run
from tests.emitters.test_visible import is_command

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "x\n::error::owned\r\x1b[31m\u202e\u2028##[error]owned\n##vso[task.x]"
QUOTED = json.dumps(EVIL)


def manifest(kind: str = "ConfigMap", name: str = QUOTED, body: str = "") -> str:
    return f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {name}}}\n{body}"


INPUTS = {
    "a name": manifest(),
    "a kind": manifest(kind=QUOTED),
    "a key": manifest(name="a", body=f"data: {{{QUOTED}: 1}}\n"),
    "an unknown field": manifest(name="a", body=f"? {QUOTED}\n: 1\n"),
    "a value": manifest("Service", "a", f"spec: {{type: {QUOTED}, ports: [{{port: 80, protocol: {QUOTED}}}]}}\n"),
    "a broken tag": manifest(name="a", body=f"data: !<{EVIL.split(chr(10), maxsplit=1)[0]}\x1b> x\n"),
    "raw bytes": manifest(name="a", body="data: {a: '\u202e::x', b: 5}  # \u202e\u2066\n"),
    "a CI command": manifest(name="'::error::owned'", body="data:\n  ::set-output name=x::y: 5\n"),
}
COMMANDS = [
    ("check", "-f", "a.yaml"),
    ("check", "-f", "a.yaml", "--format", "github"),
    ("check", "-f", "a.yaml", "--format", "text=out"),
    ("check", "-f", "a.yaml", "--format", "json=out"),
    ("check", "-f", "a.yaml", "--format", "sarif=out"),
    ("check", "-f", "a.yaml", "--format", "junit=out"),
    ("diff", "empty.yaml", "a.yaml"),
    ("diff", "other.yaml", "a.yaml"),
    ("diff", "a.yaml", "other.yaml", "--format", "json"),
    ("diff", "a.yaml", "other.yaml", "--format", "markdown"),
    ("graph", "-f", "a.yaml", "--view", "all"),
    ("graph", EVIL),
    ("graph", f"{EVIL}..{EVIL}", EVIL),
    ("graph", "prod", "-o", EVIL),
    ("report", f"{EVIL}..{EVIL}", EVIL),
    ("report", "a..b", "-o", EVIL),
    ("trace", EVIL, EVIL),
    ("trace", "prod", EVIL, "--from", EVIL),
    ("blame", EVIL, EVIL),
    ("explain", EVIL),
    ("build", EVIL),
    ("check", EVIL),
    ("diff", EVIL),
    ("check", "-f", EVIL),
    ("build", "prod", "--only", EVIL),
    ("build", "prod", "--kube-version", EVIL),
    ("check", "--format", EVIL),
    ("gitops", EVIL),
    ("gitops", "--layout", EVIL),
    ("gitops", "--shard", EVIL),
    ("gitops", "--branch", EVIL),
    ("-C", EVIL, "build"),
]


def assert_harmless(text: str, *, github: bool = False) -> None:
    bad = {c for c in text if not (c.isprintable() or c in "\n\t")}
    assert not bad, text
    for line in text.split("\n"):
        assert github or not is_command(line), line
        assert not line.startswith(("::error::", "::set-output")), line


READING = [words for words in COMMANDS if "a.yaml" in words]
PAIRS = [(case, words) for case in INPUTS for words in READING]
PAIRS += [("a name", words) for words in COMMANDS if words not in READING]


@pytest.mark.parametrize(("case", "command"), PAIRS, ids=[str(number) for number in range(len(PAIRS))])
def test_nothing_hostile_is_shown(case: str, command: tuple[str, ...], tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG, "a.yaml": INPUTS[case], "empty.yaml": ""})
    other = INPUTS[case].replace("owned", "changed").replace("80", "81").replace(": 1", ": 2")
    (tmp_path / "other.yaml").write_text(other + "immutable: true\n", encoding="utf-8")
    done = run(tmp_path, *command)
    assert done.returncode in {0, 1, 2}, done.stderr
    written = (tmp_path / "out").read_text(encoding="utf-8") if (tmp_path / "out").exists() else ""
    for text in (done.stdout, done.stderr, written):
        assert_harmless(text, github="github" in command and text is done.stdout)


def test_names_of_files_are_shown_harmless(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / f"{EVIL.replace('/', '')}.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "d" / "\x1b]0;x\x07.yaml").write_text(manifest(name="A_B"), encoding="utf-8")
    for form in ("text", "text=out", "github", "json"):
        done = run(tmp_path, "check", "-f", "d", "--format", form)
        assert done.returncode == 1, done.stderr
        assert_harmless(done.stdout, github=form == "github")
        assert_harmless(done.stderr)


@pytest.mark.parametrize("name", ["x\nerror[a/b]: fake", "./x\nerror[a/b]: fake"])
@pytest.mark.parametrize("words", [("build",), ("check", "-f"), ("graph", "-o", "a.svg"), ("diff", "prod")])
def test_a_line_of_a_name_begins_no_line_of_an_error(words: tuple[str, ...], name: str, tmp_path: Path) -> None:
    project(tmp_path, {"overlays/prod.py": CONFIG})
    done = run(tmp_path, *words, name)
    assert done.returncode == 2
    assert "error[a/b]: fake" in done.stderr
    assert sum(line.startswith("error") for line in done.stderr.splitlines()) == 1
