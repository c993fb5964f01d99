"""Findings that a project accepts: by rule, object and path, with a reason, and not for ever."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from k8sdsl.errors import LoadError
from k8sdsl.finding import Finding
from k8sdsl.identity import ObjectRef
from k8sdsl.project.settings import KEYS, kube_version_of, read_config
from k8sdsl.project.suppressions import EXPIRED, UNUSED, Suppression, suppress

if TYPE_CHECKING:
    from pathlib import Path

FINDING = Finding(
    rule="core/port-name",
    message="too long",
    path="spec.ports[0].name",
    ref=ObjectRef("v1", "Service", "prod", "web"),
)
TODAY = dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("suppression", "covered"),
    [
        (Suppression(rule="core/port-name", reason="r"), True),
        (Suppression(rule="core/*", reason="r"), True),
        (Suppression(rule="apps/*", reason="r"), False),
        (Suppression(rule="core/*", object="Service/web", reason="r"), True),
        (Suppression(rule="core/*", object="Service/web in prod", reason="r"), True),
        (Suppression(rule="core/*", object="Service/web in dev", reason="r"), False),
        (Suppression(rule="core/*", path="spec.ports[0].name", reason="r"), True),
        (Suppression(rule="core/*", path="metadata.*", reason="r"), False),
    ],
)
def test_a_suppression_covers_what_it_names(suppression: Suppression, covered: bool) -> None:  # noqa: FBT001
    kept, _, _ = suppress([FINDING], [suppression], TODAY)
    assert kept == ([] if covered else [FINDING])


def test_a_suppression_that_covers_nothing_is_reported() -> None:
    _, complaints, _ = suppress([FINDING], [Suppression(rule="apps/*", reason="r")], TODAY)
    assert [complaint.rule for complaint in complaints] == [UNUSED]


def test_a_suppression_ends_after_its_last_day() -> None:
    entry = Suppression(rule="core/*", reason="r", expires=TODAY)
    assert suppress([FINDING], [entry], TODAY)[:2] == ([], [])
    kept, complaints, _ = suppress([FINDING], [entry], TODAY + dt.timedelta(days=1))
    assert (kept, [complaint.rule for complaint in complaints]) == ([FINDING], [EXPIRED])


def test_what_settings_and_code_accept_is_counted_apart() -> None:
    settings = Suppression(rule="core/*", reason="r")
    code = Suppression(rule="core/*", reason="r", site=(compile("accept()", "web.py", "exec"), 0))
    for entries, expected in (([settings], (1, 0)), ([code], (0, 1)), ([settings, code], (1, 0)), ([], (0, 0))):
        counts = suppress([FINDING], entries, TODAY)[2]
        assert (counts.in_settings, counts.in_code) == expected


def test_settings_are_read_from_pyproject(tmp_path: Path) -> None:
    text = '[tool.k8sdsl]\nsuppress = [{rule = "core/*", reason = "later", expires = 2027-01-31}]\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    expected = [Suppression(rule="core/*", reason="later", expires=dt.date(2027, 1, 31))]
    assert read_config(tmp_path).suppress == expected
    assert read_config(tmp_path / "elsewhere").suppress == []


@pytest.mark.parametrize(
    "text",
    [
        '[tool.k8sdsl]\nsuppress = [{rule = "core/*"}]\n',
        '[tool.k8sdsl]\nsuppress = [{rule = "core/*", reason = " "}]\n',
        '[tool.k8sdsl]\nsuppress = [{rule = "core/*", reason = "r", expiers = 2027-01-31}]\n',
        "[tool.k8sdsl]\nsupress = []\n",
        "[tool.k8sdsl\n",
    ],
)
def test_mistakes_in_settings_are_errors(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError, match=r"pyproject\.toml|reason"):
        read_config(tmp_path)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('kubeversion = "1.30"', "kube-version"),
        ("supress = []", "suppress"),
        ('suppress = [{rul = "a", reason = "b"}]', "rule"),
        ('colour = "blue"', "layout"),
        ("kube-version = 1.30", '"1.30"'),
    ],
)
def test_a_mistake_names_its_line_and_what_was_probably_meant(text: str, meant: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[project]\n[tool.k8sdsl]\n{text}\n", encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        read_config(tmp_path)
    assert caught.value.source is not None
    assert caught.value.source.line == 3
    assert meant in str(caught.value.remedy)


@pytest.mark.parametrize("text", ["[tool]\nk8sdsl = 5", "[tool.k8sdsl]\nsuppress = [5]", 'tool."k8sdsl" = []'])
def test_tables_of_another_shape_are_errors(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError):
        read_config(tmp_path)


def test_what_is_not_about_this_tool_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("tool = 5 # k8sdsl", encoding="utf-8")
    assert read_config(tmp_path).suppress == []


def test_every_option_can_be_set(tmp_path: Path) -> None:
    texts = ["kube-version", "layout", "into"]
    assert set(texts) < set(KEYS)
    for keys in (texts, [key.replace("-", "_") for key in texts]):
        values = "\n".join(f'{key} = "1.30"' for key in keys)
        (tmp_path / "pyproject.toml").write_text(f"[tool.k8sdsl]\n{values}\n", encoding="utf-8")
        config = read_config(tmp_path)
        assert [config.kube_version, config.layout, config.into] == ["1.30"] * 3
    assert kube_version_of(tmp_path) == "1.30"


REFERENCES = """
[tool.k8sdsl]
external = ["Secret/wordpress-tls", "StorageClass/*"]
closed = true

