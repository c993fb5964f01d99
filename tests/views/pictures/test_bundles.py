"""Lines of several nodes to the same others join in a bundle, so that a picture grows with its objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.views.pictures import picture_of
from k8sdsl.views.pictures.bundles import MOST, Bundles
from k8sdsl.views.pictures.changes import pictures_of_change
from k8sdsl.views.pictures.way import picture_of_way
from k8sdsl.views.trace import trace
from tests.views.pictures.sets import deployment, graph, service

if TYPE_CHECKING:
    from k8sdsl.views.pictures.picture import Picture


def mesh(services: int, workloads: int) -> list[dict[str, Any]]:
    """Services that each select all workloads."""
    every = [service(f"service-{number}", "shop") for number in range(services)]
    below = [deployment(f"web-{number}", "shop") for number in range(workloads)]
    for tree in every:
        tree["spec"]["selector"] = {"tier": "web"}
    for tree in below:
        tree["spec"]["template"]["metadata"]["labels"]["tier"] = "web"
    return [*every, *below]


def bundles(picture: Picture) -> list[str]:
    return [node.name for node in picture.nodes if not node.stands_for]


@pytest.mark.parametrize("view", ["traffic", "all"])
def test_services_that_select_the_same_workloads_have_a_line_each(view: str) -> None:
    picture = picture_of(graph(mesh(400, 400)), view)
    assert bundles(picture) == ["each of 400 Deployment objects"]
    assert len(picture.edges) == 800
    assert picture.words() == "800 objects, 160000 connections, 0 findings"


def test_a_few_lines_are_drawn_one_by_one() -> None:
    for services, workloads in ((3, 40), (40, 3)):
        picture = picture_of(graph(mesh(services, workloads)), "traffic")
        assert bundles(picture) == []
        assert len(picture.edges) == services * workloads


def test_workloads_of_many_namespaces_that_reach_each_other_are_a_bundle() -> None:
    picture = picture_of(graph([deployment("web", f"team-{number}") for number in range(9)]), "network")
    assert bundles(picture) == ["each other: 10 objects"]
    assert picture.words().startswith("10 objects, 90 connections")


def test_the_same_lines_of_one_node_count_once() -> None:
    lines = Bundles()
    assert [lines.add("role", ["a", "b", "c", "d"], "aggregates", "") for _ in range(8)] == [True] * 8
    assert [edge.target for edge in lines.single()] == ["a", "b", "c", "d"]


def test_the_lines_to_different_sets_of_nodes_are_bounded() -> None:
    lines = Bundles()
    taken = [
        lines.add(f"policy-{one}", [f"pod-{pod}" for pod in range(500) if pod != one], "guards", "")
        for one in range(100)
    ]
    assert taken == [True] * (MOST // 499) + [False] * (100 - MOST // 499)
    assert len([*lines.single()]) <= MOST


def test_a_change_shows_the_lines_of_a_bundle_that_differ() -> None:
    picture = pictures_of_change(mesh(8, 8), mesh(9, 8), ["traffic"])["traffic"]
    assert [(edge.source, edge.mark) for edge in picture.edges if edge.mark] == [("Service/shop/service-8", "added")]
    assert len(picture.nodes) == 2


def test_the_path_of_a_request_leads_through_a_bundle() -> None:
    objects = ManifestSet([Manifest(tree) for tree in mesh(8, 8)])
    steps = trace(objects, "service-2:80", source="Deployment/web-1")
    picture = picture_of_way(objects, steps, title="way")
    marked = {(edge.source.split("/")[-1], edge.target.split("/")[-1]) for edge in picture.edges if edge.mark == "path"}
    assert {source for source, _ in marked} >= {"service-2"}
    assert [node.mark for node in picture.nodes if not node.stands_for] == ["path"]
