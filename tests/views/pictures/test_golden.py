"""The pictures of the example's overlays, as SVG files that were looked at before they were accepted.

`pytest tests/views/pictures --snapshot-update` writes them again, and those of the documentation. Look at them (`k8sdsl
graph prod -o prod.png`) before they are committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from k8sdsl.project.names import overlay_names
from k8sdsl.views.pictures import VIEWS, picture_of
from k8sdsl.views.pictures.forms import svg
from k8sdsl.views.pictures.picture import Picture
from k8sdsl.views.pictures.targets import pictures_of_target
from tests.views.pictures.sets import graph, service_mess

pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden"
DOCS = ROOT / "docs" / "pictures"
IN_DOCS = ("prod-traffic.svg", "search-traffic.svg", "prod-storage.svg")
OVERLAYS = overlay_names(ROOT)


def views_of(overlay: str) -> tuple[str, ...]:
    return VIEWS if overlay == "prod" else ("traffic", "all")


def name_of(overlay: str, view: str) -> str:
    return f"{overlay.replace('/', '~')}-{view}.svg"


def judge(picture: Picture, name: str, request: pytest.FixtureRequest) -> None:
    """Compares with the file; the places of the objects are left out, because they change with every line above."""
    nodes = tuple(node._replace(place="") for node in picture.nodes)
    made = svg.render(picture._replace(nodes=nodes))
    if request.config.getoption("update_snapshots", default=False):
        for folder in (GOLDEN, *([DOCS] if name in IN_DOCS else [])):
            (folder / name).write_text(made, encoding="utf-8")
    assert (GOLDEN / name).read_text(encoding="utf-8") == made


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_has_its_pictures(
    overlay: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(ROOT)
    for view, picture in pictures_of_target(overlay, views_of(overlay)).items():
        judge(picture, name_of(overlay, view), request)


def test_the_service_mess_of_the_course_shows_who_calls_whom(request: pytest.FixtureRequest) -> None:
    trees = service_mess(50, 5)
    picture = picture_of(graph(trees), "traffic", title="50 services")
    calls = {(edge.source, edge.target) for edge in picture.edges if edge.use == "calls"}
    assert calls == {
        (f"Deployment/{tree['metadata']['namespace']}/{tree['metadata']['name']}", f"Service/{team}/{name}")
        for tree in trees
        if tree["kind"] == "Deployment"
        for env in tree["spec"]["template"]["spec"]["containers"][0]["env"]
        for name, team in [env["value"].removeprefix("http://").partition(":")[0].split(".")]
    }
    assert len(calls) > 50
    judge(picture, "services-50.svg", request)


def test_the_pictures_of_the_documentation_are_the_golden_ones() -> None:
    assert {file.name for file in DOCS.glob("*.svg")} == set(IN_DOCS)
    for name in IN_DOCS:
        assert (DOCS / name).read_bytes() == (GOLDEN / name).read_bytes()
        assert f"pictures/{name}" in (ROOT / "docs" / "seeing.md").read_text(encoding="utf-8")


def test_every_golden_picture_is_of_an_overlay_that_there_is() -> None:
    expected = {name_of(overlay, view) for overlay in OVERLAYS for view in views_of(overlay)}
    assert {file.name for file in GOLDEN.iterdir()} == expected | {"services-50.svg"}
