"""The report for reviewers: what a change does in each environment."""

from __future__ import annotations

import re
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from k8sdsl.cluster.declaration import Cluster
from k8sdsl.cluster.forecast.quotas import quota_uses
from k8sdsl.diff.forms.markdown import LONGEST
from k8sdsl.kube.versions import NEWEST
from k8sdsl.manifest import Manifest
from k8sdsl.server.rules import Context
from k8sdsl.views.review.as_html import render_html_review
from k8sdsl.views.review.as_markdown import render_markdown_review
from k8sdsl.views.review.review import EnvironmentReview, QuotaChange, Review, review_change
from k8sdsl.views.review.sections import sections_of
from tests.cli.running import project, run
from tests.views.pictures.sets import deployment, service

pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")

QUOTA = {
    "apiVersion": "v1",
    "kind": "ResourceQuota",
    "metadata": {"name": "quota", "namespace": "shop"},
    "spec": {"hard": {"pods": "4"}},
}


def scaled(replicas: int) -> list[dict[str, Any]]:
    web = deployment("web", "shop")
    web["spec"]["replicas"] = replicas
    return [QUOTA, service("web", "shop"), web]


def test_a_change_has_its_difference_findings_quotas_and_picture() -> None:
    review = review_change("prod", scaled(2), scaled(5))
    assert [change.action for change in review.difference.objects] == ["changed"]
    assert [finding.rule for finding in review.new_findings] == ["quota/exceeded"]
    assert review.fixed_findings == ()
    (pods,) = review.quotas
    assert pods == QuotaChange("shop/quota", "pods", "2 to 3", "4 (5 requested)", "4")
    assert list(review.pictures) == ["traffic"]
    nodes = review.pictures["traffic"].nodes
    assert {f"{node.kind}/{node.name}": node.mark for node in nodes} == {"Service/web": "", "Deployment/web": "changed"}
    assert [flaw.rule for node in nodes for flaw in node.flaws] == ["quota/exceeded"]


def test_the_views_are_those_that_the_change_touches() -> None:
    before = [deployment("web", "shop"), service("web", "shop")]
    after = deepcopy(before)
    after[0]["spec"]["template"]["spec"]["serviceAccountName"] = "web"
    after[0]["spec"]["template"]["spec"]["containers"][0]["envFrom"] = [{"configMapRef": {"name": "settings"}}]
    assert list(review_change("prod", before, after).pictures) == ["traffic", "config", "access"]
    limits = {**QUOTA, "spec": {"hard": {"pods": "9"}}}
    assert list(review_change("prod", scaled(2), [limits, *scaled(2)[1:]]).pictures) == ["all"]


def test_a_finding_that_a_change_removes_is_fixed() -> None:
    review = review_change("prod", scaled(5), scaled(2))
    assert ([one.rule for one in review.fixed_findings], review.new_findings) == (["quota/exceeded"], ())


def test_a_finding_that_was_there_before_is_not_new() -> None:
    review = review_change("prod", scaled(5), scaled(6))
    assert (review.new_findings, review.fixed_findings) == ((), ())


def test_the_quotas_of_a_cluster_count() -> None:
    used = quota_uses([Manifest(tree) for tree in scaled(2)[1:]], Cluster([QUOTA]), Context(NEWEST))
    assert [(use.namespace, use.quota, use.resource, use.limit) for use in used] == [("shop", "quota", "pods", "4")]


def a_review() -> Review:
    return Review("main..HEAD", (review_change("prod", scaled(2), scaled(5)),), ("dev",))


def test_markdown_has_every_part() -> None:
    text = render_markdown_review(a_review())
    assert [line for line in text.splitlines() if line.startswith("#")] == ["## main\\.\\.HEAD", "### prod"]
    assert "```mermaid" in text
    assert "| <code>shop/quota</code> | <code>pods</code> | 2 to 3 | 4 \\(5 requested\\) | 4 |" in text
    assert "quota/exceeded" in text
    assert "- spec.replicas: 2\n+ spec.replicas: 5" in text
    assert "<code>dev</code>" in text


def test_html_has_every_part_and_loads_nothing() -> None:
    text = render_html_review(a_review())
    assert text.count("<svg") == 1
    assert "quota/exceeded" in text
    assert "<td>2 to 3</td><td>4 (5 requested)</td><td>4</td>" in text
    assert not re.search(r"<script|<link|<img|src=|href=", text)
    assert "Unchanged: dev" in text


def test_nothing_that_changes_is_stated() -> None:
    nothing = Review("main..HEAD", (), ("dev", "prod"))
    assert "No environment changes" in render_markdown_review(nothing)
    assert "No environment changes" in render_html_review(nothing)


def test_markdown_fits_into_a_comment() -> None:
    after = [tree for n in range(400) for tree in (service(f"s-{n}", "shop"), deployment(f"s-{n}", "shop"))]
    text = render_markdown_review(Review("a..b", (review_change("prod", [], after),), ()))
    assert LONGEST / 2 < len(text) < 65_000