[[tool.k8sdsl.references]]
kind = "Database.example.com"
path = "spec.credentials"
refers-to = "Secret"
name = "name"
key = "key"
"""


def test_references_are_rows_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(REFERENCES, encoding="utf-8")
    config = read_config(tmp_path)
    assert config.external == ["Secret/wordpress-tls", "StorageClass/*"]
    assert config.closed
    (row,) = config.references
    assert (row.referrer, row.referrer_group, row.path, row.kinds) == (
        *("Database", "example.com", "spec/credentials"),
        ("Secret",),
    )
    assert (row.name, row.key) == ("name", "key")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('kind = "Database.example.com"', 'kind = "Database"'),
        ('refers-to = "Secret"', 'refers_to_what = "Secret"'),
        ('path = "spec.credentials"', ""),
        ("closed = true", 'closed = "yes"'),
        ('external = ["Secret/wordpress-tls", "StorageClass/*"]', 'external = "Secret/db"'),
    ],
)
def test_mistakes_in_references_are_errors(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "pyproject.toml").write_text(REFERENCES.replace(before, after), encoding="utf-8")
    with pytest.raises(LoadError):
        read_config(tmp_path)


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("kube-version = 1.30", 'kube-version = "1.30"'),
        ("kube_version = 1.30  # the oldest", 'kube_version = "1.30"'),
        ("layout = true", 'layout = "true"'),
        ("layout = [1, 2]", 'layout = "[1, 2]"'),
    ],
)
def test_a_value_without_quotes_is_shown_as_it_was_written(line: str, remedy: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.k8sdsl]\n{line}\n", encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        read_config(tmp_path)
    assert remedy in (caught.value.remedy or "")


@pytest.mark.parametrize("line", ["closed = 0x%s", "into = [{a = 0x%s}]", "suppress = [{rule = 0x%s}]"])
def test_a_number_with_thousands_of_digits_is_an_error(line: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.k8sdsl]\n" + line % ("f" * 5000), encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        read_config(tmp_path)
    assert caught.value.code == "project/settings"


@pytest.mark.parametrize("into", ["/x", "..", "../x", "a/../../x", "a/../../../x"])
def test_a_tree_outside_the_project_is_refused(into: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.k8sdsl]\ninto = "{into}"\n', encoding="utf-8")
    with pytest.raises(LoadError):
        read_config(tmp_path)


@pytest.mark.parametrize("into", ["deploy", "a/../b", "..a", "./x"])
def test_a_tree_below_the_project_is_accepted(into: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.k8sdsl]\ninto = "{into}"\n', encoding="utf-8")
    assert read_config(tmp_path).into == into
