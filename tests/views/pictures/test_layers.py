"""Layers: edges lead from one layer to a later one, for every graph that there can be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8sdsl.views.pictures.layout.layers import MOST_EDGES, layers_of

pytest.importorskip("fast_sugiyama", reason="the extra `pictures` is not installed")


def test_edges_lead_downwards() -> None:
    assert layers_of(4, [(0, 1), (1, 2), (0, 3), (3, 2)])[0][0] == [0]
    assert layers_of(4, [(0, 1), (1, 2), (0, 3), (3, 2)])[0][2] == [2]


def test_edges_against_the_order_of_the_nodes_lead_downwards() -> None:
    assert layers_of(3, [(2, 1), (1, 0)]) == [[[2], [1], [0]]]


def test_nodes_without_edges_are_components_of_their_own() -> None:
    assert layers_of(3, [(0, 2)]) == [[[0], [2]], [[1]]]


def test_a_cycle_is_opened() -> None:
    (rows,) = layers_of(3, [(0, 1), (1, 2), (2, 0)])
    assert rows == [[0], [1], [2]]


def test_an_edge_to_itself_and_a_repeated_edge_are_harmless() -> None:
    assert layers_of(2, [(0, 0), (0, 1), (0, 1), (1, 0)]) == [[[0], [1]]]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=60))
def test_every_node_is_in_one_layer(edges: list[tuple[int, int]]) -> None:
    components = layers_of(15, edges)
    assert sorted(node for rows in components for row in rows for node in row) == list(range(15))


def test_a_large_component_is_laid_out_by_a_spanning_forest() -> None:
    count = MOST_EDGES
    edges = [(number, number + step) for number in range(count) for step in (1, 2) if number + step < count]
    (rows,) = layers_of(count, edges)
    assert sorted(node for row in rows for node in row) == list(range(count))
