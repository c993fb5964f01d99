"""The forms of a picture: safe for hostile names, the same bytes every time, and complete."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.views.pictures import picture_of
from k8sdsl.views.pictures.forms.suffixes import FORMS, form_of, render_picture
from k8sdsl.views.pictures.picture import Flaw, Picture, PictureEdge, PictureGroup, PictureNode
from tests.cli.running import environment
from tests.views.pictures.sets import graph, mixed

pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")

TEXTS = sorted({form for form in FORMS.values() if form != "png"})
HOSTILE = "\"><script>alert(1)</script>'&]];--> %% \x1b[31m\u202e\n%%{init: {}}%%\\"


def hostile() -> Picture:
    """A picture in which every text is hostile."""
    nodes = [
        PictureNode(
            f"{number}{HOSTILE}", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, (Flaw("error", HOSTILE, HOSTILE),)
        )
        for number in range(2)
    ]
    edge = PictureEdge(nodes[0].id, nodes[1].id, HOSTILE, HOSTILE)
    return Picture(HOSTILE, tuple(nodes), (edge,), (PictureGroup(HOSTILE, HOSTILE),))


@pytest.mark.parametrize("form", TEXTS)
def test_hostile_names_are_text_in_every_form(form: str) -> None:
    made = str(render_picture(hostile(), form))
    assert not re.search(r"<script>alert", made) or form in {"json", "dot"}  # there they are within quotes
    assert "\x1b" not in made
    assert "\u202e" not in made
    assert all(line.isprintable() for line in made.splitlines())


def test_hostile_names_are_text_for_parsers() -> None:
    tree = ET.fromstring(str(render_picture(hostile(), "svg")))  # noqa: S314 - written by the test itself
    tags = {element.tag.partition("}")[2] for element in tree.iter()}
    assert tags == {"svg", "title", "desc", "style", "rect", "text", "g", "path", "circle"}
    content = json.loads(str(render_picture(hostile(), "json")))
    assert content["nodes"][0]["name"] == HOSTILE


class Page(HTMLParser):
    """The elements of a page, its policy, and the content of its styles and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.texts.setdefault(self.cdata_elem, []).append(data)


def test_a_page_loads_nothing_and_runs_only_its_own_script() -> None:
    page = Page(str(render_picture(hostile(), "html")))
    loading = {"src", "href", "action", "data", "srcset"} | {"style"}
    assert [one for one in page.tags if loading & one[1].keys() or any(name.startswith("on") for name in one[1])] == []
    assert {tag for tag, _ in page.tags}.isdisjoint({"link", "img", "iframe", "object", "embed", "base", "form"})
    policy = next(str(a["content"]) for tag, a in page.tags if tag == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'; ")
    for kind in ("script", "style"):
        allowed = set(re.findall(r"'sha256-[^']+'", policy.partition(f"{kind}-src ")[2].partition(";")[0]))
        hashes = {
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in page.texts[kind]
        }
        assert hashes == allowed
    assert "unsafe" not in policy


def test_a_page_has_everything_as_text_and_roles() -> None:
    picture = picture_of(graph(mixed(70)), "all")
    made = str(render_picture(picture, "html"))
    text = made.partition('id="as-text"')[2]
    assert text.count("<li>") == len(picture.nodes) + len(picture.edges) + sum(len(one.flaws) for one in picture.nodes)
    assert made.count('role="graphics-symbol" tabindex="0"') == len(picture.nodes)
    assert made.count("<title>") >= len(picture.nodes) + len(picture.edges)


def test_an_image_has_its_own_title_and_description() -> None:
    made = str(render_picture(Picture("prod: traffic"), "svg"))
    assert '<title id="title">prod: traffic</title>' in made
    assert "0 objects, 0 connections, 0 findings" in made


def test_json_has_the_whole_picture() -> None:
    picture = picture_of(graph(mixed(70)), "all")
    content = json.loads(str(render_picture(picture, "json")))
    assert [node["id"] for node in content["nodes"]] == [node.id for node in picture.nodes]
    assert [(edge["source"], edge["target"]) for edge in content["edges"]] == [edge[:2] for edge in picture.edges]
    assert [group["id"] for group in content["groups"]] == [group.id for group in picture.groups]


@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_text_forms_have_every_node_and_edge(form: str) -> None:
    picture = picture_of(graph(mixed(70)), "all")
    lines = str(render_picture(picture, form)).splitlines()
    arrow = "->" if form == "dot" else re.compile(r" (-->|-\.->|==>)")
    edges = [line for line in lines if (arrow in line if isinstance(arrow, str) else arrow.search(line))]
    assert len(edges) == len(picture.edges)
    assert sum("[" in line and line not in edges for line in lines) >= len(picture.nodes)


@pytest.mark.parametrize("form", TEXTS)
def test_values_of_secrets_are_in_no_form(form: str) -> None:
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "db", "namespace": "shop"},
        "stringData": {"password": "correct-horse", "url": "http://admin:battery@db.shop.svc:3306"},
    }
    web = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"containers": [{"name": "a", "image": "a", "envFrom": [{"secretRef": {"name": "db"}}]}]},
    }
    for view in ("traffic", "config", "all"):
        made = str(render_picture(picture_of(graph([secret, web]), view), form))
        assert "db" in made
        assert "correct-horse" not in made
        assert "battery" not in made


SCRIPT = """
import sys
from k8sdsl.views.pictures import picture_of
from k8sdsl.views.pictures.forms.suffixes import render_picture
from tests.views.pictures.sets import graph, mixed
sys.stdout.write(str(render_picture(picture_of(graph(mixed(140)), "all"), sys.argv[1])))
"""


@pytest.mark.parametrize("form", ["svg", "html"])
def test_two_processes_write_the_same_bytes(form: str) -> None:
    made = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, form], check=True, capture_output=True, env=environment(PYTHONHASHSEED=seed)
        )
        for seed in ("1", "2")
    ]
    assert made[0].stdout == made[1].stdout
    assert len(made[0].stdout) > 10_000


def test_png_is_an_image() -> None:
    pytest.importorskip("resvg_py", reason="no converter of SVG is installed")
    assert bytes(render_picture(Picture("empty"), "png")).startswith(b"\x89PNG")  # type: ignore[arg-type]


def test_png_without_a_converter_is_an_error_with_a_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(K8sdslError) as error:
        render_picture(Picture("empty"), "png")
    assert error.value.remedy


def test_layers_without_the_library_are_an_error_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fast_sugiyama", None)
    picture = picture_of(graph(mixed(14)), "all")
    with pytest.raises(K8sdslError) as error:
        render_picture(picture, "svg")
    assert "k8sdsl[pictures]" in str(error.value.remedy)
    assert render_picture(picture, "mermaid")


def test_the_suffix_decides_the_form() -> None:
    assert [form_of(f"a/b{suffix}") for suffix in FORMS] == list(FORMS.values())
    with pytest.raises(K8sdslError):
        form_of("picture.jpeg")


def test_a_picture_is_wide_enough_for_its_title() -> None:
    def width(title: str) -> float:
        return float(str(render_picture(Picture(title), "svg")).partition(' width="')[2].partition('"')[0])

    assert width("a") < width("a title of some fifty letters, longer than boxes are") < width("a" * 120) <= 1600
    assert width("a" * 9999) == 1600