def test_several_environments_have_an_overview() -> None:
    changed = tuple(review_change(name, scaled(2), scaled(replicas)) for name, replicas in (("dev", 3), ("prod", 5)))
    review = Review("a..b", changed, ())
    lines = render_markdown_review(review).splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith(("| <code>dev</code>", "| <code>prod</code>"))]
    assert [row[-1] for row in rows] == [" |", "1 error |"]
    html = render_html_review(review)
    assert [html.count(text) for text in ('href="#e1-environment"', 'id="e1-environment"')] == [1, 1]


def moved(trees: list[dict[str, Any]], namespace: str) -> list[dict[str, Any]]:
    made = deepcopy(trees)
    for tree in made:
        tree["metadata"]["namespace"] = namespace
    return made


def test_what_environments_have_in_common_is_shown_once_with_their_names() -> None:
    changes = {"dev": (2, 3), "stage": (2, 3), "prod": (2, 4)}
    every = []
    for name, (before, after) in changes.items():
        old, new = moved(scaled(before)[1:], name), moved(scaled(after)[1:], name)
        added = moved([service("more", name)], name) if name != "stage" else []
        every.append(review_change(name, old, [*new, *added]))
    sections = sections_of(every)
    assert [(one.names, [change.ref.name for change in one.difference.objects]) for one in sections] == [
        (("dev", "stage"), ["web"]),
        (("dev", "prod"), ["more"]),
        (("prod",), ["web"]),
    ]
    assert [change.ref.namespace for one in sections for change in one.difference.objects] == ["", "", "prod"]
    assert {shown.environment for one in sections for shown in one.pictures} == {"dev", "stage", "prod"}
    markdown = render_markdown_review(Review("a..b", tuple(every), ()))
    assert markdown.count("+ spec.replicas: 3") == 1
    assert [line for line in markdown.splitlines() if line[:4] == "### "] == [
        "### dev, stage",
        "### dev, prod",
        "### prod",
    ]
    html = render_html_review(Review("a..b", tuple(every), ()))
    assert html.count('href="#e1-environment"') == 2


def test_environments_that_change_alike_have_the_pictures_of_the_first() -> None:
    every = [review_change(name, moved(scaled(2), name), moved(scaled(3), name)) for name in ("dev", "prod")]
    assert {shown.environment for one in sections_of(every) for shown in one.pictures} <= {"dev", "prod"}
    alike = [review_change(name, moved(scaled(2)[1:], name), moved(scaled(3)[1:], name)) for name in ("dev", "prod")]
    (section,) = sections_of(alike)
    assert section.title == "dev, prod"
    assert {shown.environment for shown in section.pictures} == {"dev"}


def test_an_environment_with_two_namespaces_keeps_them_apart() -> None:
    old = [*moved(scaled(2)[1:], "a"), *moved(scaled(2)[1:], "b")]
    new = [*moved(scaled(3)[1:], "a"), *moved(scaled(3)[1:], "b")]
    sections = sections_of([review_change("prod", old, new), review_change("dev", old[:2], new[:2])])
    assert [(one.names, [change.ref.namespace for change in one.difference.objects]) for one in sections] == [
        (("prod", "dev"), ["a"]),
        (("prod",), ["b"]),
    ]


def test_every_environment_is_named_with_its_objects_before_details_and_pictures_are_left_out() -> None:
    many = [deployment(f"s-{n}", "shop") for n in range(120)]
    after = deepcopy(many)
    for tree in after:
        tree["metadata"]["annotations"] = {"note": "long " * 40}
    other = deepcopy(after)
    for tree in other:
        tree["metadata"]["annotations"] = {"note": "other " * 40}
    review = Review("a..b", (review_change("dev", many, after), review_change("prod", many, other)), ())
    text = render_markdown_review(review)
    assert len(text) < 65_000
    assert [line for line in text.splitlines() if line.startswith("### ")] == ["### dev", "### prod"]
    assert text.count("| <code>Deployment/s\\-119 in shop</code> |") == 2
    assert "too many for a comment" in text


def test_hostile_names_are_text() -> None:
    hostile = "<script>alert(1)</script>|@everyone`"
    config = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": hostile, "namespace": "shop"},
        "data": {hostile: hostile},
    }
    review = Review(hostile, (review_change(hostile, [], [config]),), (hostile,))
    assert "<script>" not in render_html_review(review)
    markdown = render_markdown_review(review)
    assert "<script>" not in markdown.replace("+ data", "")
    assert "@everyone" not in markdown


def test_values_of_secrets_are_not_shown() -> None:
    def secret(value: str) -> dict[str, Any]:
        metadata = {"name": "db", "namespace": "shop"}
        return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": {"password": value}}

    changed: EnvironmentReview = review_change("prod", [secret("correct-horse")], [secret("battery-staple")])
    assert changed.difference
    for text in (render_html_review(Review("a", (changed,), ())), render_markdown_review(Review("a", (changed,), ()))):
        assert "horse" not in text
        assert "staple" not in text


OVERLAY = """from k8sdsl import Overlay, k8s
overlay = Overlay(base=[k8s.ConfigMap("settings", data={"level": "LEVEL"})], namespace="shop")
"""


def test_the_command_reports_what_a_commit_changes(tmp_path: Path) -> None:
    folder = project(tmp_path, {"overlays/prod.py": OVERLAY, "overlays/dev.py": OVERLAY})
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], check=True)
    (folder / "overlays/prod.py").write_text(OVERLAY.replace("LEVEL", "debug"), encoding="utf-8")
    subprocess.run([*git, "commit", "-qam", "two"], check=True)
    done = run(folder, "report", "HEAD~1..HEAD")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("###")] == ["### prod"]
    assert run(folder, "report", "HEAD~1..HEAD", "prod", "-o", "report.html").returncode == 0
    assert "<svg" in (folder / "report.html").read_text(encoding="utf-8")
    assert run(folder, "report", "HEAD", "-o", "report.html").returncode == 2
    assert run(folder, "report", "HEAD~1..HEAD", "-o", "report.pdf").returncode == 2


def test_findings_have_the_file_and_line_of_their_revision(tmp_path: Path) -> None:
    kustomization = "resources: [config.yaml]\n"
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n"
    files = {"overlays/prod.py": OVERLAY, "app/kustomization.yaml": kustomization, "app/config.yaml": config}
    files |= {"plain/config.yaml": config}
    folder = project(tmp_path, files)
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], check=True)
    (folder / "overlays/prod.py").write_text("# A line more.\n" + OVERLAY.replace('"settings"', '"Settings_"'))
    for directory in ("app", "plain"):
        (folder / directory / "config.yaml").write_text(config.replace("settings", "Settings_"))
    subprocess.run([*git, "commit", "-qam", "two"], check=True)
    (folder / "overlays/prod.py").unlink()  # the working tree does not count
    places = {"prod": "overlays/prod.py:3", "app": "app/config.yaml:4", "plain": "plain/config.yaml:4"}
    for target, place in places.items():
        new, fixed = run(folder, "report", "HEAD~1..HEAD", target), run(folder, "report", "HEAD..HEAD~1", target)
        assert f"(<code>{place}</code>)" in new.stdout.replace("\\", ""), new.stderr
        assert f"(<code>{place}</code>)" in fixed.stdout.replace("\\", ""), fixed.stderr
        assert run(folder, "report", "HEAD~1..HEAD", target, "-o", "report.html").returncode == 0
        assert f"<td><code>{place}</code></td>" in (folder / "report.html").read_text(encoding="utf-8")


WEB = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {a: VALUE}\n"


def commit(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)


def test_a_target_of_one_revision_is_added_or_removed_as_a_whole(tmp_path: Path) -> None:
    kustomization = {"envs/a/kustomization.yaml": "resources: [web.yaml]\n", "envs/a/web.yaml": WEB}
    commit(tmp_path, kustomization)
    commit(tmp_path, {name.replace("/a/", "/b/"): text for name, text in kustomization.items()})
    for words in (["envs/a", "envs/b"], ["envs/*"], ["envs/b"]):
        done = run(tmp_path, "report", "HEAD~1..HEAD", *words)
        assert done.returncode == 0, done.stderr
        assert [line for line in done.stdout.splitlines() if line.startswith(("###", "**"))] == [
            "### envs/b",
            "**1 added**",
        ]
    assert "**1 removed**" in run(tmp_path, "report", "HEAD..HEAD~1", "envs/**").stdout
    for words in (["envs/c"], ["envs/c*"], ["envs/a", "envs/c"]):
        done = run(tmp_path, "report", "HEAD~1..HEAD", *words)
        assert (done.returncode, "envs/c" in done.stderr) == (2, True)


def test_a_directory_that_becomes_a_kustomization_is_one_target(tmp_path: Path) -> None:
    commit(tmp_path, {"app/web.yaml": WEB})
    commit(tmp_path, {"app/kustomization.yaml": "resources: [web.yaml]\ncommonLabels: {a: b}\n"})
    done = run(tmp_path, "report", "HEAD~1..HEAD", "app")
    assert "**1 changed**" in done.stdout


def test_a_path_is_found_from_a_directory_of_the_project(tmp_path: Path) -> None:
    commit(tmp_path, {"overlays/prod.py": OVERLAY, "envs/a/web.yaml": WEB})
    commit(tmp_path, {"envs/a/web.yaml": WEB.replace("VALUE", "other")})
    for words in (["a"], [str(tmp_path / "envs/a")]):
        assert "**1 changed**" in run(tmp_path / "envs", "report", "HEAD~1..HEAD", *words).stdout
